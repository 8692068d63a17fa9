/* The parts of a key index, for its own files. */
#ifndef HEADWATER_STORE_KEYINDEX_KEY_INDEX_PARTS_H
#define HEADWATER_STORE_KEYINDEX_KEY_INDEX_PARTS_H

#include "aggregator/store/keyindex/doc_times.h"
#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/keyindex/key_memtable.h"
#include "aggregator/store/keyindex/key_run.h"

#ifndef STORE_MEMTABLE_PAIRS /* smaller in a test of many small states */
#define STORE_MEMTABLE_PAIRS (512 * 1024)
#endif
enum {
    MEMTABLE_PAIRS =
        STORE_MEMTABLE_PAIRS, /* in RAM before a run is written: about 10,000 items, 12 MB */
    MEMTABLE_PAIRS_READ = STORE_MEMTABLE_PAIRS / 8, /* and as many as are read anew whenever a state
                                               is opened */
};

struct key_index {
    struct sqlite_engine *engine;
    bool loaded;
    bool as_it_is;       /* damage is told and not mended: for a check */
    size_t memtable_max; /* pairs that the tail may hold before it is written */
    dedup_doc last;
    struct key_memtable *memtable;
    struct key_runs runs;
    struct doc_times times;
    unsigned char *replaced; /* a bit a document: superseded */
    size_t replaced_room;    /* bytes */
};

/* Loads what is not loaded. What is damaged is set aside, and made anew where the state may be
 * written. */
int key_index_ready(struct key_index *index, struct error *err);
/* Makes the runs anew from the rows in `keys` up to index->last; the rest is loaded already. */
int key_index_mend(struct key_index *index, struct error *err);
/* The same; row, unless NULL, is told of each row. */
int key_index_fill(struct key_index *index, key_row_fn *row, void *context, struct error *err);

/* A key_keep_fn: the document is neither superseded nor past. */
bool key_index_wants(const void *context, uint32_t doc);
/* The document is superseded. */
int key_index_replace(struct key_index *index, dedup_doc doc, struct error *err);
/* A document's time; the next one of all. */
int key_index_time_add(struct key_index *index, dedup_doc doc, int64_t time, struct error *err);
/* The last document that is in a run. */
dedup_doc key_index_flushed(const struct key_index *index);
/* Writes the tail, which reaches up to index->last, as a run, and merges. */
int key_index_flush(struct key_index *index, struct error *err);

/* A key as the rows in `keys` hold it. */
uint32_t key_index_read(const unsigned char *bytes);
/* Whether a row of `keys` can be one; it is set aside when not. */
bool key_index_row_sound(struct key_index *index, sqlite3_stmt *row);

/* What is done with the sound row of one document, its keys each once and in order, and who is told
 * of each row. */
struct key_walk {
    int (*each)(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                struct error *err);
    void *context;
    key_row_fn *row; /* or NULL */
    void *row_context;
};
/* All rows of `keys` up to index->last, oldest first. */
int key_index_walk(struct key_index *index, const struct key_walk *walk, struct error *err);

#endif
