#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

enum { HUGE = 10 * 1024 * 1024, MANY = 100000, IDENTITIES = 12000 };

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&fixture, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

/* size bytes of a pattern, owned by the caller. */
static char *repeat(const char *pattern, size_t size)
{
    size_t length = strlen(pattern);
    char *text = malloc(size + 1);

    assert_non_null(text);
    for (size_t i = 0; i < size; i++)
        text[i] = pattern[i % length];
    text[size] = '\0';
    return text;
}

static void assert_bounded(uint64_t key)
{
    struct dedup_record record;
    dedup_doc doc;

    fixture.memory.find(fixture.memory.context, &doc, key);
    fixture.memory.get(fixture.memory.context, &record, doc);
    assert_in_range(record.sketch_size, 1, SKETCH_BYTES_MAX);
    assert_true(fixture.engine->text.length <= TEXT_UNITS_MAX);
    assert_true(fixture.engine->text.count <= TEXT_TOKENS_MAX);
}

/* Ten megabytes each: for any content, the engine reads a bounded part and the sketch is small. */
static const char *const patterns[] = {
    "a",
    "a ",
    " ",
    "\n",
    ".",
    "中",
    "中国 ",
    "ก",
    "ゼ",
    "क्",
    "ا",
    "가",
    "\u200b",
    "\u202e",
    "\u0301",
    "e\u0301",
    "ﷺ",
    "\xff",
    "\xed\xa0\x80",
    "\xf0\x9f\x98\x80",
    "7",
    "7 ",
    "1,",
    "a'",
    "'",
    "’a",
    "Source node: 29887 ",
    "a: 12345 ",
    "bridge ",
    "France ",
    "Zelensky, ",
    "un deux ",
    "\x01",
    "<b>",
    "&amp;",
};

static void test_huge(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        char *text = repeat(patterns[i], HUGE);
        struct dedup_item item = {.key = i + 1, .feed = i, .title = text, .text = text};
        struct dedup_verdict verdict = fixture_place(&fixture, &item);

        assert_int_not_equal(verdict.node, 0);
        assert_bounded(i + 1);
        assert_true(fixture_place(&fixture, &item).known);
        free(text);
    }
}

/* Two hundred items of the same many words or numbers: candidates and judgements stay bounded. */
static void test_many(void **state)
{
    char *words = repeat("bridge ", 7 * MANY), *numbers = malloc(8 * MANY), *at = numbers;

    (void)state;
    assert_non_null(numbers);
    for (int i = 0; i < MANY; i++)
        at += sprintf(at, "%d ", i + 10);
    for (uint64_t i = 0; i < 200; i++) {
        struct dedup_item item = {.key = i + 1,
                                  .feed = i,
                                  .lang = "en",
                                  .title = "",
                                  .text = i % 2 == 0 ? words : numbers};

        fixture_place(&fixture, &item);
        assert_bounded(i + 1);
    }
    assert_int_not_equal(fixture_node(&fixture, 1), fixture_node(&fixture, 2));
    assert_int_equal(fixture_node(&fixture, 2), fixture_node(&fixture, 200));
    free(words);
    free(numbers);
}

static void test_many_identities(void **state)
{
    struct dedup_identity *identities = malloc(IDENTITIES * sizeof(*identities));
    struct dedup_item item = {.key = 1, .feed = 1, .title = "One", .text = "Of many links."};

    (void)state;
    assert_non_null(identities);
    for (size_t i = 0; i < IDENTITIES; i++)
        identities[i] = (struct dedup_identity){DEDUP_VIA, i + 1};
    item.identities = identities;
    item.identity_count = IDENTITIES;
    fixture_place(&fixture, &item);
    assert_bounded(1);
    free(identities);
}

/* Empty items: each is a node of its own. */
static void test_empty(void **state)
{
    static const char *const texts[] = {NULL, "", " ", "...", "—", "\u200b", "\xff"};
    uint64_t nodes[sizeof(texts) / sizeof(texts[0])];

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct dedup_item item = {.key = i + 1, .feed = i + 1, .title = texts[i], .text = texts[i]};

        nodes[i] = fixture_place(&fixture, &item).node;
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(nodes[i], nodes[k]);
    }
}

#define hostile_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        hostile_case(test_huge),
        hostile_case(test_many),
        hostile_case(test_many_identities),
        hostile_case(test_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
