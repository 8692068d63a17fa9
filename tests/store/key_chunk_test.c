#include "aggregator/store/keyindex/key_chunk.h"
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
    const unsigned char *data;
    size_t size;

    (void)state;
    key_chunk_start(&writer, 4);
    for (size_t i = 0; i < PAIR_COUNT; i++)
        assert_true(key_chunk_put(&writer, pairs[i]));
    data = key_chunk_finish(&writer, &size);
    key_chunk_open(&reader, data, size);
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
    size_t size;

    (void)state;
    key_chunk_start(&writer, 1);
    for (uint32_t i = 0; i < 160; i++)
        assert_true(key_chunk_put(&writer, (struct key_pair){i * 90, i % 60 + 1}));
    key_chunk_finish(&writer, &size);
    assert_int_equal(size, 6 + 10 * 6 + 160 * 2 - 10);
}

static void test_full_chunk_refuses(void **state)
{
    struct key_chunk_writer writer;
    struct key_chunk_reader reader;
    uint32_t count = 0, read = 0;
    const unsigned char *data;
    size_t size;

    (void)state;
    key_chunk_start(&writer, 0);
    while (key_chunk_put(&writer, (struct key_pair){9, 1000000 - count}))
        count++;
    assert_true(count > 1300);
    data = key_chunk_finish(&writer, &size);
    key_chunk_open(&reader, data, size);
    while (key_chunk_next(&reader))
        assert_int_equal(reader.pair.doc, 1000000 - read++);
    assert_int_equal(read, count);
}

/* Every key is found from any position, in chunks with rare and frequent keys. */
static void test_seek(void **state)
{
    struct key_chunk_writer writer;
    struct key_chunk_reader reader;
    const unsigned char *data;
    size_t size;

    (void)state;
    key_chunk_start(&writer, 1);
    for (uint32_t key = 10; key < 30; key++)
        for (uint32_t doc = key % 4 * 10 + 1; doc > 0; doc--)
            assert_true(key_chunk_put(&writer, (struct key_pair){key * 2, doc}));
    data = key_chunk_finish(&writer, &size);
    key_chunk_open(&reader, data, size);
    for (uint32_t key = 60; key > 18; key--) {
        uint32_t found = 0;

        key_chunk_seek(&reader, key);
        while (key_chunk_next(&reader) && reader.pair.key <= key)
            if (reader.pair.key == key)
                assert_int_equal(reader.pair.doc, key / 2 % 4 * 10 + 1 - found++);
        assert_int_equal(found, key % 2 == 0 && key >= 20 && key < 60 ? key / 2 % 4 * 10 + 1 : 0);
    }
    assert_false(reader.damaged);
}

static const struct {
    const char *name, *bytes;
    size_t size;
} damaged[] = {
    {"no header", "\0\0\0", 3},
    {"no table", "\0\0\0\0\1\0", 6},
    {"an empty segment", "\0\0\0\0\1\0\0\0\0\0\0\0", 12},
    {"a segment that ends outside", "\0\0\0\0\1\0\0\0\0\0\2\0\2", 13},
    {"a number that runs outside", "\0\0\0\0\1\0\0\0\0\0\2\0\202", 13},
    {"a segment that begins outside", "\0\0\0\0\2\0\0\0\0\0\0\0\0\0\1\0\xff\xff\2", 19},
    {"a number that does not end", "\0\0\0\0\1\0\0\0\0\0\6\0\200\200\200\200\200\200", 18},
    {"more, and a document below zero", "\0\0\0\0\1\0\0\0\0\0\2\0\3\11", 14},
    {"a key beyond 32 bits", "\0\0\0\0\1\0\377\377\377\377\3\0\2\1\2", 15},
    {"a document beyond 32 bits", "\377\377\377\377\1\0\0\0\0\0\1\0\2", 13},
};

static void test_damage_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        struct key_chunk_reader reader;
        /* exact size, so that a sanitizer detects reads past the end */
        void *copy = malloc(damaged[i].size);

        assert_non_null(copy);
        memcpy(copy, damaged[i].bytes, damaged[i].size);
        key_chunk_open(&reader, copy, damaged[i].size);
        while (key_chunk_next(&reader))
            ;
        free(copy);
        if (!reader.damaged)
            fail_msg("%s: not noticed", damaged[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),         cmocka_unit_test(test_small_pairs_are_small),
        cmocka_unit_test(test_full_chunk_refuses), cmocka_unit_test(test_seek),
        cmocka_unit_test(test_damage_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
