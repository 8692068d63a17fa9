#include "aggregator/store/key_chunk.h"
#include "tests/support/test.h"

static const struct key_pair pairs[] = {
    {0, 5},           {0, 4},
    {1, 4000000000u}, {1, 3999999999u},
    {1, 4},           {300, UINT32_MAX},
    {70000, 4},       {UINT32_MAX, UINT32_MAX},
    {UINT32_MAX, 4},
};

enum { PAIR_COUNT = sizeof(pairs) / sizeof(pairs[0]) };

static void test_round_trip(void **state)
{
    struct key_chunk_writer writer;
    struct key_chunk_reader reader;

    (void)state;
    key_chunk_start(&writer, 4);
    for (size_t i = 0; i < PAIR_COUNT; i++)
        assert_true(key_chunk_put(&writer, pairs[i]));
    key_chunk_open(&reader, writer.data, writer.size);
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        assert_true(key_chunk_next(&reader));
        assert_int_equal(reader.pair.key, pairs[i].key);
        assert_int_equal(reader.pair.doc, pairs[i].doc);
    }
    assert_false(key_chunk_next(&reader));
    assert_false(reader.damaged);
}

static void test_small_pairs_are_small(void **state)
{
    struct key_chunk_writer writer;

    (void)state;
    key_chunk_start(&writer, 1);
    for (uint32_t i = 0; i < 100; i++)
        assert_true(key_chunk_put(&writer, (struct key_pair){i * 90, i % 60 + 1}));
    assert_int_equal(writer.size, 4 + 100 * 2);
}

static void test_full_chunk_refuses(void **state)
{
    struct key_chunk_writer writer;
    struct key_chunk_reader reader;
    uint32_t count = 0, read = 0;

    (void)state;
    key_chunk_start(&writer, 0);
    while (key_chunk_put(&writer, (struct key_pair){9, 1000000 - count}))
        count++;
    assert_true(writer.size <= KEY_CHUNK_BYTES && count > 1900);
    key_chunk_open(&reader, writer.data, writer.size);
    while (key_chunk_next(&reader))
        assert_int_equal(reader.pair.doc, 1000000 - read++);
    assert_int_equal(read, count);
}

static const struct {
    const char *name, *bytes;
    size_t size;
} damaged[] = {
    {"no header", "\0\0\0", 3},
    {"a key without a document", "\0\0\0\0\5", 5},
    {"a number that does not end", "\0\0\0\0\5\200\200\200\200\200\200", 11},
    {"more, and no more", "\0\0\0\0\5\3", 6},
    {"a document below zero", "\0\0\0\0\5\3\377\1", 8},
    {"a key beyond 32 bits", "\0\0\0\0\377\377\377\377\177\2", 10},
};

static void test_damage_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        struct key_chunk_reader reader;

        key_chunk_open(&reader, damaged[i].bytes, damaged[i].size);
        while (key_chunk_next(&reader))
            ;
        if (!reader.damaged)
            fail_msg("%s: not noticed", damaged[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_small_pairs_are_small),
        cmocka_unit_test(test_full_chunk_refuses),
        cmocka_unit_test(test_damage_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
