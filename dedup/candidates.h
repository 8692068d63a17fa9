/*
 * Companions: the documents that may tell the story of the item at hand, found by shared keys and
 * judged.
 */
#ifndef DEDUP_CANDIDATES_H
#define DEDUP_CANDIDATES_H

#include "dedup/engine.h"

enum {
    JUDGED_MAX = 96,     /* pairs judged for one item at the most */
    CANDIDATES_MAX = 24, /* of them, found by shared weight */
};

/* One document and what the judge says of it. */
struct judged {
    dedup_doc doc;
    uint64_t key, feed, network, node;
    int64_t time;
    enum dedup_channel
        channel;      /* by which it would be joined; DEDUP_BY_NOTHING below the threshold */
    float score;      /* 0 where a rule keeps the two apart */
    float likeness;   /* as the judge has it */
    const char *rule; /* that rule in words; NULL where none did */
    struct judge_features features;
};

struct companions {
    struct judged judged[JUDGED_MAX];
    size_t count;
};

/* The work place of companions_find(). Freeing accepts NULL. */
int gathering_new(struct gathering **ret);
void gathering_free(struct gathering *gathering);

/* Finds and judges the companions of engine->sketch (its side already read into engine->left). The
 * item itself (by key) is left out. */
int companions_find(struct companions *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count);

/* Judges one more document, unless it is there or there is no room. *ret_index is SIZE_MAX then. */
int companions_add(size_t *ret_index, struct companions *companions, struct dedup *engine,
                   const struct dedup_item *item, dedup_doc doc);

/* Judges two documents that are both known; the sketch at hand is not touched, engine->companion
 * is. */
int documents_judge(float *ret_score, struct dedup *engine, dedup_doc a, dedup_doc b);

/* Judges engine->sketch against engine->companion: score, features and channel of *ret. */
void companion_judge(struct judged *ret, struct dedup *engine, uint64_t feed, uint64_t network);

#endif
