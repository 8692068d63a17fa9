#include "dedup/base/hash.h"

#include <string.h>

#define XXH_INLINE_ALL /* most hashed values are a few bytes long */
#include <xxhash.h>

uint64_t hash64(const void *data, size_t size, uint64_t seed)
{
    uint64_t hash = XXH3_64bits_withSeed(data, size, seed);

    return hash != 0 ? hash : 1;
}

uint32_t hash32(const void *data, size_t size, uint64_t seed)
{
    uint32_t hash = (uint32_t)XXH3_64bits_withSeed(data, size, seed);

    return hash != 0 ? hash : 1;
}

uint32_t hash32_unit(uint16_t unit, uint64_t seed)
{
    return hash32(&unit, sizeof(unit), seed);
}

uint32_t hash32_four(const uint32_t numbers[4], uint64_t seed)
{
    return hash32(numbers, 4 * sizeof(*numbers), seed);
}

uint32_t hash_code(const char *code)
{
    return hash32(code, strlen(code), 0);
}

/* The finaliser of MurmurHash3 (public domain constants): every input bit changes half of the
 * output. */
uint32_t hash_mix(uint32_t value)
{
    value ^= value >> 16;
    value *= 0x85ebca6bu;
    value ^= value >> 13;
    value *= 0xc2b2ae35u;
    return value ^ value >> 16;
}
