/*
 * Internals of the engine that dedup_place() and the other operations share.
 */
#ifndef DEDUP_RECOGNISE_ENGINE_H
#define DEDUP_RECOGNISE_ENGINE_H

#include "dedup/recognise/judge.h"
#include "dedup/recognise/keys.h"
#include "dedup/text/usual_lang.h"

/* judged.h */
struct candidates;
/* candidate_pool.h */
struct candidate_pool;
/* marker.h */
struct marker_phrases;

struct dedup {
    struct dedup_memory memory;
    struct dedup_lexicon lexicon;
    bool has_lexicon;
    struct vocabulary *vocabulary;
    struct stream *stream;
    struct usual_langs usual;
    enum dedup_fold (*fold)(void *context, uint64_t feed); /* may be NULL; see fold.h */
    void *fold_context;
    dedup_doc counted; /* stream and usual include the documents up to this one */
    struct learnt *learnt;
    bool learnt_off;              /* it neither learns nor uses what it learnt */
    dedup_doc taught, teach_next; /* learnt up to this document; learns again from that one on */
    dedup_doc checkpoint;         /* the stored metadata includes the documents up to this one */
    struct marker_phrases *phrases;
    struct text text;
    struct shingles shingles;
    struct sketch sketch;    /* of the item being placed */
    struct sketch candidate; /* of the item it is compared with */
    struct sketch kept;      /* scratch, while two other items are compared */
    struct judge_side *left, *right;
    struct candidate_pool *pool;
    struct candidates *candidates; /* of the item being placed */
};

/* Computes the sketch of an item in engine->sketch. */
int engine_sketch(struct dedup *engine, const struct dedup_item *item);

/* Hash of the item's content; a change means an update. */
uint64_t engine_content(const struct dedup_item *item);

/* Counts a sketch in the stream and in the usual languages of its feed. */
void engine_count(struct dedup *engine, uint64_t feed, const struct sketch *sketch);

/* Adds engine->sketch to the memory with the node and evidence of the verdict, and counts it in the
 * stream. */
int engine_remember(struct dedup *engine, const struct dedup_item *item,
                    const struct dedup_verdict *verdict, const struct key *keys, size_t key_count);

/* A number for a new node, derived from an item's key: the first free one, starting with this salt.
 * It fits a signed 64-bit number, as the stored form needs. */
int engine_node_draw(uint64_t *ret, const struct dedup *engine, uint64_t key, uint64_t salt);

/* Reads a record and unpacks its sketch into engine->candidate. ret->doc is 0 when there is none.
 */
int engine_load(struct dedup *engine, struct dedup_record *ret, dedup_doc doc);

/* Unpacks the sketch of a record into engine->candidate, without its learnt alternatives when the
 * engine does not use any. */
int engine_unpack(struct dedup *engine, const struct dedup_record *record);

/* Reads many records at once and calls each() for every document in turn: a record with doc 0 where
 * there is none. each() may unpack it, but must not call the memory. It returns a DEDUP_ERR_* code,
 * which ends the call and is returned, or ENGINE_ENOUGH, which ends it without an error. */
enum { ENGINE_ENOUGH = -1 };
int engine_records(struct dedup *engine, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                   void *context);

/* The first members of a node, at most room. */
int engine_members(dedup_doc *ret_docs, size_t room, size_t *ret_count, struct dedup *engine,
                   uint64_t node);

#endif
