/*
 * How well an item fits a node: the mean over the best members, not one outlier. This prevents
 * stories from growing together in chains.
 *
 * Three rules keep nodes coherent. An item joins only if one member alone would be joined, if the
 * mean of the best three is high enough, and if no member bars it. A member bars an item that its
 * own feed published as another story, so a node contains one story of each feed.
 */
#ifndef DEDUP_RECOGNISE_FIT_H
#define DEDUP_RECOGNISE_FIT_H

#include "dedup/recognise/judged.h"

enum { FIT_BEST = 3 };

/* A zeroed fit has no member yet. */
struct fit {
    float best[FIT_BEST];        /* scores, best first */
    size_t count;                /* members with a score, at most FIT_BEST */
    const struct judged *judged; /* the best member it would join; NULL: none; borrowed */
    bool certain;                /* a member shares an identity or a marker with the item */
    bool barred;                 /* a member may not share a node with the item */
};

/* Adds a member of the node whose candidate is decided. judged is borrowed for the lifetime of the
 * fit. */
void fit_add(struct fit *fit, const struct judged *judged);

/* The mean of the best members' log odds, as a probability; 1 when one is certain, 0 without
 * members. */
float fit_score(const struct fit *fit);

/* Whether the item may join the node, by the three rules above. */
bool fit_is_enough(const struct fit *fit);

#endif
