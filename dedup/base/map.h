/*
 * A growing hash table from 64-bit keys to 64-bit values, for the in-RAM memory. Key 0 is not
 * allowed.
 */
#ifndef DEDUP_BASE_MAP_H
#define DEDUP_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
    uint64_t key, value;
};

struct map {
    struct map_slot *slots; /* NULL while empty */
    size_t room, count;
};

/* Frees the table. A zeroed map is a valid empty map. */
void map_release(struct map *map);

/* Pointer to the value of a key; NULL when absent. Valid until the next map_put(). */
uint64_t *map_get(const struct map *map, uint64_t key);

/* Sets a value; false when out of memory. */
bool map_put(struct map *map, uint64_t key, uint64_t value);

#endif
