/*
 * The weights of the judge, one table for all languages. Found by tests/tune; see there how to do
 * it again.
 */
#ifndef DEDUP_JUDGE_WEIGHTS_H
#define DEDUP_JUDGE_WEIGHTS_H

#include "dedup/judge.h"

enum judge_term {
    TERM_LN_T,       /* ln of T: falls steeply where little matches */
    TERM_T,          /* T */
    TERM_ORDER,      /* P over T: how much of what matches is in its place */
    TERM_ORDER_SURE, /* deviations from chance, over ln of the words: how sure that is */
    TERM_NAMES,      /* T of names and places */
    TERM_NO_NAMES,   /* 1 where a side has none */
    TERM_NUMBERS,    /* T of numbers */
    TERM_NO_NUMBERS, /* 1 where a side has none */
    TERM_TITLE,      /* T of the titles */
    TERM_WORDS,      /* ln of the words of the shorter */
    TERM_SAME_LANG,  /* 1 within a language, where words match that mean little */
    JUDGE_TERMS,
};

static const float judge_weights[JUDGE_TERMS] = {
    [TERM_LN_T] = -2.303f,      [TERM_T] = 35.851f,         [TERM_ORDER] = 4.071f,
    [TERM_ORDER_SURE] = 4.058f, [TERM_NAMES] = 5.248f,      [TERM_NO_NAMES] = 1.083f,
    [TERM_NUMBERS] = 6.492f,    [TERM_NO_NUMBERS] = 1.146f, [TERM_TITLE] = 3.26f,
    [TERM_WORDS] = -1.015f,     [TERM_SAME_LANG] = -7.816f,
};

static const float judge_bias = -14.896f;
static const float judge_bound = 0.62f;

#endif
