/*
 * From an index key to the documents that have it, newest first: what finds candidates.
 *
 * The newest documents' keys are in RAM (key_memtable.h), read anew from the records when a state
 * is opened; when enough have come together they are written as a sorted run (key_run.h). Answers
 * do not depend on when that happened: superseded documents and ones older than the window are
 * always left out.
 *
 * All changes are made inside the transaction that is open. After a rollback the index must be
 * forgotten: it is loaded again when next used.
 */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_INDEX_H
#define HEADWATER_STORE_KEYINDEX_KEY_INDEX_H

#include "aggregator/store/sqlite/sqlite_engine.h"

struct key_index;

/* Loads nothing yet. NULL when memory is out. */
struct key_index *key_index_new(struct sqlite_engine *engine, int64_t window_seconds);
/* Accepts NULL. */
void key_index_free(struct key_index *index);
void key_index_forget(struct key_index *index);

/* The highest document number. */
int key_index_last(dedup_doc *ret, struct key_index *index, struct error *err);

/* The next document, its row in `keys` already written. */
int key_index_add(struct key_index *index, dedup_doc doc, int64_t time, const uint32_t *keys,
                  size_t count, struct error *err);
int key_index_supersede(struct key_index *index, dedup_doc doc, struct error *err);

/* Called for each row of `keys` that is walked. */
typedef void key_row_fn(void *context);

/* Whether the runs hold exactly the pairs that the rows in `keys` call for. */
int key_index_verify(bool *ret_whole, struct key_index *index, key_row_fn *row, void *context,
                     struct error *err);
/* Makes the runs anew from the rows in `keys`; inside a transaction. */
int key_index_rebuild(struct key_index *index, key_row_fn *row, void *context, struct error *err);

/* Makes all of it anew from records and `keys`, the times too; inside a transaction. */
int key_index_renew(struct key_index *index, struct error *err);

/* As dedup_memory.match. *ret_stopped is what the callback stopped with. */
int key_index_match(int *ret_stopped, struct key_index *index, const struct dedup_lookup *lookups,
                    size_t count, dedup_doc_fn *each, void *context, struct error *err);

#endif
