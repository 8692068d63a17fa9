/*
 * Chunks of the key index that were read last, in RAM: a look-up of a common key costs a memory
 * access then and not a query. One place for each row number modulo the room; rows are written once
 * and their numbers given again only after a rollback or a rebuild, when a new cache must be made.
 */
#ifndef HEADWATER_STORE_KEYINDEX_CHUNK_CACHE_H
#define HEADWATER_STORE_KEYINDEX_CHUNK_CACHE_H

#include <stddef.h>
#include <stdint.h>

struct chunk_cache;

/* NULL when memory is out. */
struct chunk_cache *chunk_cache_new(void);
/* Accepts NULL. */
void chunk_cache_free(struct chunk_cache *cache);
/* The bytes of a chunk, borrowed until the next put; NULL when they are not here. */
const void *chunk_cache_find(const struct chunk_cache *cache, size_t *ret_size, int64_t chunk);
/* Keeps a copy; one of more than KEY_CHUNK_BYTES is not kept. */
void chunk_cache_put(struct chunk_cache *cache, int64_t chunk, const void *data, size_t size);

#endif
