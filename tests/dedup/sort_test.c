#include "dedup/base/sort.h"
#include "tests/support/test.h"

#include <stdlib.h>

enum { MAX_COUNT = 1000 };

static uint32_t seed;

static uint32_t draw(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 4;
}

static int by_number(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

/* Many sizes, with few and many duplicates. */
static const struct {
    size_t count;
    uint32_t below;
} rows[] = {{0, 5},
            {1, 5},
            {2, 2},
            {40, 1u << 26},
            {41, 1u << 26},
            {300, 100},
            {MAX_COUNT, 1u << 26},
            {MAX_COUNT, 1u << 20},
            {MAX_COUNT, 1}};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void test_distinct(void **state)
{
    (void)state;
    for (size_t row = 0; row < ROWS; row++) {
        uint32_t numbers[MAX_COUNT], scratch[MAX_COUNT];
        uint64_t wanted[MAX_COUNT];
        size_t count, expected = 0;

        seed = (uint32_t)row;
        for (size_t i = 0; i < rows[row].count; i++)
            wanted[i] = numbers[i] = draw() % rows[row].below;
        qsort(wanted, rows[row].count, sizeof(*wanted), by_number);
        count = sort_distinct(numbers, scratch, rows[row].count, 26);
        for (size_t i = 0; i < rows[row].count; i++)
            if (i == 0 || wanted[i] != wanted[i - 1])
                assert_int_equal(numbers[expected++], wanted[i]);
        assert_int_equal(count, expected);
    }
}

static void test_find(void **state)
{
    (void)state;
    for (size_t row = 0; row < ROWS; row++)
        for (size_t place = 0; place < rows[row].count; place += 7) {
            uint64_t numbers[MAX_COUNT], wanted[MAX_COUNT];

            seed = (uint32_t)place;
            for (size_t i = 0; i < rows[row].count; i++)
                wanted[i] = numbers[i] = (uint64_t)(draw() % rows[row].below) << 32 | draw();
            qsort(wanted, rows[row].count, sizeof(*wanted), by_number);
            assert_int_equal(sort_find(numbers, rows[row].count, place), wanted[place]);
        }
}

static void test_bits(void **state)
{
    static const float rising[] = {0, 1e-30f, 0.5f, 1, 1.0000001f, 2, 7.3f, 1e20f};

    (void)state;
    for (size_t i = 1; i < sizeof(rising) / sizeof(rising[0]); i++)
        assert_true(sort_bits(rising[i - 1]) < sort_bits(rising[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distinct),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
