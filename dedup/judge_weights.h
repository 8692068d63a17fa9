/*
 * The weights of the judge, one table for all languages. Found by tests/tune; see there how to do
 * it again.
 */
#ifndef DEDUP_JUDGE_WEIGHTS_H
#define DEDUP_JUDGE_WEIGHTS_H

#include "dedup/judge.h"

enum judge_term {
    TERM_T,              /* T */
    TERM_CHANCE,         /* ln of the T that a stranger would have */
    TERM_ORDER,          /* P over T: how much of what matches is in its place */
    TERM_ORDER_SURE,     /* deviations from chance, over ln of the words: how sure that is */
    TERM_MATCHED,        /* ln of the words that match */
    TERM_GAIN,           /* ln of what they are worth */
    TERM_GAIN_IN_PLACE,  /* and of those in their place */
    TERM_SURPRISE,       /* ln of how seldom strangers match so, in place */
    TERM_SURPRISE_NAMES, /* the same of names, places and numbers, wherever they stand */
    TERM_NAMES,          /* T of names and places */
    TERM_NUMBERS,        /* T of numbers */
    TERM_NAMES_UNMET,    /* what names are worth of both texts, and not the same ones */
    TERM_NUMBERS_UNMET,  /* the same of numbers */
    TERM_LENGTH,         /* the shorter text over the longer */
    TERM_SAME_LANG,      /* 1 within a language, where words match that mean little */
    TERM_SAME_LN_T,      /* ln of T within a language */
    TERM_SAME_CHANCE,    /* TERM_CHANCE within a language */
    JUDGE_TERMS,
};

static const float judge_weights[JUDGE_TERMS] = {
    [TERM_T] = 18.244f,
    [TERM_CHANCE] = -2.127f,
    [TERM_ORDER] = 2.600f,
    [TERM_ORDER_SURE] = 2.239f,
    [TERM_MATCHED] = -0.763f,
    [TERM_GAIN] = 1.372f,
    [TERM_GAIN_IN_PLACE] = 1.510f,
    [TERM_SURPRISE] = 1.628f,
    [TERM_SURPRISE_NAMES] = -0.457f,
    [TERM_NAMES] = 5.429f,
    [TERM_NUMBERS] = 6.468f,
    [TERM_NAMES_UNMET] = -5.087f,
    [TERM_NUMBERS_UNMET] = -8.315f,
    [TERM_LENGTH] = 5.141f,
    [TERM_SAME_LANG] = -4.200f,
    [TERM_SAME_LN_T] = 0.958f,
    [TERM_SAME_CHANCE] = 1.545f,
};

static const float judge_bias = -29.743f;
static const float judge_documents = 300;    /* in the streams that these were fitted on */
static const float judge_documents_few = 30; /* too few to know what is common */
static const float judge_bound = 0.67f;
static const float judge_bound_bare = 0.85f; /* without a lexicon */

#endif
