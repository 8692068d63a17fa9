#include "aggregator/match/ids.h"
#include "tests/support/test.h"

static bool note(struct id_set *set, const char *id, const char *link)
{
    struct item item = {.id = id, .canonical = link};
    struct error err;
    bool conflict;

    assert_int_equal(id_set_note(&conflict, set, &item, &err), 0);
    return conflict;
}

static void test_one_id_on_two_links(void **state)
{
    struct id_set set = {0};

    (void)state;
    assert_false(note(&set, "1", "https://a.example/1"));
    assert_false(note(&set, "1", "https://a.example/1"));
    assert_false(note(&set, "2", "https://a.example/1"));
    assert_false(note(&set, NULL, "https://a.example/3"));
    assert_false(note(&set, NULL, "https://a.example/4"));
    assert_true(note(&set, "1", "https://a.example/2"));
    assert_true(note(&set, "2", NULL));
    id_set_release(&set);
}

static void test_many(void **state)
{
    struct id_set set = {0};
    char id[32];

    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 20000; i++) {
            snprintf(id, sizeof(id), "item-%d", i);
            assert_false(note(&set, id, id));
        }
    assert_int_equal(set.count, 20000);
    assert_true(note(&set, "item-19999", "elsewhere"));
    id_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_id_on_two_links),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
