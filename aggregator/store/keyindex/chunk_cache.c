#include "aggregator/store/keyindex/chunk_cache.h"

#include "aggregator/store/keyindex/key_chunk.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 75000 }; /* 150 MB when full: the chunks of a million items */

struct place {
    int64_t chunk; /* 0: free */
    uint32_t size;
    unsigned char data[KEY_CHUNK_BYTES];
};

struct chunk_cache {
    struct place places[PLACES];
};

/* Untouched pages of the allocation use no memory. */
struct chunk_cache *chunk_cache_new(void)
{
    return calloc(1, sizeof(struct chunk_cache));
}

void chunk_cache_free(struct chunk_cache *cache)
{
    free(cache);
}

const void *chunk_cache_find(const struct chunk_cache *cache, size_t *ret_size, int64_t chunk)
{
    const struct place *place = &cache->places[(uint64_t)chunk % PLACES];

    if (chunk == 0 || place->chunk != chunk)
        return NULL;
    *ret_size = place->size;
    return place->data;
}

void chunk_cache_put(struct chunk_cache *cache, int64_t chunk, const void *data, size_t size)
{
    struct place *place = &cache->places[(uint64_t)chunk % PLACES];

    if (size == 0 || size > KEY_CHUNK_BYTES)
        return;
    place->chunk = chunk;
    place->size = (uint32_t)size;
    memcpy(place->data, data, size);
}
