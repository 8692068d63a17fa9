/* Which addresses are paths, which have an engine, and what is said of the others. */
#include "aggregator/store/store_address.h"

#include "aggregator/store/store.h"
#include "tests/support/test.h"

#include <string.h>
#include <unistd.h>

static const struct {
    const char *address, *file; /* NULL: not in a file */
} accepted[] = {
    {"state.db", "state.db"},
    {"/var/lib/state.db", "/var/lib/state.db"},
    {"sqlite:state.db", "state.db"},
    {"sqlite:///var/state.db", "///var/state.db"},
    {"sqlite:a:b", "a:b"},
    {"sqlite:", ""},
    {"postgresql://user:pw@host/db", NULL},
    {"postgres:dbname=db", NULL},
    {"", ""},
    {"memory:", NULL},
    {"./a:b", "./a:b"},
    {"/tmp/a:b", "/tmp/a:b"},
    {"../postgresql://a", "../postgresql://a"},
    {"C:\\state.db", "C:\\state.db"},
    {"C:/state.db", "C:/state.db"},
    {":a", ":a"},
    {"a b:c", "a b:c"},
    {"1st:a", "1st:a"},
    {"copy-2026-11-29T16:04.db", "copy-2026-11-29T16:04.db"},
    {"sqlite", "sqlite"},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        const char *file = store_address_file(accepted[i].address);

        assert_int_equal(store_address_check(accepted[i].address, NULL), 0);
        if (accepted[i].file == NULL)
            assert_null(file);
        else
            assert_string_equal(file, accepted[i].file);
    }
}

static const struct {
    const char *address, *shown;
} refused[] = {
    {"mysql://user:secret@host/db", "\"mysql\""},
    {"mysql:user:secret@host/db", "\"mysql\""},
    {"mysql:/user:secret@host", "\"mysql\""},
    {"maria://secret", "\"maria\""},
    {"MySQL://user:secret@host/db", "\"MySQL\""},
    {"mysql+tls-1.3://user:secret@host/db", "\"mysql+tls-1.3\""},
    {"sqlite3://secret", "\"sqlite3\""},
    {"SQLite:secret.db", "\"SQLite\""},
    {"sqlit:secret.db", "\"sqlit\""},
    {"memoryx:secret", "\"memoryx\""},
    {"x://secret", "\"x\""},
    {"mysql:%s%n%d/secret", "\"mysql\""},
    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa://secret",
     "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""},
};

static void check_refusal(int code, const struct error *err, const char *shown)
{
    assert_int_equal(code, ERR_USAGE);
    assert_non_null(strstr(err->text, shown));
    assert_non_null(strstr(err->text, "sqlite, memory, postgresql"));
    assert_null(strstr(err->text, "secret"));
    assert_null(strstr(err->text, "user"));
}

/* Every verb that takes an address refuses it, and nothing is created. */
static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const char *address = refused[i].address, *shown = refused[i].shown;
        struct store_stamp stamp;
        struct store_lock *lock;
        struct store *store = NULL;
        struct error err;

        check_refusal(store_address_check(address, &err), &err, shown);
        check_refusal(store_open(&store, address, &err), &err, shown);
        check_refusal(store_open_readonly(&store, address, &err), &err, shown);
        check_refusal(store_lock(&lock, address, &err), &err, shown);
        assert_null(lock);
        assert_null(store_address_file(address));
        store_stamp(&stamp, address);
        assert_true(stamp.identity == 0 && stamp.version != 0);
        assert_int_equal(access(address, F_OK), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
