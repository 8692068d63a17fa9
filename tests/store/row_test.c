#include "aggregator/base/clock.h"
#include "aggregator/store/row.h"
#include "tests/support/test.h"

/* Rows are in the expected order; every rotation of them must be sorted back to it. */
static const struct {
    uint64_t key;
    int64_t first_seen, published;
} rows[] = {
    /* seen first, regardless of the rest */
    {9, 100, 90},
    /* in one run: the one published first is the source */
    {7, 200, 10},
    {8, 200, 20},
    /* same time: by key, so that the order is unique */
    {2, 200, 30},
    {3, 200, 30},
    /* undated: after the dated ones */
    {1, 200, TIME_NONE},
};

enum { COUNT = sizeof(rows) / sizeof(rows[0]) };

static void test_tellings_are_ordered(void **state)
{
    struct telling tellings[COUNT];
    struct story story = {.tellings = tellings, .telling_count = COUNT};

    (void)state;
    for (size_t turn = 0; turn < COUNT; turn++) {
        for (size_t i = 0; i < COUNT; i++) {
            size_t from = (i + turn) % COUNT;

            tellings[i] = (struct telling){.key = rows[from].key,
                                           .first_seen = rows[from].first_seen,
                                           .item.published = rows[from].published};
        }
        story_order(&story);
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(tellings[i].key, rows[i].key);
        assert_int_equal(story.first_seen, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tellings_are_ordered)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
