#include "aggregator/serve/client.h"

#include "tests/support/test.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static void test_addresses(void **state)
{
    static const struct {
        const char *peer, *forwarded, *expected;
    } rows[] = {
        {"192.0.2.7", NULL, "192.0.2.7"},
        {"192.0.2.7", "198.51.100.1", "192.0.2.7"}, /* not from a proxy of this machine */
        {"127.0.0.1", NULL, "127.0.0.1"},
        {"127.0.0.1", "198.51.100.1", "198.51.100.1"},
        {"127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"}, /* the rest is anyone's claim */
        {"127.0.0.1", "198.51.100.1:4711", "198.51.100.1"},
        {"127.0.0.1", "[2001:db8:1:2:3:4:5:6]:4711", "2001:db8:1:2::"},
        {"127.0.0.1", "unknown", "127.0.0.1"},
        {"127.0.0.1", "198.51.100.1,", "127.0.0.1"},
        {"127.0.0.1", "", "127.0.0.1"},
        {"2001:db8:1:2:3:4:5:6", NULL, "2001:db8:1:2::"},
        {"2001:db8:1:2::ffff", "198.51.100.1", "2001:db8:1:2::"},
        {"::1", "2001:db8:1:2::1", "2001:db8:1:2::"},
        {"::ffff:192.0.2.7", NULL, "192.0.2.7"},
        {"::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        struct sockaddr_in6 six = {.sin6_family = AF_INET6};
        const bool is_four = inet_pton(AF_INET, rows[i].peer, &four.sin_addr) == 1;
        char text[CLIENT_ADDRESS_SIZE];

        if (!is_four)
            assert_int_equal(inet_pton(AF_INET6, rows[i].peer, &six.sin6_addr), 1);
        client_address(text,
                       is_four ? (const struct sockaddr *)&four : (const struct sockaddr *)&six,
                       rows[i].forwarded);
        assert_string_equal(text, rows[i].expected);
    }
}

static void test_other_sockets(void **state)
{
    const struct sockaddr local = {.sa_family = AF_UNIX};
    char text[CLIENT_ADDRESS_SIZE], long_text[4096];

    (void)state;
    client_address(text, &local, NULL);
    assert_string_equal(text, "?");
    client_address(text, &local, "198.51.100.1");
    assert_string_equal(text, "198.51.100.1");
    client_address(text, NULL, "198.51.100.1");
    assert_string_equal(text, "?");
    memset(long_text, '1', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = '\0';
    client_address(text, &local, long_text);
    assert_string_equal(text, "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_other_sockets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
