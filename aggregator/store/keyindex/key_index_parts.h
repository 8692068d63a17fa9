/* Internals of the key index, for its own files. */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_INDEX_PARTS_H
#define HEADWATER_STORE_KEYINDEX_KEY_INDEX_PARTS_H

#include "aggregator/store/keyindex/doc_times.h"
#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/keyindex/key_memtable.h"
#include "aggregator/store/keyindex/key_run.h"

#ifndef STORE_MEMTABLE_PAIRS /* a test with many small states sets a smaller value */
#define STORE_MEMTABLE_PAIRS (512 * 1024)
#endif
enum {
    /* in memory before a run is written: about 10,000 items, 12 MB */
    MEMTABLE_PAIRS = STORE_MEMTABLE_PAIRS,
    /* the limit right after a state is opened, since these pairs are reloaded at every open */
    MEMTABLE_PAIRS_READ = STORE_MEMTABLE_PAIRS / 8,
};

struct key_index {
    struct sql_engine *engine;
    bool loaded;
    bool as_it_is;       /* report damage but do not repair it: for a check */
    size_t memtable_max; /* pairs that the memtable may hold before it is written */
    dedup_doc last;
    struct key_memtable *memtable;
    struct key_runs runs;
    struct doc_times times;
    unsigned char *replaced; /* one bit per document: superseded */
    size_t replaced_room;    /* in bytes */
};

/* Loads what is not loaded. Sets damaged parts aside and, when the state is writable, rebuilds
 * them. */
int key_index_ready(struct key_index *index, struct error *err);
/* Rebuilds the runs from the rows in `keys` up to index->last; everything else must be loaded. */
int key_index_mend(struct key_index *index, struct error *err);
/* Like key_index_mend(); also calls row for each row, unless it is NULL. */
int key_index_fill(struct key_index *index, key_row_fn *row, void *context, struct error *err);

/* A key_keep_fn: the document is neither superseded nor past. */
bool key_index_wants(const void *context, uint32_t doc);
/* Marks the document as superseded. */
int key_index_replace(struct key_index *index, dedup_doc doc, struct error *err);
/* Adds the time of the next document. */
int key_index_time_add(struct key_index *index, dedup_doc doc, int64_t time, struct error *err);
/* The last document that is in a run. */
dedup_doc key_index_flushed(const struct key_index *index);
/* Writes the memtable, which extends to index->last, as a run, and compacts. */
int key_index_flush(struct key_index *index, struct error *err);

/* Decodes a key of a row in `keys`. */
uint32_t key_index_read(const unsigned char *bytes);
/* Whether a row of `keys` is valid; otherwise it is set aside. */
bool key_index_row_sound(struct key_index *index, struct sql_rows *row);

/* Callbacks for key_index_walk(): each gets every valid row, with its keys sorted and without
 * duplicates; row is called for every row. */
struct key_walk {
    int (*each)(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                struct error *err);
    void *context;
    key_row_fn *row; /* or NULL */
    void *row_context;
};
/* Walks all rows of `keys` up to index->last, oldest first. */
int key_index_walk(struct key_index *index, const struct key_walk *walk, struct error *err);

#endif
