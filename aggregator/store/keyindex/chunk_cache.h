/*
 * An in-memory cache of recently read key index chunks, so that a lookup of a common key costs a
 * memory access instead of a query.
 *
 * Direct-mapped: the row number modulo the number of slots. Rows are written once. Row numbers are
 * reused only after a rollback or a rebuild, and then a new cache must be created.
 */
#ifndef HEADWATER_STORE_KEYINDEX_CHUNK_CACHE_H
#define HEADWATER_STORE_KEYINDEX_CHUNK_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct chunk_cache;

/* NULL when out of memory. */
struct chunk_cache *chunk_cache_new(void);
/* Accepts NULL. */
void chunk_cache_free(struct chunk_cache *cache);
/* The bytes of a chunk, borrowed until the next put; NULL when not cached. */
const void *chunk_cache_find(const struct chunk_cache *cache, size_t *ret_size, int64_t chunk);
/* Stores a copy; ignores chunks larger than KEY_CHUNK_BYTES. */
void chunk_cache_put(struct chunk_cache *cache, int64_t chunk, const void *data, size_t size);

#endif
