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
    [TERM_LN_T] = -2.315f,      [TERM_T] = 29.602f,         [TERM_ORDER] = 5.947f,
    [TERM_ORDER_SURE] = 2.957f, [TERM_NAMES] = 6.072f,      [TERM_NO_NAMES] = 1.425f,
    [TERM_NUMBERS] = 6.271f,    [TERM_NO_NUMBERS] = 0.945f, [TERM_TITLE] = 5.346f,
    [TERM_WORDS] = 0.078f,      [TERM_SAME_LANG] = -7.862f,
};

static const float judge_bias = -19.549f;
static const float judge_bound = 0.42f;

#endif
