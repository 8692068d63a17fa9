#include "dedup/base/sort.h"

enum { DIGIT_BITS = 9, DIGITS = 1 << DIGIT_BITS, BYTES = 256, FEW = 40 };

static void sort_few(uint32_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t number = numbers[i];
        size_t at = i;

        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

/* One pass of a radix sort by one digit; stable. */
static void sort_digit(uint32_t *into, const uint32_t *numbers, size_t count, unsigned shift)
{
    uint32_t starts[DIGITS] = {0}, sum = 0;

    for (size_t i = 0; i < count; i++)
        starts[numbers[i] >> shift & (DIGITS - 1)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        uint32_t here = starts[digit];

        starts[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        into[starts[numbers[i] >> shift & (DIGITS - 1)]++] = numbers[i];
}

size_t sort_distinct(uint32_t *numbers, uint32_t *scratch, size_t count, unsigned bits)
{
    size_t kept = 0;

    if (count <= FEW) {
        sort_few(numbers, count);
    } else {
        uint32_t *from = numbers, *to = scratch;

        for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
            uint32_t *other = from;

            sort_digit(to, from, count, shift);
            from = to;
            to = other;
        }
        if (from != numbers)
            memcpy(numbers, from, count * sizeof(*numbers));
    }
    for (size_t i = 0; i < count; i++)
        if (i == 0 || numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

/* Moves the numbers with this digit at shift to the front; returns the count. */
static size_t keep_digit(uint64_t *numbers, size_t count, unsigned shift, size_t digit)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if ((numbers[i] >> shift & (BYTES - 1)) == digit)
            numbers[kept++] = numbers[i];
    return kept;
}

/* Keeps only the possible numbers, from the highest byte down: linear for any input. */
uint64_t sort_find(uint64_t *numbers, size_t count, size_t place)
{
    for (unsigned shift = 64; shift > 0 && count > 1;) {
        uint32_t counts[BYTES] = {0};
        size_t digit = 0;

        shift -= 8;
        for (size_t i = 0; i < count; i++)
            counts[numbers[i] >> shift & (BYTES - 1)]++;
        for (; place >= counts[digit]; digit++)
            place -= counts[digit];
        if (counts[digit] < count)
            count = keep_digit(numbers, count, shift, digit);
    }
    return numbers[0];
}
