/*
 * A hash table from 64-bit numbers to 64-bit numbers, growing, for the in-RAM memory. Key 0 is not
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

/* Frees the table; a zeroed map is empty and needs no other beginning. */
void map_release(struct map *map);

/* The place of a key's value; NULL when it is not there. Valid until the next map_put(). */
uint64_t *map_get(const struct map *map, uint64_t key);

/* Sets a value; false when memory is out. */
bool map_put(struct map *map, uint64_t key, uint64_t value);

#endif
