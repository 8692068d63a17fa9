/*
 * The records that were read last, in RAM: one place for each document number modulo the room. What
 * a function returns is valid until the next call that changes the cache.
 */
#ifndef HEADWATER_STORE_SQL_RECORD_CACHE_H
#define HEADWATER_STORE_SQL_RECORD_CACHE_H

#include "dedup.h"

struct record_cache;

/* NULL when memory is out. */
struct record_cache *record_cache_new(void);
/* Accepts NULL. */
void record_cache_free(struct record_cache *cache);
void record_cache_clear(struct record_cache *cache);

/* The record of a document, borrowed; NULL when it is not here. */
const struct dedup_record *record_cache_find(const struct record_cache *cache, dedup_doc doc);
/* Keeps a copy, sketch included, and returns it, borrowed. NULL when memory is out. */
const struct dedup_record *record_cache_put(struct record_cache *cache,
                                            const struct dedup_record *record);

/* The record has changed: it is dropped. */
void record_cache_drop(struct record_cache *cache, dedup_doc doc);
/* All records of one node now have another. */
void record_cache_merge(struct record_cache *cache, uint64_t from, uint64_t to);

#endif
