/*
 * The published mark is stored until something changes, and deleted in the same transaction.
 */
#include "tests/store/fixture.h"

static void assert_published(struct fixture *f, uint64_t mark, bool expected)
{
    bool same = !expected;

    check(f, store_published_is(&same, f->store, mark, &f->err));
    assert_int_equal(same, expected);
}

static void test_what_was_published(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "sqlite:");
    feed_put(&f, "http://feed.test/");
    item_put(&f, 10, 10, "a", 1000);
    assert_published(&f, 7, false);
    check(&f, store_published_note(f.store, 7, &f.err));
    assert_published(&f, 7, true);
    assert_published(&f, 8, false);
    check(&f, store_item_touch(f.store, 10, 90000, &f.err));
    check(&f, store_run_note(f.store, 90000, &f.err));
    assert_published(&f, 7, true);
    check(&f, store_begin(f.store, &f.err));
    check(&f, store_story_published(f.store, 10, 10, 1, 1000, &f.err));
    store_rollback(f.store);
    assert_published(&f, 7, true);
    check(&f, store_story_published(f.store, 10, 10, 1, 1000, &f.err));
    assert_published(&f, 7, false);
    check(&f, store_published_note(f.store, 7, &f.err));
    item_put(&f, 20, 20, "b", 2000);
    assert_published(&f, 7, false);
    check(&f, store_published_note(f.store, 7, &f.err));
    check(&f, store_begin(f.store, &f.err));
    assert_int_equal(f.memory.merge(f.memory.context, 20, 10), 0);
    check(&f, store_commit(f.store, &f.err));
    assert_published(&f, 7, false);
    fixture_close(&f);
}

/* An engine without marks publishes every time. */
static void test_memory_alone(void **state)
{
    struct fixture f;

    (void)state;
    fixture_open(&f, "memory:");
    check(&f, store_published_note(f.store, 7, &f.err));
    assert_published(&f, 7, false);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_published),
        cmocka_unit_test(test_memory_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
