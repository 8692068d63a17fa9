/*
 * A generated world for tests of the learnt lexicon: stories in two languages of invented words,
 * told by several outlets. The lexicon knows the words of the first language, "en", and nothing of
 * the second, "ka". A story is a list of facts (numbers, names, concepts); a telling is these facts
 * in one language, in about the same order, without a few of them.
 */
#ifndef HEADWATER_TESTS_DEDUP_WORLD_H
#define HEADWATER_TESTS_DEDUP_WORLD_H

#include "dedup_lexicon.h"

enum { WORLD_CONCEPTS = 600, WORLD_TEXT_SIZE = 3000, WORLD_WORD_SIZE = 24 };

/* How a story is told. */
struct telling {
    uint32_t story;   /* its facts are drawn from this number */
    uint32_t facts;   /* how many */
    uint32_t sure;    /* percent of them that are numbers and names */
    uint32_t private; /* other than 0: numbers and names are drawn from this number */
    uint32_t outlet;  /* what it leaves out and swaps is drawn from story and outlet */
    bool second;      /* in the second language */
    uint32_t wrong;   /* each concept is replaced by the one this many further; 0: a true telling */
};

/* The word of a concept, 0 to WORLD_CONCEPTS - 1, in either language. */
void world_word(char ret[WORLD_WORD_SIZE], uint32_t concept, bool second);

void world_tell(char ret[WORLD_TEXT_SIZE], const struct telling *telling);

/* A compiled lexicon with the words of the first language; the caller releases it with free(). */
void *world_lexicon(size_t *ret_size);

/* A pseudo-random number below 2^24. */
uint32_t world_draw(uint32_t *seed);

#endif
