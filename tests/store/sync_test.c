/*
 * When the store waits for the disk: an SQLite VFS on top of the real one counts the syncs.
 */
#include "tests/store/fixture.h"

#include <sqlite3.h>

static struct {
    sqlite3_vfs vfs; /* the default VFS, except for open() */
    const sqlite3_vfs *usual;
    sqlite3_io_methods methods; /* of the log: the default methods, except for sync() */
    const sqlite3_io_methods *usual_methods;
    int syncs; /* of the log */
    int result;
} counting;

static int log_sync(sqlite3_file *file, int flags)
{
    counting.syncs++;
    return counting.result != SQLITE_OK ? counting.result
                                        : counting.usual_methods->xSync(file, flags);
}

static int counting_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                         int *ret_flags)
{
    int result = counting.usual->xOpen(vfs, name, file, flags, ret_flags);

    if (result == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
        counting.usual_methods = file->pMethods;
        counting.methods = *file->pMethods;
        counting.methods.xSync = log_sync;
        file->pMethods = &counting.methods;
    }
    return result;
}

static int setup(void **state)
{
    (void)state;
    counting.usual = sqlite3_vfs_find(NULL);
    counting.vfs = *counting.usual;
    counting.vfs.zName = "counting";
    counting.vfs.xOpen = counting_open;
    return sqlite3_vfs_register(&counting.vfs, 1);
}

static int teardown(void **state)
{
    (void)state;
    return sqlite3_vfs_unregister(&counting.vfs);
}

/* Starts a transaction that writes something. */
static void begin_and_write(struct fixture *f)
{
    static char url[32];
    static int number;

    snprintf(url, sizeof(url), "http://feed.test/%d", number++);
    check(f, store_begin(f->store, &f->err));
    feed_put(f, url);
}

static void test_soon_waits_for_nothing(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    begin_and_write(&f);
    check(&f, store_commit(f.store, &f.err));
    counting.syncs = 0;
    for (int i = 0; i < 10; i++) {
        begin_and_write(&f);
        check(&f, store_commit_soon(f.store, &f.err));
    }
    assert_int_equal(counting.syncs, 0);
    check(&f, store_sync(f.store, &f.err));
    assert_int_equal(counting.syncs, 1);
    check(&f, store_sync(f.store, &f.err)); /* everything is synced */
    assert_int_equal(counting.syncs, 1);
    begin_and_write(&f);
    check(&f, store_commit(f.store, &f.err));
    assert_int_equal(counting.syncs, 2);
    fixture_close(&f);
}

static void test_a_verb_s_own_transaction_waits(void **state)
{
    struct fixture f;
    uint64_t number;

    (void)state;
    fixture_open(&f, "sqlite");
    counting.syncs = 0;
    check(&f, store_feed_number(&number, f.store, &f.err)); /* drawn and stored */
    assert_true(counting.syncs > 0); /* twice for the first write of the log */
    fixture_close(&f);
}

static void test_a_disk_that_fails_is_told(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite");
    begin_and_write(&f);
    counting.result = SQLITE_IOERR_FSYNC;
    assert_int_equal(store_commit(f.store, &f.err), ERR_STORE);
    assert_string_equal(f.err.text, "the disk failed to store the state");
    assert_int_equal(store_sync(f.store, &f.err), ERR_STORE); /* and not forgotten */
    counting.result = SQLITE_OK;
    check(&f, store_sync(f.store, &f.err));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_soon_waits_for_nothing),
        cmocka_unit_test(test_a_verb_s_own_transaction_waits),
        cmocka_unit_test(test_a_disk_that_fails_is_told),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
