/*
 * The shingles of a text: what a copy (surface) and a translation (neutral) have in common with it.
 *
 * A surface shingle is the hash of a run of SURFACE_RUN folded words (characters in scripts without
 * spaces between words). A neutral shingle stands for one word or name. It is a list of
 * alternatives: hashes that the word may share with its translation, each with a probability.
 * dedup/README.md describes the method.
 */
#ifndef DEDUP_RECOGNISE_SHINGLE_H
#define DEDUP_RECOGNISE_SHINGLE_H

#include "dedup/lexicon/learnt.h"
#include "dedup/text/text.h"
#include "dedup/text/vocabulary.h"

enum {
    SURFACE_RUN = 4, /* the count that hash32_four() takes */
    ALTERNATIVES_MAX = 6,
    SHINGLES_MAX = TEXT_TOKENS_MAX,
    SURFACE_MAX = TEXT_UNITS_MAX,
};

enum shingle_kind { SHINGLE_NUMBER, SHINGLE_PLACE, SHINGLE_NAME, SHINGLE_CONCEPT };

struct shingle {
    uint16_t token; /* the token of the text where it begins */
    uint8_t length; /* number of tokens */
    uint8_t kind;   /* enum shingle_kind */
    uint8_t count;
    /* one bit per alternative: it comes from the learnt lexicon; it is a guess from the sound of a
     * word in no dictionary */
    uint8_t learnt, guessed;
    uint32_t hash[ALTERNATIVES_MAX];
    float weight[ALTERNATIVES_MAX]; /* 0 to 1 */
};

/* The word of a token, valid while info->id == id: the slot in the vocabulary may be reused. */
struct word_ref {
    struct word_info *info;
    uint64_t id;
};

/* A word that the compiled lexicon lacks. */
struct unknown_word {
    uint16_t token;
    uint32_t key; /* learnt_key() */
};

/* Working memory, reused for each text. */
struct shingles {
    struct shingle *neutral; /* in the order of the text */
    size_t neutral_count;
    uint32_t *surface; /* in the order of the text, with repeats */
    size_t surface_count;
    struct unknown_word *unknown; /* in the order of the text, with repeats */
    size_t unknown_count;
    size_t title_units;       /* where the body begins in surface */
    uint32_t *stems;          /* per token; scratch */
    struct word_ref *words;   /* per token; scratch */
    uint8_t *scales;          /* per token: its word's scale; scratch */
    uint32_t *folded;         /* scratch */
    uint64_t *ranks, *sorted; /* of neutral shingles; scratch for code that selects from them */
};

/* Allocates room for the longest text, reused for all texts. DEDUP_ERR_MEMORY. */
int shingles_init(struct shingles *shingles);
void shingles_release(struct shingles *shingles);

/* The hash of a whole number's shingle. */
uint32_t shingle_number_hash(uint64_t number);

/* Reads a tokenised text. The vocabulary must have been entered for its language. */
void shingles_read(struct shingles *shingles, const struct text *text,
                   struct vocabulary *vocabulary, const struct learnt *learnt, const char *lang);

#endif
