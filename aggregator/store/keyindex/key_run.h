/*
 * Sorted runs of (key, document) pairs in the state: the part of the key index that is on disk.
 *
 * A run holds the pairs of a contiguous range of documents, as chunks (key_chunk.h) in rows of one
 * table. The first keys of its chunks, the fences, are kept in memory, so that a lookup reads one
 * row. Runs are written once and are compacted with their neighbours from time to time. This
 * happens inside the open transaction, so a kill leaves either the old runs or the new one.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_RUN_H
#define HEADWATER_STORE_KEYINDEX_KEY_RUN_H

#include "aggregator/store/keyindex/chunk_cache.h"
#include "aggregator/store/keyindex/key_chunk.h"
#include "aggregator/store/sql/sql_engine.h"

struct key_run {
    int64_t id;
    uint32_t first_doc, last_doc; /* the range; superseded documents may be missing */
    int64_t first_chunk;          /* row number of its first chunk; the others follow */
    uint32_t chunk_count;
    uint64_t pair_count;
    uint32_t *fences; /* the first key of each chunk */
};

struct key_runs {
    struct sql_engine *engine; /* borrowed */
    struct chunk_cache *cache; /* set by key_runs_load() */
    struct key_run *list;      /* oldest first */
    size_t count, room;
};

/* Loads the list and frees an earlier one. Leaves out rows that cannot be a run. Any function here
 * that finds damage sets the engine's index_damaged. */
int key_runs_load(struct key_runs *runs, struct error *err);
/* Clears the list but keeps the chunk cache. */
void key_runs_clear(struct key_runs *runs);
/* Accepts a zeroed list. */
void key_runs_release(struct key_runs *runs);

/* Appends the newest run, from sorted pairs. */
int key_runs_append(struct key_runs *runs, const struct key_pair *pairs, size_t count,
                    uint32_t first_doc, uint32_t last_doc, struct error *err);

/* Whether a document's pairs are still needed. */
typedef bool key_keep_fn(const void *context, uint32_t doc);

/* Merges the newest runs while an older neighbour is not much larger, so that the number of runs
 * grows with the logarithm of the pairs. Drops pairs that are not needed. */
int key_runs_compact(struct key_runs *runs, key_keep_fn *keep, const void *context,
                     struct error *err);

/* Deletes the run at this index of the list. Not allowed for the newest run, which records how far
 * the runs extend. */
int key_runs_drop(struct key_runs *runs, size_t at, struct error *err);

/* Iterates all pairs of a run in order. each returns false to stop. */
typedef bool key_pair_fn(void *context, struct key_pair pair);
int key_run_walk(const struct key_runs *runs, const struct key_run *run, key_pair_fn *each,
                 void *context, struct error *err);

/* Iterates the documents of a key in one run, newest first. each returns false to stop. */
typedef bool key_doc_fn(void *context, uint32_t doc);
int key_run_find(const struct key_runs *runs, const struct key_run *run, uint32_t key,
                 key_doc_fn *each, void *context, struct error *err);

/* For its own files: reports an unreadable run; returns ERR_STORE. */
int key_run_damaged(struct sql_engine *engine, struct error *err);
/* The bytes of a chunk, borrowed until the row is closed. */
int key_run_chunk(struct sql_rows **ret_row, const void **ret_data, size_t *ret_size,
                  struct sql_engine *engine, int64_t chunk, struct error *err);

#endif
