/*
 * Candidates: documents that may tell the story of the current item, found by shared keys and
 * judged.
 */
#ifndef DEDUP_RECOGNISE_CANDIDATES_H
#define DEDUP_RECOGNISE_CANDIDATES_H

#include "dedup/recognise/engine.h"

enum {
    JUDGED_MAX = 96,     /* maximum number of pairs judged for one item */
    CANDIDATES_MAX = 24, /* of these, found by shared weight */
};

/* One document and the judge's result for it. */
struct judged {
    dedup_doc doc;
    uint64_t key, feed, network, node;
    int64_t time;
    bool measured;  /* false: almost nothing in common with the item; the fields below are 0 */
    bool same_text; /* title, text and label are equal, byte for byte */
    bool marked;    /* both contain the same source-node marker */
    enum dedup_channel claim; /* an identity that both share; DEDUP_BY_NOTHING: none */
    struct judge_features features;
    uint64_t matched[JUDGE_MASK]; /* words of the current item that this one has */
    /* Set after all candidates are measured: */
    enum dedup_channel channel; /* by which it would join; DEDUP_BY_NOTHING: not at all */
    float score;                /* 0 when a rule keeps the two apart */
    bool trusted;               /* both feeds belong to one network */
    float likely;               /* score of the texts alone; 0 when they contradict */
    const char *rule;           /* text of that rule; NULL: none */
    bool barred;                /* the item may not share a node with this one */
};

struct companions {
    struct judged judged[JUDGED_MAX];
    size_t count;
};

/* The working memory of candidates_find(). Freeing accepts NULL. DEDUP_ERR_MEMORY. */
int pool_new(struct candidate_pool **ret);
void pool_free(struct candidate_pool *pool);

/* Finds and measures the candidates of engine->sketch, which engine->left must already hold. Skips
 * the item itself (by key). */
int candidates_find(struct companions *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count);

/* Measures one more document, unless it is already present or there is no room. *ret_added: whether
 * it was added. */
int candidates_add(bool *ret_added, struct companions *candidates, struct dedup *engine,
                   const struct dedup_item *item, dedup_doc doc);

/* Decides on all measured candidates, each compared with the others: channel, score, rule,
 * barred. */
void candidates_decide(struct companions *candidates, const struct dedup *engine,
                       const struct dedup_item *item);

/* Measures engine->sketch against engine->candidate. The caller sets ret->feed, network, node and
 * time. `time` is the publication time of engine->sketch. */
void candidate_measure(struct judged *ret, struct dedup *engine, int64_t time);

/* Decides on one measured candidate alone. feed and network are those of the current item. */
void candidate_decide(struct judged *ret, const struct dedup *engine, uint64_t feed,
                      uint64_t network);

/* Whether it joins by an identity or a marker and not by score. */
bool judged_is_certain(const struct judged *judged);

/* The evidence of a join with a candidate. */
void judged_evidence(struct dedup_evidence *ret, const struct judged *judged);

/* Judges two known documents without other candidates. Leaves engine->sketch unchanged and
 * overwrites engine->candidate. */
int documents_judge(struct judged *ret, struct dedup *engine, dedup_doc a, dedup_doc b);

#endif
