/*
 * The newest documents' index keys, in RAM: what has not yet been written to a run.
 *
 * A hash table from a key to its newest document, each linked to the one before, in fixed memory
 * for a bounded number of pairs.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_MEMTABLE_H
#define HEADWATER_STORE_KEYINDEX_KEY_MEMTABLE_H

#include "aggregator/store/keyindex/key_chunk.h"

struct key_memtable;

/* Room for so many pairs (a power of two). NULL when memory is out. */
struct key_memtable *key_memtable_new(size_t room);
/* Accepts NULL. */
void key_memtable_free(struct key_memtable *memtable);

/* Documents come in ascending order; the same pair twice counts once. There must be room. */
void key_memtable_add(struct key_memtable *memtable, struct key_pair pair);
size_t key_memtable_count(const struct key_memtable *memtable);

/* The documents of a key, newest first: *place starts at 0 and is moved on; false at the end. */
bool key_memtable_next(uint32_t *ret_doc, const struct key_memtable *memtable, uint32_t key,
                       uint32_t *place);

/* All pairs in the order of key_chunk.h, and an empty tail. The pairs are the tail's and stay valid
 * until the next add. */
const struct key_pair *key_memtable_drain(struct key_memtable *memtable, size_t *ret_count);

#endif
