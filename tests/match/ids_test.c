#include "aggregator/match/ids.h"
#include "aggregator/match/match.h"
#include "tests/support/test.h"

static unsigned note(struct id_set *set, const char *id, const char *link, const char *title)
{
    struct item item = {.id = id, .canonical = link, .title = {.value = title}};
    struct error err;
    unsigned unreliable = 0;

    assert_int_equal(id_set_note(&unreliable, set, &item, &err), 0);
    return unreliable;
}

static void test_one_id_on_two_links(void **state)
{
    struct id_set set = {0};

    (void)state;
    assert_int_equal(note(&set, "1", "https://a.example/1", "One"), 0);
    assert_int_equal(note(&set, "1", "https://a.example/1", "One, edited"), 0);
    assert_int_equal(note(&set, "2", "https://a.example/1", "Two"), 0);
    assert_int_equal(note(&set, "1", "https://a.example/2", "One"), MATCH_IDS_UNRELIABLE);
    assert_int_equal(note(&set, "2", NULL, "Two"), MATCH_IDS_UNRELIABLE);
    id_set_release(&set);
}

static void test_one_id_without_links(void **state)
{
    struct id_set set = {0};

    (void)state;
    assert_int_equal(note(&set, "1", NULL, "One"), 0);
    assert_int_equal(note(&set, "1", NULL, "One"), 0);
    assert_int_equal(note(&set, "1", NULL, "Another"), MATCH_IDS_UNRELIABLE);
    id_set_release(&set);
}

static void test_one_link_of_many(void **state)
{
    struct id_set set = {0};

    (void)state;
    assert_int_equal(note(&set, NULL, "https://a.example/", "One"), 0);
    assert_int_equal(note(&set, NULL, "https://a.example/", "One"), 0);
    assert_int_equal(note(&set, NULL, "https://a.example/3", "Three"), 0);
    assert_int_equal(note(&set, "4", "https://a.example/", "Four, which has an id"), 0);
    assert_int_equal(note(&set, NULL, "https://a.example/", "Two"), MATCH_LINKS_UNRELIABLE);
    id_set_release(&set);
}

/* Every item has the same id and the same link: neither identifies an item. */
static void test_neither_id_nor_link(void **state)
{
    struct id_set set = {0};
    struct error err;
    unsigned unreliable = MATCH_IDS_UNRELIABLE;

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct item item = {.id = "0",
                            .canonical = "https://a.example/",
                            .title = {.value = i == 0 ? "One" : "Two"}};

        assert_int_equal(id_set_note(&unreliable, &set, &item, &err), 0);
    }
    assert_int_equal(unreliable, MATCH_IDS_UNRELIABLE | MATCH_LINKS_UNRELIABLE);
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
            assert_int_equal(note(&set, id, id, id), 0);
        }
    assert_int_equal(set.count, 20000);
    assert_int_equal(note(&set, "item-19999", "elsewhere", NULL), MATCH_IDS_UNRELIABLE);
    id_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_id_on_two_links),
        cmocka_unit_test(test_one_id_without_links),
        cmocka_unit_test(test_one_link_of_many),
        cmocka_unit_test(test_neither_id_nor_link),
        cmocka_unit_test(test_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
