/* Leases of hosts and the inbox; on SQLite and in RAM there are none. */
#include "aggregator/store/store_polling.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

enum { NOW = 1000000, LONG_TIME = 600 };

static const char *const hosts[] = {"a.test", "b.test", "c.test"};

static void fixture_hosts(struct fixture *f)
{
    fixture_open(f, "sqlite");
    check(f, store_hosts_add(f->store, hosts, 3, NOW, &f->err));
}

static int64_t lease(struct fixture *f, size_t limit, int64_t now, const char *expected)
{
    char names[256] = "";
    const char **list;
    int64_t number;
    size_t count;

    check(f, store_hosts_lease(&number, &list, &count, f->store, &f->arena, limit, LONG_TIME, now,
                               &f->err));
    for (size_t i = 0; i < count; i++)
        strcat(strcat(names, list[i]), " ");
    assert_string_equal(names, expected);
    return number;
}

static void test_without_a_server(void **state)
{
    static const char *const schemes[] = {"sqlite", "memory"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        int64_t count;

        if (fixture_on_server() && i == 0)
            continue;
        fixture_open(&f, schemes[i]);
        assert_int_equal(store_hosts_add(f.store, hosts, 3, NOW, &f.err), ERR_REFUSED);
        assert_non_null(strstr(f.err.text, "pollers need a state in PostgreSQL"));
        assert_int_equal(store_inbox_count(&count, f.store, &f.err), ERR_REFUSED);
        check(&f, store_host_news(f.store, "a.test", NOW, &f.err));
        fixture_close(&f);
    }
}

static void need_server(void)
{
    if (!fixture_on_server())
        skip();
}

static void test_a_host_has_one_lease(void **state)
{
    struct fixture f;
    int64_t first, second, count;
    bool leased;

    need_server();
    (void)state;
    fixture_hosts(&f);
    first = lease(&f, 2, NOW, "a.test b.test ");
    second = lease(&f, 2, NOW, "c.test ");
    assert_true(second > first);
    check(&f, store_hosts_leased(&count, f.store, &f.err));
    assert_int_equal(count, 3);
    lease(&f, 2, NOW, "");
    check(&f, store_host_lease(&leased, f.store, second, "a.test", LONG_TIME, &f.err));
    assert_false(leased);
    check(&f, store_host_lease(&leased, f.store, second, "new.test", LONG_TIME, &f.err));
    assert_true(leased);
    check(&f, store_lease_renew(f.store, second, 2, LONG_TIME, &f.err));
    assert_int_equal(store_lease_renew(f.store, second, 3, LONG_TIME, &f.err), ERR_LOCKED);
    fixture_close(&f);
}

static void test_a_host_rests(void **state)
{
    struct fixture f;
    int64_t number;

    need_server();
    (void)state;
    fixture_hosts(&f);
    number = lease(&f, 1, NOW, "a.test ");
    check(&f, store_host_release(f.store, number, "a.test", NOW + 100, NOW + 5, &f.err));
    lease(&f, 2, NOW + 99, "b.test c.test ");
    number = lease(&f, 2, NOW + 100, "a.test ");
    /* news that come while it is leased, and while it rests, wait for the end of its rest */
    check(&f, store_host_news(f.store, "a.test", NOW + 101, &f.err));
    check(&f, store_host_release(f.store, number, "a.test", NOW + 900, NOW + 105, &f.err));
    lease(&f, 2, NOW + 104, "");
    number = lease(&f, 2, NOW + 105, "a.test ");
    check(&f, store_host_release(f.store, number, "a.test", NOW + 900, NOW + 110, &f.err));
    check(&f, store_host_news(f.store, "a.test", NOW + 106, &f.err));
    lease(&f, 2, NOW + 109, "");
    number = lease(&f, 2, NOW + 110, "a.test ");
    check(&f, store_host_release(f.store, number, "a.test", TIME_NONE, NOW + 111, &f.err));
    lease(&f, 2, NOW + 111, "a.test ");
    fixture_close(&f);
}

static void test_a_lease_that_ended_writes_nothing(void **state)
{
    struct store_delivery delivery = {.feed_url = "http://a.test/feed",
                                      .host = "a.test",
                                      .fetched = NOW,
                                      .meta = "{}",
                                      .body = "a\0b",
                                      .size = 3};
    struct store_delivery found;
    struct fixture f;
    int64_t number, count;
    bool there;

    need_server();
    (void)state;
    fixture_hosts(&f);
    number = lease(&f, 1, NOW, "a.test ");
    check(&f, store_lease_use(f.store, number, "a.test", &f.err));
    check(&f, store_inbox_put(f.store, &delivery, &f.err));
    check(&f, store_inbox_waits(&there, f.store, delivery.feed_url, &f.err));
    assert_true(there);
    check(&f, store_host_release(f.store, number, "a.test", NOW, NOW, &f.err));
    assert_int_equal(store_inbox_put(f.store, &delivery, &f.err), ERR_LOCKED);
    assert_int_equal(store_begin(f.store, &f.err), ERR_LOCKED);
    assert_non_null(strstr(f.err.text, "the lease of host a.test has ended"));
    check(&f, store_lease_use(f.store, 0, NULL, &f.err));

    check(&f, store_inbox_next(&found, &there, f.store, &f.arena, 0, &f.err));
    assert_true(there);
    assert_int_equal(found.size, 3);
    assert_memory_equal(found.body, "a\0b", 3);
    assert_string_equal(found.host, "a.test");
    check(&f, store_inbox_settle(f.store, found.id, found.host, NOW + 50, &f.err));
    check(&f, store_inbox_count(&count, f.store, &f.err));
    assert_int_equal(count, 0);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_server),
        cmocka_unit_test(test_a_host_has_one_lease),
        cmocka_unit_test(test_a_host_rests),
        cmocka_unit_test(test_a_lease_that_ended_writes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
