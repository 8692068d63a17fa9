#include "dedup/lexicon/lexicon_format.h"
#include "dedup_lexicon.h"
#include "tests/support/test.h"

static const struct {
    const char *lang, *word, *concept_key;
    double weight;
} pairs[] = {
    {"fr", "gouvernement", "government", 3},
    {"fr", "gouvernement", "rule", 1},
    {"fr", "banque", "bank", 1},
    {"fr", "banque", "bank", 1},
    {"de", "Bank", "bank", 2},
    {"de", "Bank", "bench", 2},
    {"nb", "regjering", "government", 1},
    {"uk", "уряд", "government", 1},
};

enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]) };

static void pair_add(struct dedup_lexicon_builder *builder, size_t i)
{
    assert_int_equal(dedup_lexicon_add(builder, pairs[i].lang,
                                       dedup_word_key(pairs[i].lang, pairs[i].word),
                                       dedup_word_key("en", pairs[i].concept_key), pairs[i].weight),
                     0);
}

/* step 1 or PAIRS - 1: forwards or backwards. */
static void build(void **ret, size_t *ret_size, size_t first, size_t step)
{
    struct dedup_lexicon_builder *builder;

    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    for (size_t i = 0, at = first; i < PAIRS; i++, at = (at + step) % PAIRS)
        pair_add(builder, at);
    dedup_lexicon_commonness(builder, dedup_word_key("en", "government"), 0.25);
    dedup_lexicon_commonness(builder, dedup_word_key("en", "weather"), 0.01);
    assert_int_equal(dedup_lexicon_finish(ret, ret_size, builder), 0);
    dedup_lexicon_builder_free(builder);
}

static void test_found_as_added(void **state)
{
    struct dedup_lexicon lexicon;
    struct dedup_concept found[DEDUP_CONCEPTS_MAX];
    void *data;
    size_t size;

    (void)state;
    build(&data, &size, 0, 1);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    assert_int_equal(
        dedup_lexicon_find(&lexicon, "fr-CA", dedup_word_key("fr", "Gouvernements"), found, 8), 2);
    assert_int_equal(found[0].concept_key, dedup_word_key("en", "government"));
    assert_float_equal(found[0].weight, 0.75, 0.01);
    assert_float_equal(found[1].weight, 0.25, 0.01);
    assert_int_equal(dedup_lexicon_find(&lexicon, "fr", dedup_word_key("fr", "banques"), found, 8),
                     1);
    assert_float_equal(found[0].weight, 1, 0.001);
    assert_int_equal(
        dedup_lexicon_find(&lexicon, "no", dedup_word_key("no", "regjering"), found, 8), 1);
    assert_int_equal(dedup_lexicon_find(&lexicon, "de", dedup_word_key("de", "Bank"), found, 1), 1);
    assert_float_equal(found[0].weight, 0.5, 0.01);
    assert_int_equal(dedup_lexicon_find(&lexicon, "es", dedup_word_key("es", "banco"), found, 8),
                     0);
    assert_int_equal(dedup_lexicon_find(&lexicon, "fr", 0, found, 8), 0);
    free(data);
}

static void test_counts_and_commonness(void **state)
{
    struct dedup_lexicon lexicon;
    void *data;
    size_t size;

    (void)state;
    build(&data, &size, 0, 1);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    assert_int_equal(dedup_lexicon_count(&lexicon, "fr"), 2);
    assert_int_equal(dedup_lexicon_count(&lexicon, "nn"), 1);
    assert_int_equal(dedup_lexicon_count(&lexicon, "ja"), 0);
    assert_float_equal(dedup_lexicon_find_commonness(&lexicon, dedup_word_key("en", "government")),
                       0.25, 1e-4);
    assert_float_equal(dedup_lexicon_find_commonness(&lexicon, dedup_word_key("en", "weather")),
                       0.01, 1e-5);
    assert_true(dedup_lexicon_find_commonness(&lexicon, dedup_word_key("en", "bank")) == 0);
    free(data);
}

/* A concept with 400 words occurs in one text in seventy. A concept with one word has no known
 * commonness, whatever the other meanings of the word. A given commonness takes precedence over the
 * words. */
static void test_many_words_make_common(void **state)
{
    uint32_t house = dedup_word_key("en", "house"), mill = dedup_word_key("en", "mill");
    uint32_t told = dedup_word_key("en", "castle");
    struct dedup_lexicon_builder *builder;
    struct dedup_lexicon lexicon;
    void *data;
    size_t size;

    (void)state;
    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    for (uint32_t word = 1; word <= 400; word++) {
        assert_int_equal(dedup_lexicon_add(builder, "fr", word, house, 2), 0);
        assert_int_equal(dedup_lexicon_add(builder, "de", word, told, 1), 0);
    }
    assert_int_equal(dedup_lexicon_add(builder, "fr", 1, mill, 2), 0);
    assert_int_equal(dedup_lexicon_commonness(builder, told, 0.1), 0);
    assert_int_equal(dedup_lexicon_finish(&data, &size, builder), 0);
    dedup_lexicon_builder_free(builder);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    assert_float_equal(dedup_lexicon_find_commonness(&lexicon, house), 0.0149, 0.0002);
    assert_true(dedup_lexicon_find_commonness(&lexicon, mill) == 0);
    assert_float_equal(dedup_lexicon_find_commonness(&lexicon, told), 0.1, 0.0001);
    free(data);
}

