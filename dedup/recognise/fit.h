/*
 * How well an item fits a node: the mean of its best members rather than one stray, so that stories
 * do not grow together by chains.
 *
 * What keeps nodes coherent: an item joins only where one member would be joined by itself, where
 * the mean of the best three is sure enough, and where no member bars it. A member bars what its
 * own feed tells as another story, so that a node has as many stories as its slowest feed has told
 * in it: one.
 */
#ifndef DEDUP_RECOGNISE_FIT_H
#define DEDUP_RECOGNISE_FIT_H

#include "dedup/recognise/candidates.h"

enum { FIT_BEST = 3 };

/* All zero: no member yet. */
struct fit {
    float best[FIT_BEST];        /* scores, the best first */
    size_t count;                /* members with a score, FIT_BEST at most */
    const struct judged *judged; /* the best of those it would be joined to; NULL: none; borrowed */
    bool certain;                /* a member shares an identity or a marker with the item */
    bool barred;                 /* a member may not be in one node with the item */
};

/* Counts a member of the node that was decided on; it is borrowed as long as the fit is asked. */
void fit_add(struct fit *fit, const struct judged *judged);

/* The mean of the best members' log odds, as a probability; 1 where one is certain, 0 without
 * members. */
float fit_score(const struct fit *fit);

/* Whether the item may join the node: see above. */
bool fit_is_enough(const struct fit *fit);

#endif
