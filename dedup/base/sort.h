/*
 * Putting numbers in order, for sketches: faster than qsort() where there are many, and without its
 * calls where there are few.
 */
#ifndef DEDUP_BASE_SORT_H
#define DEDUP_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Sorts numbers below 2^bits ascending and drops repeats; returns how many are left. scratch has
 * room for count. */
size_t sort_distinct(uint32_t *numbers, uint32_t *scratch, size_t count, unsigned bits);

/* The number that would stand at place (below count) if they were sorted; the numbers are lost. */
uint64_t sort_find(uint64_t *numbers, size_t count, size_t place);

/* A number above or at 0 as bits that sort as it does; for a descending order take the
 * complement. */
static inline uint32_t sort_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

#endif