static void test_order_does_not_matter(void **state)
{
    void *a, *b;
    size_t a_size, b_size;

    (void)state;
    build(&a, &a_size, 0, 1);
    build(&b, &b_size, PAIRS - 1, PAIRS - 1);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
    free(a);
    free(b);
}

/* More keys than the small case of the search handles: at its borders and between them. */
static void test_every_key_is_found(void **state)
{
    struct dedup_lexicon_builder *builder;
    struct dedup_lexicon lexicon;
    struct dedup_concept found;
    void *data;
    size_t size;
    uint32_t key = 1;

    (void)state;
    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    for (int i = 0; i < 20000; i++, key = key * 1664525u + 1013904223u)
        assert_int_equal(dedup_lexicon_add(builder, "fr", i % 3 == 0 ? (uint32_t)i + 1 : key | 1,
                                           (uint32_t)i % 100 + 1, 1),
                         0);
    assert_int_equal(dedup_lexicon_finish(&data, &size, builder), 0);
    dedup_lexicon_builder_free(builder);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    key = 1;
    for (int i = 0; i < 20000; i++, key = key * 1664525u + 1013904223u) {
        assert_true(dedup_lexicon_find(&lexicon, "fr", i % 3 == 0 ? (uint32_t)i + 1 : key | 1,
                                       &found, 1) == 1);
        dedup_lexicon_find(&lexicon, "fr", key & ~1u, &found, 1);
    }
    free(data);
}

static void test_keeps_the_heaviest(void **state)
{
    struct dedup_lexicon_builder *builder;
    struct dedup_lexicon lexicon;
    struct dedup_concept found[2 * DEDUP_CONCEPTS_MAX];
    void *data;
    size_t size;

    (void)state;
    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    for (uint32_t i = 1; i <= 100; i++)
        assert_int_equal(dedup_lexicon_add(builder, "fr", 7, i, i), 0);
    assert_int_equal(dedup_lexicon_finish(&data, &size, builder), 0);
    dedup_lexicon_builder_free(builder);
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), 0);
    assert_int_equal(dedup_lexicon_find(&lexicon, "fr", 7, found, 2 * DEDUP_CONCEPTS_MAX),
                     DEDUP_CONCEPTS_MAX);
    for (uint32_t i = 0; i < DEDUP_CONCEPTS_MAX; i++)
        assert_int_equal(found[i].concept_key, 100 - i);
    free(data);
}

static void test_bad_pairs_are_refused(void **state)
{
    struct dedup_lexicon_builder *builder;
    void *data;
    size_t size;

    (void)state;
    assert_int_equal(dedup_lexicon_builder_new(&builder), 0);
    assert_int_equal(dedup_lexicon_add(builder, "fr", 0, 1, 1), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_add(builder, "fr", 1, 0, 1), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_add(builder, "fr", 1, 1, -1), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_add(builder, "", 1, 1, 1), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_commonness(builder, 1, 0), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_commonness(builder, 1, 1.5), DEDUP_ERR_FORMAT);
    assert_int_equal(dedup_lexicon_finish(&data, &size, builder), 0);
    dedup_lexicon_builder_free(builder);
    free(data);
}

/* Every byte damaged in turn, and every length: refused, or read within the bytes (the sanitizers
 * check this). */
static void test_damaged_files(void **state)
{
    struct dedup_lexicon lexicon;
    struct dedup_concept found[DEDUP_CONCEPTS_MAX];
    unsigned char *data;
    size_t size;

    (void)state;
    build((void **)&data, &size, 0, 1);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(dedup_lexicon_open(&lexicon, data, cut), DEDUP_ERR_FORMAT);
    for (size_t at = 0; at < size; at++)
        for (int bit = 0; bit < 8; bit++) {
            data[at] ^= (unsigned char)(1 << bit);
            if (dedup_lexicon_open(&lexicon, data, size) == 0) {
                for (size_t i = 0; i < PAIRS; i++)
                    dedup_lexicon_find(&lexicon, pairs[i].lang,
                                       dedup_word_key(pairs[i].lang, pairs[i].word), found, 8);
                dedup_lexicon_find_commonness(&lexicon, dedup_word_key("en", "government"));
                dedup_lexicon_count(&lexicon, "fr");
            }
            data[at] ^= (unsigned char)(1 << bit);
        }
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_as_added),         cmocka_unit_test(test_counts_and_commonness),
        cmocka_unit_test(test_many_words_make_common), cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_every_key_is_found),     cmocka_unit_test(test_keeps_the_heaviest),
        cmocka_unit_test(test_bad_pairs_are_refused),  cmocka_unit_test(test_damaged_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
