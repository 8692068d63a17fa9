/*
 * Sorting numbers for sketches: faster than qsort() for many numbers, and without its calls for
 * few.
 */
#ifndef DEDUP_BASE_SORT_H
#define DEDUP_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Sorts numbers below 2^bits ascending and removes duplicates; returns the number left. scratch has
 * room for count. */
size_t sort_distinct(uint32_t *numbers, uint32_t *scratch, size_t count, unsigned bits);

/* The number at index place (below count) of the sorted sequence. Destroys the contents of
 * numbers. */
uint64_t sort_find(uint64_t *numbers, size_t count, size_t place);

/* Bits of a number >= 0 that sort like the number; for descending order use the complement. */
static inline uint32_t sort_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

#endif
