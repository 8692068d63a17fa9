#include "aggregator/store/sql/record_cache.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 8192 /* of about 1.4 KB each */ };

struct record_cache {
    struct dedup_record records[PLACES]; /* doc 0: free; the sketch is malloc'ed */
};

struct record_cache *record_cache_new(void)
{
    return calloc(1, sizeof(struct record_cache));
}

static void place_clear(struct dedup_record *record)
{
    free((void *)(uintptr_t)record->sketch);
    memset(record, 0, sizeof(*record));
}

void record_cache_clear(struct record_cache *cache)
{
    for (size_t i = 0; i < PLACES; i++)
        if (cache->records[i].doc != 0)
            place_clear(&cache->records[i]);
}

void record_cache_free(struct record_cache *cache)
{
    if (cache == NULL)
        return;
    record_cache_clear(cache);
    free(cache);
}

const struct dedup_record *record_cache_find(const struct record_cache *cache, dedup_doc doc)
{
    const struct dedup_record *record = &cache->records[doc % PLACES];

    return doc != 0 && record->doc == doc ? record : NULL;
}

const struct dedup_record *record_cache_put(struct record_cache *cache,
                                            const struct dedup_record *record)
{
    struct dedup_record *place = &cache->records[record->doc % PLACES];
    void *sketch = malloc(record->sketch_size + 1);

    if (sketch == NULL)
        return NULL;
    if (record->sketch_size > 0)
        memcpy(sketch, record->sketch, record->sketch_size);
    if (place->doc != 0)
        place_clear(place);
    *place = *record;
    place->sketch = sketch;
    return place;
}

void record_cache_drop(struct record_cache *cache, dedup_doc doc)
{
    struct dedup_record *record = &cache->records[doc % PLACES];

    if (doc != 0 && record->doc == doc)
        place_clear(record);
}

void record_cache_merge(struct record_cache *cache, uint64_t from, uint64_t to)
{
    for (size_t i = 0; i < PLACES; i++)
        if (cache->records[i].doc != 0 && cache->records[i].node == from)
            cache->records[i].node = to;
}
