#include "dedup/base/map.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

void map_release(struct map *map)
{
    free(map->slots);
    map->slots = NULL;
    map->room = map->count = 0;
}

/* Fibonacci hashing: the keys may be counters. */
static size_t slot_of(const struct map *map, uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (map->room - 1);
}

static struct map_slot *find(const struct map *map, uint64_t key)
{
    size_t slot = slot_of(map, key);

    while (map->slots[slot].key != 0 && map->slots[slot].key != key)
        slot = (slot + 1) & (map->room - 1);
    return &map->slots[slot];
}

uint64_t *map_get(const struct map *map, uint64_t key)
{
    struct map_slot *slot;

    if (map->room == 0)
        return NULL;
    slot = find(map, key);
    return slot->key == key ? &slot->value : NULL;
}

static bool grow(struct map *map)
{
    struct map larger = {NULL, map->room == 0 ? FIRST_ROOM : map->room * 2, map->count};

    larger.slots = calloc(larger.room, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < map->room; i++)
        if (map->slots[i].key != 0)
            *find(&larger, map->slots[i].key) = map->slots[i];
    free(map->slots);
    *map = larger;
    return true;
}

bool map_put(struct map *map, uint64_t key, uint64_t value)
{
    struct map_slot *slot;

    if (map->count * 4 >= map->room * 3 && !grow(map))
        return false;
    slot = find(map, key);
    map->count += slot->key == 0;
    slot->key = key;
    slot->value = value;
    return true;
}
