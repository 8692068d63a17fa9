#include "dedup/text/word.h"
#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

#include <pthread.h>
#include <stdio.h>

/* Engines share no state, so each thread may have its own. */
enum { ITEMS = 80, ENGINES = 3, TEXT_SIZE = 400 };

/* per thread: the default is 128 KB with musl, 8 MB with glibc */
enum { STACK_BYTES = 4 * 1024 * 1024 };

struct row {
    struct fixture fixture;
    uint32_t stories; /* number of stories, which the items tell in turn */
    uint64_t nodes[ITEMS];
    double scores[ITEMS];
};

/* A story in English or French. */
static void text_write(char ret[TEXT_SIZE], uint32_t story, uint32_t telling)
{
    int a = (int)('a' + story % 20), b = (int)('d' + story % 16), c = (int)('b' + story % 19);
    unsigned houses = 100 + story * 37, year = 1900 + story;

    if (telling % 2 == 0)
        snprintf(ret, TEXT_SIZE,
                 "The mayor of Lyon said %u houses near the river had no water after the flood of "
                 "%u; a court heard Kor%c%cmin and Bel%ctas on the bridge and the school. Feed %u.",
                 houses, year, a, b, c, telling);
    else
        snprintf(ret, TEXT_SIZE,
                 "Le maire de Lyon a dit que %u maisons près du fleuve sont sans eau après "
                 "l'inondation de %u ; un tribunal a entendu Kor%c%cmin et Bel%ctas sur le pont et "
                 "l'école. Flux %u.",
                 houses, year, a, b, c, telling);
}

static void item_place(struct row *row, size_t i)
{
    char text[TEXT_SIZE];
    struct dedup_item item = {.key = i + 1, .feed = i + 1, .text = text, .time = (int64_t)i};
    struct dedup_verdict verdict;

    text_write(text, (uint32_t)(i % row->stories), (uint32_t)(i / row->stories));
    item.lang = i / row->stories % 2 == 0 ? "en" : "fr";
    verdict = fixture_place(&row->fixture, &item);
    row->nodes[i] = verdict.node;
    row->scores[i] = verdict.evidence.score;
}

static void *row_place(void *context)
{
    for (size_t i = 0; i < ITEMS; i++)
        item_place(context, i);
    word_release();
    return NULL;
}

static struct row alone[ENGINES], together[ENGINES];

static void rows_open(struct row rows[ENGINES])
{
    for (uint32_t e = 0; e < ENGINES; e++) {
        fixture_open(&rows[e].fixture, 0);
        rows[e].stories = 11 + 7 * e;
    }
}

static int set_up(void **state)
{
    (void)state;
    rows_open(alone);
    for (size_t e = 0; e < ENGINES; e++) {
        row_place(&alone[e]);
        fixture_close(&alone[e].fixture);
    }
    return 0;
}

static void assert_as_alone(void)
{
    size_t joined = 0;

    for (size_t e = 0; e < ENGINES; e++) {
        for (size_t i = 0; i < ITEMS; i++) {
            assert_int_equal(together[e].nodes[i], alone[e].nodes[i]);
            assert_float_equal(together[e].scores[i], alone[e].scores[i], 0);
            joined += together[e].scores[i] > 0;
        }
        fixture_close(&together[e].fixture);
    }
    assert_true(joined > ITEMS / 2);
}

static void test_by_turns(void **state)
{
    (void)state;
    rows_open(together);
    for (size_t i = 0; i < ITEMS; i++)
        for (size_t e = 0; e < ENGINES; e++)
            item_place(&together[e], i);
    assert_as_alone();
}

static void test_in_threads(void **state)
{
    pthread_t threads[ENGINES];
    pthread_attr_t attributes;

    (void)state;
    rows_open(together);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstacksize(&attributes, STACK_BYTES), 0);
    for (size_t e = 0; e < ENGINES; e++)
        assert_int_equal(pthread_create(&threads[e], &attributes, row_place, &together[e]), 0);
    for (size_t e = 0; e < ENGINES; e++)
        assert_int_equal(pthread_join(threads[e], NULL), 0);
    pthread_attr_destroy(&attributes);
    assert_as_alone();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_turns),
        cmocka_unit_test(test_in_threads),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
