/*
 * Candidates: the documents that may tell the story of the item at hand, found by shared keys and
 * judged.
 */
#ifndef DEDUP_RECOGNISE_CANDIDATES_H
#define DEDUP_RECOGNISE_CANDIDATES_H

#include "dedup/recognise/engine.h"

enum {
    JUDGED_MAX = 96,     /* pairs judged for one item at the most */
    CANDIDATES_MAX = 24, /* of them, found by shared weight */
};

/* One document and what the judge says of it. */
struct judged {
    dedup_doc doc;
    uint64_t key, feed, network, node;
    int64_t time;
    bool measured;  /* else it has next to nothing in common with the item: what follows is 0 */
    bool same_text; /* title and text are the same, byte for byte */
    bool marked;    /* both name one source node */
    enum dedup_channel claim; /* an identity that both have; DEDUP_BY_NOTHING for none */
    struct judge_features features;
    uint64_t matched[JUDGE_MASK]; /* words of the item at hand that this one has */
    /* Decided once all candidates are measured: */
    enum dedup_channel channel; /* by which it would be joined; DEDUP_BY_NOTHING: not at all */
    float score;                /* 0 where a rule keeps the two apart */
    bool trusted;               /* both feeds are of one network */
    float likely;               /* what the texts say, claims aside; 0 where that is little */
    const char *rule;           /* that rule in words; NULL where none did */
    bool barred;                /* the item may not be in one node with it at all */
};

struct companions {
    struct judged judged[JUDGED_MAX];
    size_t count;
};

/* The work place of candidates_find(). Freeing accepts NULL. */
int pool_new(struct candidate_pool **ret);
void pool_free(struct candidate_pool *pool);

/* Finds and measures the candidates of engine->sketch (its side already read into engine->left).
 * The item itself (by key) is left out. */
int candidates_find(struct companions *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count);

/* Measures one more document, unless it is there or there is no room. *ret_added: it was not
 * there. */
int candidates_add(bool *ret_added, struct companions *candidates, struct dedup *engine,
                   const struct dedup_item *item, dedup_doc doc);

/* Decides on all that were measured, each beside the others: channel, score, rule, barred. */
void candidates_decide(struct companions *candidates, const struct dedup *engine,
                       const struct dedup_item *item);

/* Measures engine->sketch against engine->candidate. ret->feed, network, node and time are given;
 * the sketch at hand was published at `time`. */
void candidate_measure(struct judged *ret, struct dedup *engine, int64_t time);

/* Decides on a measured one by itself: the item at hand is of this feed and network. */
void candidate_decide(struct judged *ret, const struct dedup *engine, uint64_t feed,
                      uint64_t network);

/* Whether it is joined by an identity or a marker rather than by a score. */
bool judged_is_certain(const struct judged *judged);

/* The evidence of a join with a candidate. */
void judged_evidence(struct dedup_evidence *ret, const struct judged *judged);

/* Judges two documents that are both known, as if there were no others; the sketch at hand is not
 * touched, engine->candidate is. */
int documents_judge(struct judged *ret, struct dedup *engine, dedup_doc a, dedup_doc b);

#endif
