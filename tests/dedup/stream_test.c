#include "dedup/recognise/sketch.h"
#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

static struct stream *stream_make(const struct dedup_lexicon *lexicon)
{
    struct stream *stream;

    assert_int_equal(stream_new(&stream, lexicon), DEDUP_OK);
    return stream;
}

static void test_counting_lowers_idf(void **state)
{
    struct stream *stream = stream_make(NULL);
    const uint32_t common = 7, rare = 9;
    float before;

    (void)state;
    assert_float_equal(stream_idf(stream, common), stream_idf_max(stream), 0.05);
    before = stream_idf(stream, common);
    for (int i = 0; i < 100; i++)
        stream_count(stream, i % 10 == 0 ? (uint32_t[]){common, rare} : &common,
                     i % 10 == 0 ? 2 : 1);
    assert_int_equal(stream->documents, 100);
    assert_true(stream_idf(stream, common) < before);
    assert_true(stream_idf(stream, rare) > stream_idf(stream, common) + 1);
    assert_true(stream_idf(stream, 11) > stream_idf(stream, rare));
    /* 160 documents with the prior, of which 100.09 and 10.09 have it: ln 1.6 and ln 15.9 */
    assert_float_equal(stream_idf(stream, common), 0.469, 0.01);
    assert_float_equal(stream_idf(stream, rare), 2.764, 0.02);
    free(stream);
}

static void test_boilerplate_weighs_nothing(void **state)
{
    struct stream *stream = stream_make(NULL);
    const uint32_t hash = 12345;

    (void)state;
    for (int i = 0; i < 5000; i++)
        stream_count(stream, &hash, 1);
    assert_true(stream_idf(stream, hash) >= 0);
    assert_true(stream_idf(stream, hash) < 0.02);
    free(stream);
}

/* A concept is looked up by the hash that sketches store: its prior must be stored under that
 * hash. */
static void test_prior_of_the_lexicon(void **state)
{
    size_t size;
    void *data = fixture_lexicon(&size);
    struct dedup_lexicon lexicon;
    struct stream *stream;

    (void)state;
    assert_int_equal(dedup_lexicon_open(&lexicon, data, size), DEDUP_OK);
    stream = stream_make(&lexicon);
    assert_float_equal(stream_idf(stream, sketch_hash(dedup_word_key("en", "government"))), 5.52,
                       0.06); /* -ln 0.004 */
    assert_float_equal(stream_idf(stream, sketch_hash(dedup_word_key("en", "zebra"))), 6.50, 0.06);
    free(stream);
    free(data);
}

/* Old counts fade: without new occurrences, a word becomes rarer again. */
static void test_ageing(void **state)
{
    struct stream *stream = stream_make(NULL);
    const uint32_t old = 1, other = 2;
    float fresh;

    (void)state;
    for (int i = 0; i < STREAM_AGE / 2; i++)
        stream_count(stream, &old, 1);
    fresh = stream_idf(stream, old);
    for (int i = 0; i < 3 * STREAM_AGE; i++)
        stream_count(stream, &other, 1);
    assert_true(stream->documents < STREAM_AGE);
    assert_true(stream_idf(stream, old) > fresh + 1);
    free(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counting_lowers_idf),
        cmocka_unit_test(test_boilerplate_weighs_nothing),
        cmocka_unit_test(test_prior_of_the_lexicon),
        cmocka_unit_test(test_ageing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
