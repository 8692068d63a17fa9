/*
 * The library's hashes: XXH3 with 64 bits, or its low 32 bits where they are enough. A hash is
 * never 0; 0 means none.
 */
#ifndef DEDUP_BASE_HASH_H
#define DEDUP_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Hash of size bytes, 64 and 32 bits. */
uint64_t hash64(const void *data, size_t size, uint64_t seed);
uint32_t hash32(const void *data, size_t size, uint64_t seed);

/* hash32() for the most frequent cases: one UTF-16 unit, and four numbers. */
uint32_t hash32_unit(uint16_t unit, uint64_t seed);
uint32_t hash32_four(const uint32_t numbers[4], uint64_t seed);

/* 32-bit hash of a short ASCII code. */
uint32_t hash_code(const char *code);

/* A pseudo-random permutation of 32-bit numbers, for ranks and samples. */
uint32_t hash_mix(uint32_t value);

#endif
