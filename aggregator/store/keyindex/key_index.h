/*
 * Maps an index key to its documents, newest first: this is how candidates are found.
 *
 * The keys of the newest documents are in memory (key_memtable.h) and are reloaded from the records
 * when a state is opened. When the memtable is full, it is written as a sorted run (key_run.h).
 * Results do not depend on when that happens: superseded documents and documents older than the
 * window are always left out.
 *
 * All changes happen inside the open transaction. After a rollback call key_index_forget(): the
 * index is loaded again on next use.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_INDEX_H
#define HEADWATER_STORE_KEYINDEX_KEY_INDEX_H

#include "aggregator/store/sql/sql_engine.h"

struct key_index;

/* Loads nothing yet. NULL when out of memory. */
struct key_index *key_index_new(struct sql_engine *engine, int64_t window_seconds);
/* Accepts NULL. */
void key_index_free(struct key_index *index);
void key_index_forget(struct key_index *index);

/* The highest document number. */
int key_index_last(dedup_doc *ret, struct key_index *index, struct error *err);

/* Adds the next document; its row in `keys` must already be written. */
int key_index_add(struct key_index *index, dedup_doc doc, int64_t time, const uint32_t *keys,
                  size_t count, struct error *err);
int key_index_supersede(struct key_index *index, dedup_doc doc, struct error *err);

/* Called for each row of `keys` that is read. */
typedef void key_row_fn(void *context);

/* Whether the runs contain exactly the pairs that the rows in `keys` require. */
int key_index_verify(bool *ret_whole, struct key_index *index, key_row_fn *row, void *context,
                     struct error *err);
/* Rebuilds the runs from the rows in `keys`; inside a transaction. */
int key_index_rebuild(struct key_index *index, key_row_fn *row, void *context, struct error *err);

/* Rebuilds everything from the records and `keys`, including the times; inside a transaction. */
int key_index_renew(struct key_index *index, struct error *err);

/* As dedup_memory.match. *ret_stopped is the value with which the callback stopped. */
int key_index_match(int *ret_stopped, struct key_index *index, const struct dedup_lookup *lookups,
                    size_t count, dedup_doc_fn *each, void *context, struct error *err);

#endif
