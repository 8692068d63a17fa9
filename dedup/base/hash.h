/*
 * The library's hashes: XXH3, 64 bits, its low part where 32 are enough. 0 is never given: it means
 * none.
 */
#ifndef DEDUP_BASE_HASH_H
#define DEDUP_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64 and 32 bits of some bytes. */
uint64_t hash64(const void *data, size_t size, uint64_t seed);
uint32_t hash32(const void *data, size_t size, uint64_t seed);

/* hash32() of what it is asked for most: of one UTF-16 unit, and of four numbers. */
uint32_t hash32_unit(uint16_t unit, uint64_t seed);
uint32_t hash32_four(const uint32_t numbers[4], uint64_t seed);

/* 32 bits of a short ASCII code. */
uint32_t hash_code(const char *code);

/* A number spread over 32 bits, as if drawn at random (for ranks and samples). */
uint32_t hash_mix(uint32_t value);

#endif
