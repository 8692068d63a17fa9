/*
 * The weights of the judge, one table for all languages. Found by tests/tune; see there how to do
 * it again.
 */
#ifndef DEDUP_JUDGE_WEIGHTS_H
#define DEDUP_JUDGE_WEIGHTS_H

#include "dedup/judge.h"

#include <math.h>

enum { JUDGE_TERMS = 8 };

static const struct {
    const char *name;
    float weight;
} judge_weights[JUDGE_TERMS] = {
    {"t", 6.0f},   {"p", 14.0f}, {"p over t", 3.0f}, {"order", 0.2f},
    {"p_most", 2}, {"names", 1}, {"numbers", 1},     {"surface", 8},
};

static const float judge_bias = -8.0f;
static const float judge_bound = 0.5f;

/* The terms of the logistic sum. */
static inline void judge_terms(float ret[JUDGE_TERMS], const struct judge_features *f)
{
    ret[0] = f->t;
    ret[1] = f->p;
    ret[2] = f->t > 0 ? f->p / f->t : 0;
    ret[3] = fminf(f->order, 10);
    ret[4] = f->p_most;
    ret[5] = f->names_t >= 0 ? f->names_t : 0.3f;
    ret[6] = f->numbers_t >= 0 ? f->numbers_t : 0.3f;
    ret[7] = f->containment;
}

#endif
