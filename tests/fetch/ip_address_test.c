#include "aggregator/fetch/ip_address.h"

#include "tests/support/test.h"

#include <netinet/in.h>

static const struct {
    const char *text, *kind; /* NULL: public */
} rows[] = {
    {"0.0.0.0", "an unspecified address"},
    {"1.1.1.1", NULL},
    {"9.255.255.255", NULL},
    {"10.0.0.0", "a private address"},
    {"10.255.255.255", "a private address"},
    {"11.0.0.0", NULL},
    {"100.63.255.255", NULL},
    {"100.64.0.0", "a shared address"},
    {"100.127.255.255", "a shared address"},
    {"100.128.0.0", NULL},
    {"126.255.255.255", NULL},
    {"127.0.0.1", "a loopback address"},
    {"127.255.255.255", "a loopback address"},
    {"128.0.0.0", NULL},
    {"168.63.129.15", NULL},
    {"168.63.129.16", "a metadata address"},
    {"169.253.255.255", NULL},
    {"169.254.169.254", "a link-local address"},
    {"172.15.255.255", NULL},
    {"172.16.0.0", "a private address"},
    {"172.31.255.255", "a private address"},
    {"172.32.0.0", NULL},
    {"192.0.0.192", "a reserved address"},
    {"192.0.2.1", "a documentation address"},
    {"192.167.255.255", NULL},
    {"192.168.0.0", "a private address"},
    {"192.169.0.0", NULL},
    {"198.17.255.255", NULL},
    {"198.18.0.0", "a benchmark address"},
    {"198.19.255.255", "a benchmark address"},
    {"198.20.0.0", NULL},
    {"203.0.113.7", "a documentation address"},
    {"223.255.255.255", NULL},
    {"224.0.0.1", "a multicast address"},
    {"240.0.0.1", "a reserved address"},
    {"255.255.255.255", "a reserved address"},
    {"::", "an unspecified address"},
    {"::1", "a loopback address"},
    {"::2", "a reserved address"},
    {"::127.0.0.1", "a reserved address"},
    {"::ffff:127.0.0.1", "a loopback address"},
    {"::ffff:10.1.2.3", "a private address"},
    {"::ffff:1.1.1.1", NULL},
    {"64:ff9b::127.0.0.1", "a loopback address"},
    {"64:ff9b::1.1.1.1", NULL},
    {"64:ff9b:1::1", "a reserved address"},
    {"100::1", "a reserved address"},
    {"2001:0:1::1", "a tunnel address"},
    {"2001:db8::1", "a documentation address"},
    {"2001:4860:4860::8888", NULL},
    {"2002:7f00:1::", "a loopback address"},
    {"2002:c0a8:101::", "a private address"},
    {"2002:101:101::", NULL},
    {"2606:4700::1111", NULL},
    {"3fff:fff::1", "a documentation address"},
    {"4000::1", "a reserved address"},
    {"fc00::1", "a private address"},
    {"fd00:ec2::254", "a private address"},
    {"fe80::1", "a link-local address"},
    {"febf::1", "a link-local address"},
    {"fec0::1", "a private address"},
    {"ff02::1", "a multicast address"},
    {"a.example", NULL},
    {"", NULL},
};

static void test_blocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *kind = ip_address_text_refusal(rows[i].text);

        print_message("%s\n", rows[i].text);
        if (rows[i].kind == NULL)
            assert_null(kind);
        else
            assert_string_equal(kind, rows[i].kind);
    }
}

static void test_socket_addresses(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr other = {.sa_family = AF_UNIX};

    (void)state;
    assert_string_equal(ip_address_refusal((struct sockaddr *)&v4), "a loopback address");
    assert_string_equal(ip_address_refusal((struct sockaddr *)&v6), "a loopback address");
    assert_string_equal(ip_address_refusal(&other), "not an Internet address");
    v4.sin_addr.s_addr = htonl(0x01010101);
    assert_null(ip_address_refusal((struct sockaddr *)&v4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_socket_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
