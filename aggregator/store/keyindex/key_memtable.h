/*
 * The index keys of the newest documents, in memory: everything not yet written to a run.
 *
 * A hash table from a key to its newest document. Each document links to the one before. Memory is
 * fixed for a bounded number of pairs.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_MEMTABLE_H
#define HEADWATER_STORE_KEYINDEX_KEY_MEMTABLE_H

#include "aggregator/store/keyindex/key_chunk.h"

struct key_memtable;

/* Allocates for room pairs (a power of two). NULL when out of memory. */
struct key_memtable *key_memtable_new(size_t room);
/* Accepts NULL. */
void key_memtable_free(struct key_memtable *memtable);

/* Documents must be added in ascending order; a duplicate pair counts once. There must be room. */
void key_memtable_add(struct key_memtable *memtable, struct key_pair pair);
size_t key_memtable_count(const struct key_memtable *memtable);

/* Iterates the documents of a key, newest first: *place starts at 0; false at the end. */
bool key_memtable_next(uint32_t *ret_doc, const struct key_memtable *memtable, uint32_t key,
                       uint32_t *place);

/* Returns all pairs in the order of key_chunk.h and empties the memtable. The memtable owns the
 * pairs; they are valid until the next add. */
const struct key_pair *key_memtable_drain(struct key_memtable *memtable, size_t *ret_count);

#endif
