/* What store.h says of a state from outside: the lock on it and its stamp, on every engine. */
#include "tests/store/fixture.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const schemes[] = {"sqlite", "memory"};
enum { SQLITE, MEMORY, ENGINES };

/* The result of store_lock() in another process. */
static int lock_in_child(const char *address)
{
    struct store_lock *lock;
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0)
        _exit(store_lock(&lock, address, NULL));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void test_a_lock_is_held_once(void **state)
{
    static const int when_held[ENGINES] = {[SQLITE] = ERR_LOCKED, [MEMORY] = 0};

    (void)state;
    for (size_t i = 0; i < ENGINES; i++) {
        struct fixture f;
        struct store_lock *lock;

        fixture_open(&f, schemes[i]);
        check(&f, store_lock(&lock, f.address, &f.err));
        assert_int_equal(lock != NULL, i == SQLITE);
        assert_int_equal(lock_in_child(f.address), when_held[i]);
        store_unlock(lock);
        assert_int_equal(lock_in_child(f.address), 0);
        fixture_close(&f);
    }
}

/* A path without a scheme is the same state. */
static void test_a_path_has_the_same_lock(void **state)
{
    struct fixture f;
    struct store_lock *lock;

    (void)state;
    fixture_open(&f, "sqlite");
    check(&f, store_lock(&lock, f.path, &f.err));
    assert_int_equal(lock_in_child(f.address), ERR_LOCKED);
    store_unlock(lock);
    fixture_close(&f);
}

static void test_a_lock_makes_no_state(void **state)
{
    char place[160], path[192];
    struct fixture f;
    struct store_lock *lock;

    (void)state;
    fixture_open(&f, "sqlite");
    snprintf(place, sizeof(place), "%s/deep/er/s.db", f.folder);
    check(&f, store_lock(&lock, place, &f.err));
    store_unlock(lock);
    assert_int_equal(access(place, F_OK), -1);
    snprintf(path, sizeof(path), "%s.lock", place);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof(path), "%s/deep/er", f.folder);
    assert_int_equal(rmdir(path), 0);
    snprintf(path, sizeof(path), "%s/deep", f.folder);
    assert_int_equal(rmdir(path), 0);
    fixture_close(&f);
}

static void test_an_empty_path_has_no_lock(void **state)
{
    struct store_lock *lock;

    (void)state;
    assert_int_equal(store_lock(&lock, "sqlite:", NULL), ERR_USAGE);
    assert_null(lock);
    assert_int_equal(access(".lock", F_OK), -1);
}

/* Nobody else sees a state in memory, so its stamp says nothing. */
static void test_a_commit_changes_the_version(void **state)
{
    (void)state;
    for (size_t i = 0; i < ENGINES; i++) {
        struct fixture f;
        struct store_stamp first, again, changed;

        fixture_open(&f, schemes[i]);
        store_stamp(&first, f.address);
        store_stamp(&again, f.address);
        assert_true(first.version != 0 && first.version == again.version);
        assert_true(first.identity == again.identity);
        assert_int_equal(first.identity != 0, i == SQLITE);
        check(&f, store_begin(f.store, &f.err));
        feed_put(&f, "http://feed.test/");
        check(&f, store_commit(f.store, &f.err));
        store_stamp(&changed, f.address);
        assert_int_equal(changed.version != first.version, i == SQLITE);
        assert_true(changed.identity == first.identity);
        fixture_close(&f);
    }
}

static void test_another_state_has_another_identity(void **state)
{
    char copy[160];
    struct fixture f;
    struct store_stamp first, second, none;

    (void)state;
    fixture_open(&f, "sqlite");
    snprintf(copy, sizeof(copy), "%s/copy.db", f.folder);
    store_stamp(&none, copy);
    assert_true(none.identity == 0 && none.version != 0);
    check(&f, store_backup(f.store, copy, &f.err));
    store_stamp(&first, f.address);
    assert_int_equal(rename(copy, f.path), 0);
    store_stamp(&second, f.address);
    assert_true(second.identity != first.identity && second.version != first.version);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_lock_is_held_once),
        cmocka_unit_test(test_a_path_has_the_same_lock),
        cmocka_unit_test(test_a_lock_makes_no_state),
        cmocka_unit_test(test_an_empty_path_has_no_lock),
        cmocka_unit_test(test_a_commit_changes_the_version),
        cmocka_unit_test(test_another_state_has_another_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
