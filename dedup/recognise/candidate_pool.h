/*
 * The documents that share a key with an item, in the order in which they deserve to be judged:
 * certain ones first, then by the weight of the shared keys, then the older.
 */
#ifndef DEDUP_RECOGNISE_CANDIDATE_POOL_H
#define DEDUP_RECOGNISE_CANDIDATE_POOL_H

#include "dedup/recognise/keys.h"

enum { POOL_RANKED_MAX = 64 }; /* documents that pool_rank() returns at most */

struct found {
    dedup_doc doc;
    float weight;
    bool certain; /* shares an identity, a marker or all text: judged whatever its weight */
};

struct candidate_pool;

/* An empty pool. Freeing accepts NULL. DEDUP_ERR_MEMORY. */
int pool_new(struct candidate_pool **ret);
void pool_free(struct candidate_pool *pool);

/* Fills the pool with the documents in memory that share a key. DEDUP_ERR_PORT. */
int pool_fill(struct candidate_pool *pool, const struct dedup_memory *memory,
              const struct key *keys, size_t key_count);

/* Takes the first documents out of the pool, in order, down to the noise floor; returns the
 * count. */
size_t pool_rank(struct found ret[POOL_RANKED_MAX], struct candidate_pool *pool);

#endif
