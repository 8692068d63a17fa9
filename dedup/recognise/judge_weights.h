/*
 * The weights of the judge: one table for two texts in one language and one for two languages. See
 * tests/tune for how to compute them.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_WEIGHTS_H
#define DEDUP_RECOGNISE_JUDGE_WEIGHTS_H

#include "dedup/recognise/judge.h"

enum judge_term {
    TERM_LN_T,          /* ln of T */
    TERM_INNER_T,       /* share of the shorter text that the other has */
    TERM_CONTAINMENT,   /* the same for runs of words */
    TERM_ORDER,         /* P over T: how much of the matches is in position */
    TERM_TITLES,        /* shared part of the titles */
    TERM_INNER_NUMBERS, /* share of the shorter text's numbers that the other has */
    TERM_OUTER_NUMBERS, /* and of the longer text's numbers */
    TERM_NUMBERS_ALONE, /* ln of the count of numbers that only the shorter text has */
    TERM_SLOT,          /* share of the distinctive words (slots) that match */
    TERM_SLOT_GAIN,     /* ln of their weight */
    TERM_INFORMATION,   /* ln of the improbability of such a match between non-matches, in place */
    TERM_HOURS,         /* ln of the hours between the two */
    TERM_NON_MATCHES,   /* ln of the size of the stream: prior odds */
    TERM_WORDS,         /* ln of the number of words of the smaller sketch */
    TERM_NAMES,         /* T of names and places alone */
    TERM_OTHER_NAMES,   /* 1 where both texts have names, and hardly any match */
    JUDGE_TERMS,
};

struct judge_model {
    float weights[JUDGE_TERMS], bias;
};

static const struct judge_model judge_one_lang = {
    {
        [TERM_LN_T] = 2.916f,
        [TERM_INNER_T] = 1.139f,
        [TERM_CONTAINMENT] = 5.254f,
        [TERM_INNER_NUMBERS] = 2.546f,
        [TERM_OUTER_NUMBERS] = 1.959f,
        [TERM_NUMBERS_ALONE] = -1.452f,
        [TERM_SLOT] = 1.122f,
        [TERM_SLOT_GAIN] = 1.051f,
        [TERM_INFORMATION] = 2.529f,
        [TERM_HOURS] = -2.023f,
        [TERM_NON_MATCHES] = -0.808f,
    },
    -15.412f,
};
static const struct judge_model judge_two_langs = {
    {
        [TERM_LN_T] = 1.010f,
        [TERM_ORDER] = 9.982f,
        [TERM_TITLES] = 1.877f,
        [TERM_INNER_NUMBERS] = 2.691f,
        [TERM_OUTER_NUMBERS] = 4.214f,
        [TERM_NUMBERS_ALONE] = -1.046f,
        [TERM_SLOT] = 4.674f,
        [TERM_SLOT_GAIN] = 3.472f,
        [TERM_INFORMATION] = 0.272f,
        [TERM_HOURS] = -1.480f,
        [TERM_NON_MATCHES] = -0.751f,
    },
    -17.170f,
};

/* Two languages, where the smaller sketch has at most judge_headline_words: a headline, perhaps
 * with a line of text. Up to judge_short_words it is blended with the model above. */
static const struct judge_model judge_two_langs_short = {
    {
        [TERM_LN_T] = -0.207f,
        [TERM_ORDER] = 3.697f,
        [TERM_TITLES] = 0.112f,
        [TERM_OUTER_NUMBERS] = 2.746f,
        [TERM_NUMBERS_ALONE] = -2.917f,
        [TERM_SLOT_GAIN] = 3.418f,
        [TERM_INFORMATION] = 2.298f,
        [TERM_HOURS] = -0.951f,
        [TERM_NON_MATCHES] = -0.633f,
        [TERM_WORDS] = -1.694f,
        [TERM_NAMES] = 0.982f,
        [TERM_OTHER_NAMES] = -0.488f,
    },
    -10.801f,
};

static const float judge_documents = 300;    /* prior odds start at a stream of this size */
static const float judge_documents_few = 12; /* too few to know what is common */
/* The threshold is higher within one language: similar texts are mostly stories of the same
 * kind. */
static const float judge_bound_one_lang = 0.93f;
static const float judge_bound_two_langs = 0.8f;
static const float judge_bound_bare = 0.85f; /* two languages without a lexicon */
static const float judge_headline_words = 24, judge_short_words = 48;
static const float judge_bound_short = 0.82f; /* two languages, at most judge_short_words */

#endif
