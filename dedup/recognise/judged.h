/* The documents that an item was compared with, and what the judge and the rules say of each. */
#ifndef DEDUP_RECOGNISE_JUDGED_H
#define DEDUP_RECOGNISE_JUDGED_H

#include "dedup/recognise/judge.h"

enum {
    JUDGED_MAX = 96,     /* maximum number of pairs judged for one item */
    CANDIDATES_MAX = 24, /* of these, found by shared weight */
};

/* One document and the judge's result for it. */
struct judged {
    dedup_doc doc;
    uint64_t key, feed, network, node;
    int64_t time;
    /* the score of the texts alone without learnt words, when it was asked for; else 1 */
    float without_learnt;
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

struct candidates {
    struct judged judged[JUDGED_MAX];
    size_t count;
};

/* Whether it joins by an identity or a marker and not by score. */
bool judged_is_certain(const struct judged *judged);

/* The evidence of a join with a candidate. */
void judged_evidence(struct dedup_evidence *ret, const struct judged *judged);

#endif
