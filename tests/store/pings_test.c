/* What the hubs of outputs have been told. */
#include "aggregator/store/store_pings.h"

#include "aggregator/base/clock.h"
#include "tests/store/fixture.h"

#include <sqlite3.h>

enum { NOW = 1000000 };

#define HUB   "https://hub.test/"
#define TOPIC "https://news.test/merged.atom"

static void assert_same(const struct store_ping *a, const struct store_ping *b)
{
    assert_true(a->content == b->content);
    assert_int_equal(a->due_since, b->due_since);
    assert_int_equal(a->tried, b->tried);
    assert_int_equal(a->pinged, b->pinged);
    assert_int_equal(a->not_before, b->not_before);
    assert_int_equal(a->failures, b->failures);
    assert_string_equal(a->error, b->error);
}

static void assert_stored(struct fixture *f, const struct store_ping *expected)
{
    struct store_ping ping;

    check(f, store_ping_load(&ping, f->store, expected->hub, expected->topic, &f->err));
    assert_same(&ping, expected);
}

static const struct store_ping fresh = {
    .hub = HUB, .topic = TOPIC, .due_since = TIME_NONE, .tried = TIME_NONE, .pinged = TIME_NONE};

static void test_saved_and_loaded(void **state)
{
    struct fixture f;
    struct store_ping ping = fresh, other;

    (void)state;
    fixture_open(&f, "sqlite");
    assert_stored(&f, &fresh);
    ping.content = UINT64_MAX - 1;
    ping.due_since = NOW;
    check(&f, store_ping_save(f.store, &ping, &f.err));
    fixture_reopen(&f);
    assert_stored(&f, &ping);
    ping.tried = NOW + 1;
    ping.not_before = NOW + 1800;
    ping.failures = 3;
    snprintf(ping.error, sizeof(ping.error),
             "could not resolve host h\xc3\xbc"
             "b.test");
    check(&f, store_ping_save(f.store, &ping, &f.err));
    fixture_reopen(&f);
    assert_stored(&f, &ping);
    ping.due_since = TIME_NONE;
    ping.pinged = NOW + 2;
    ping.failures = 0;
    ping.error[0] = '\0';
    check(&f, store_ping_save(f.store, &ping, &f.err));
    assert_stored(&f, &ping);
    other = fresh; /* hub and topic together are the key */
    other.hub = HUB "?other";
    assert_stored(&f, &other);
    other.hub = HUB;
    other.topic = TOPIC "/";
    assert_stored(&f, &other);
    other.content = 5;
    check(&f, store_ping_save(f.store, &other, &f.err));
    assert_stored(&f, &other);
    assert_stored(&f, &ping);
    fixture_close(&f);
}

static void test_in_a_transaction(void **state)
{
    struct fixture f;
    struct store_ping ping = fresh;

    (void)state;
    fixture_open(&f, "sqlite");
    ping.content = 1;
    check(&f, store_begin(f.store, &f.err));
    check(&f, store_ping_save(f.store, &ping, &f.err));
    store_rollback(f.store);
    assert_stored(&f, &fresh);
    fixture_close(&f);
}

static void test_forgotten(void **state)
{
    static const struct {
        const char *topic;
        int64_t due_since, tried;
        bool kept;
    } rows[] = {
        {"https://tried.test/", TIME_NONE, NOW + 1, true},
        {"https://tried-before.test/", TIME_NONE, NOW, false},
        {"https://due.test/", NOW + 1, TIME_NONE, true},
        {"https://due-before.test/", NOW, TIME_NONE, false},
        {"https://due-before-tried.test/", NOW - 9, NOW + 1, true},
        {"https://neither.test/", TIME_NONE, TIME_NONE, false},
    };
    struct fixture f;
    struct store_ping ping = fresh;

    (void)state;
    fixture_open(&f, "sqlite");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ping.topic = rows[i].topic;
        ping.content = 7;
        ping.due_since = rows[i].due_since;
        ping.tried = rows[i].tried;
        check(&f, store_ping_save(f.store, &ping, &f.err));
    }
    check(&f, store_pings_forget(f.store, NOW + STORE_PING_KEPT_SECONDS, &f.err));
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check(&f, store_ping_load(&ping, f.store, HUB, rows[i].topic, &f.err));
        if ((ping.content != 0) != rows[i].kept)
            fail_msg("%s", rows[i].topic);
    }
    fixture_close(&f);
}

/* Values that no run has stored. */
static void test_damage(void **state)
{
    struct fixture f;
    struct store_ping expected = fresh;
    sqlite3 *db;

    (void)state;
    fixture_need_file();
    fixture_open(&f, "sqlite");
    store_close(f.store);
    f.store = NULL;
    assert_int_equal(sqlite3_open(f.path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO ping VALUES ('" HUB "', '" TOPIC "', 5, 9223372036854775807, "
                     "-9223372036854775807, 9223372036854775807, 9223372036854775807, -3, "
                     "printf('%.*c', 999, 'x'))",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    check(&f, store_open(&f.store, f.path, &f.err));
    expected.content = 5;
    memset(expected.error, 'x', sizeof(expected.error) - 1);
    assert_stored(&f, &expected);
    fixture_close(&f);
}

static void test_read_only(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    store_close(f.store);
    check(&f, store_open_readonly(&f.store, f.address, &f.err));
    assert_stored(&f, &fresh);
    assert_int_equal(store_ping_save(f.store, &fresh, &f.err), ERR_STORE);
    assert_int_equal(store_pings_forget(f.store, NOW, &f.err), ERR_STORE);
    fixture_close(&f);
}

static void test_an_engine_that_forgets(void **state)
{
    struct fixture f;
    struct store_ping ping = fresh;

    (void)state;
    fixture_open(&f, "memory");
    ping.content = 1;
    check(&f, store_ping_save(f.store, &ping, &f.err));
    assert_stored(&f, &fresh);
    check(&f, store_pings_forget(f.store, NOW, &f.err));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_saved_and_loaded), cmocka_unit_test(test_in_a_transaction),
        cmocka_unit_test(test_forgotten),        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_read_only),        cmocka_unit_test(test_an_engine_that_forgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
