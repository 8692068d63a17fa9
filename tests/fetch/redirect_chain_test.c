#include "aggregator/fetch/redirect_chain.h"

#include "tests/support/test.h"

static void test_what_may_be_stored(void **state)
{
    static const struct {
        const char *from, *to;
        int status;
        bool storable;
    } rows[] = {
        {"https://a.example/1", "https://a.example/2", 301, true},
        {"https://a.example/1", "https://b.example/2", 301, true},
        {"https://a.example/1", "https://b.example/2", 308, true},
        {"https://a.example/1", "https://b.example/2", 302, false},
        {"https://a.example/1", "https://b.example/2", 303, false},
        {"https://a.example/1", "https://b.example/2", 307, false},
        {"http://a.example/1", "http://a.example/2", 301, true},
        {"http://a.example/1", "https://a.example/1", 301, true},
        {"http://a.example/1", "https://A.example/1", 301, true},
        {"http://a.example/1", "https://b.example/1", 301, false},
        {"http://a.example/1", "http://b.example/1", 301, false},
        {"https://a.example/1", "http://a.example/2", 301, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct redirect_chain *chain = redirect_chain_new(rows[i].from);

        assert_int_equal(redirect_chain_follow(chain, rows[i].status, rows[i].to, NULL), 0);
        assert_int_equal(chain->storable, rows[i].storable);
        assert_string_equal(redirect_chain_url(chain), rows[i].to);
        redirect_chain_free(chain);
    }
}

static void test_one_doubtful_hop_spoils_the_chain(void **state)
{
    struct redirect_chain *chain = redirect_chain_new("https://a.example/");

    (void)state;
    redirect_chain_follow(chain, 302, "https://b.example/", NULL);
    redirect_chain_follow(chain, 301, "https://c.example/", NULL);
    assert_false(chain->storable);
    redirect_chain_free(chain);
}

static void test_ends(void **state)
{
    struct redirect_chain *chain = redirect_chain_new("https://a.example/0");
    struct error err = {0};
    char url[64], far[300];

    (void)state;
    snprintf(far, sizeof(far), "https://%0*d.example/", 254 - (int)strlen(".example"), 0);
    assert_int_equal(redirect_chain_follow(chain, 301, far, &err), ERR_REFUSED);
    assert_int_equal(redirect_chain_follow(chain, 301, "ftp://a.example/", &err), ERR_REFUSED);
    assert_int_equal(redirect_chain_follow(chain, 301, "https://a.example/0", &err), ERR_HTTP);
    assert_string_equal(err.text, "redirects in a loop: https://a.example/0");
    for (int i = 1; i <= REDIRECT_HOPS_MAX; i++) {
        snprintf(url, sizeof(url), "https://a.example/%d", i);
        assert_int_equal(redirect_chain_follow(chain, 301, url, &err), 0);
    }
    assert_int_equal(redirect_chain_follow(chain, 301, "https://a.example/6", &err), ERR_HTTP);
    assert_string_equal(err.text, "more than 5 redirects");
    redirect_chain_free(chain);
    redirect_chain_free(NULL);
}

static void test_who_may_see_credentials(void **state)
{
    static const struct {
        const char *home, *url;
        bool same;
    } rows[] = {
        {"https://a.example/1", "https://a.example/2", true},
        {"https://a.example/1", "https://A.EXAMPLE:443/2", true},
        {"http://a.example/1", "https://a.example/1", true},
        {"http://a.example:80/1", "https://a.example:443/1", true},
        {"https://a.example/1", "http://a.example/1", false},
        {"http://a.example:8080/1", "https://a.example/1", false},
        {"https://a.example/1", "https://a.example:8443/1", false},
        {"https://a.example/1", "https://b.example/1", false},
        {"https://a.example/1", "https://a.example.b.example/1", false},
        {"https://a.example/1", "https://a.example@b.example/1", false},
        {"https://a.example/1", "https://b.example/https://a.example/1", false},
        {"file:///a", "https://a.example/1", false},
        {"https://a.example/1", "", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s %s\n", rows[i].home, rows[i].url);
        assert_int_equal(redirect_chain_same_server(rows[i].home, rows[i].url), rows[i].same);
    }
}

static void test_which_status_redirects(void **state)
{
    (void)state;
    for (int status = 100; status < 600; status++)
        assert_int_equal(redirect_chain_is_redirect(status), status == 301 || status == 302 ||
                                                                 status == 303 || status == 307 ||
                                                                 status == 308);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_stored),
        cmocka_unit_test(test_one_doubtful_hop_spoils_the_chain),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_who_may_see_credentials),
        cmocka_unit_test(test_which_status_redirects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
