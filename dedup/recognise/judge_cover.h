/*
 * Coverage: how much of one text the other contains, over all words, numbers and titles. Used only
 * by the judge.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_COVER_H
#define DEDUP_RECOGNISE_JUDGE_COVER_H

#include "dedup/recognise/judge_side.h"

/* Sets the inner_, outer_ and titles features of *ret. best_a, best_b: from judge_sides_match(). */
void judge_covers_read(struct judge_features *ret, const struct judge_side *a,
                       const struct judge_side *b, const struct judge_best *best_a,
                       const struct judge_best *best_b);

#endif
