#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

#include <string.h>

/* What the user lets be joined, by feed. */
enum { ALONE = 1, OTHERS = 2, PLAIN = 3, SECOND = 4 };

static struct fixture fixture;

static enum dedup_fold fold(void *context, uint64_t feed)
{
    (void)context;
    return feed == ALONE ? DEDUP_FOLD_NEVER : feed == OTHERS ? DEDUP_FOLD_OTHERS : DEDUP_FOLD_ALL;
}

static int set_up(void **state)
{
    (void)state;
    fixture_open(&fixture, 0);
    fixture.fold = fold;
    fixture_reopen(&fixture);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static const char bridge[] =
    "The government will close the old bridge over the river in Lyon for two years, said mayor "
    "Dubois. A fire in the forest had reached the village, where 1,250 residents found water. The "
    "police asked the court for 3.5 million of tax money on Monday.";
static const char marked[] =
    "The government will close the old bridge over the river in Lyon for two years, said mayor "
    "Dubois. A fire in the forest had reached the village. Source node: 2988751";

/* An item that shares everything with the others: text, link, and with a network its marker. */
static struct dedup_verdict place(uint64_t key, uint64_t feed, const char *text)
{
    static const struct dedup_identity link = {DEDUP_LINK, 77};
    const struct dedup_item item = {.key = key,
                                    .feed = feed,
                                    .network = 9,
                                    .lang = "en",
                                    .title = "",
                                    .text = text,
                                    .identities = &link,
                                    .identity_count = 1};

    return fixture_place(&fixture, &item);
}

static void test_alone(void **state)
{
    static const uint64_t orders[][3] = {
        {ALONE, PLAIN, SECOND}, {PLAIN, ALONE, SECOND}, {PLAIN, SECOND, ALONE}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const char *const text = i == 2 ? marked : bridge;
        uint64_t nodes[5] = {0};

        for (size_t k = 0; k < 3; k++)
            nodes[orders[i][k]] = place(10 * i + k + 1, orders[i][k], text).node;
        assert_int_equal(nodes[PLAIN], nodes[SECOND]);
        assert_int_not_equal(nodes[ALONE], nodes[PLAIN]);
        tear_down(NULL);
        set_up(NULL);
    }
}

/* The number that a network prints is for the story of the others. */
static void test_alone_takes_no_marker(void **state)
{
    (void)state;
    assert_int_not_equal(place(1, ALONE, marked).node, 2988751);
    assert_int_equal(place(2, PLAIN, marked).node, 2988751);
}

static void test_alone_with_itself(void **state)
{
    struct dedup_verdict first = place(1, ALONE, bridge), second = place(2, ALONE, bridge);

    (void)state;
    assert_false(second.joined);
    assert_int_not_equal(first.node, second.node);
    assert_true(place(1, ALONE, bridge).known);
    assert_int_equal(place(1, ALONE, marked).node, first.node); /* changed */
}

static void test_only_with_others(void **state)
{
    struct dedup_verdict first = place(1, OTHERS, bridge), second = place(2, OTHERS, bridge);
    struct dedup_verdict plain = place(3, PLAIN, bridge), third;

    (void)state;
    assert_int_not_equal(first.node, second.node);
    assert_true(plain.node == first.node || plain.node == second.node);
    third = place(4, SECOND, bridge);
    assert_int_equal(third.node, plain.node); /* and does not merge the two */
    assert_int_equal(third.merge_count, 0);
    assert_int_not_equal(fixture_node(&fixture, 1), fixture_node(&fixture, 2));
}

static void test_the_reader_wins(void **state)
{
    uint64_t alone = place(1, ALONE, bridge).node, plain = place(2, PLAIN, bridge).node;
    struct dedup_verdict verdict;

    (void)state;
    assert_int_not_equal(alone, plain);
    assert_int_equal(dedup_join(&verdict, fixture.engine, 1, 2), DEDUP_OK);
    assert_int_equal(fixture_node(&fixture, 1), fixture_node(&fixture, 2));
    assert_int_equal(place(1, ALONE, marked).node, fixture_node(&fixture, 2)); /* changed */
    assert_int_equal(place(3, SECOND, bridge).node, fixture_node(&fixture, 2));
}

static void test_explained(void **state)
{
    const struct dedup_item left = {.key = 1, .feed = OTHERS, .lang = "en", .text = bridge};
    const struct dedup_item right = {.key = 2, .feed = OTHERS, .lang = "en", .text = bridge};
    struct dedup_explanation explanation;

    (void)state;
    assert_int_equal(dedup_explain(&explanation, fixture.engine, &left, &right), DEDUP_OK);
    assert_false(explanation.joined);
    assert_non_null(strstr(explanation.reason, "the user keeps the items of this feed apart"));
    dedup_explanation_release(&explanation);
}

#define fold_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fold_case(test_alone),
        fold_case(test_alone_takes_no_marker),
        fold_case(test_alone_with_itself),
        fold_case(test_only_with_others),
        fold_case(test_the_reader_wins),
        fold_case(test_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
