/* The parts of a key index, for its own files. */
#ifndef HEADWATER_STORE_KEY_INDEX_PARTS_H
#define HEADWATER_STORE_KEY_INDEX_PARTS_H

#include "aggregator/store/doc_times.h"
#include "aggregator/store/key_index.h"
#include "aggregator/store/key_run.h"
#include "aggregator/store/key_tail.h"

#ifndef STORE_TAIL_PAIRS /* smaller in a test of many small states */
#define STORE_TAIL_PAIRS (512 * 1024)
#endif
enum {
    TAIL_PAIRS = STORE_TAIL_PAIRS, /* in RAM before a run is written: about 10,000 items, 12 MB */
    TAIL_PAIRS_READ = STORE_TAIL_PAIRS / 8, /* and as many as are read anew whenever a state is
                                               opened */
};

struct key_index {
    struct sqlite_engine *engine;
    bool loaded;
    size_t tail_most; /* pairs that the tail may hold before it is written */
    dedup_doc last;
    struct key_tail *tail;
    struct key_runs runs;
    struct doc_times times;
    unsigned char *replaced; /* a bit a document: superseded */
    size_t replaced_room;    /* bytes */
};

/* Loads what is not loaded. */
int key_index_ready(struct key_index *index, struct error *err);
/* A key_keep_fn: the document is neither superseded nor past. */
bool key_index_wants(const void *context, uint32_t doc);
/* Writes the tail, which reaches up to index->last, as a run, and merges. */
int key_index_flush(struct key_index *index, struct error *err);
/* A key as the rows in `keys` hold it. */
uint32_t key_index_read(const unsigned char *bytes);

#endif
