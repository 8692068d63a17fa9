/*
 * A text's shingles: what of it can be found again in a copy (surface) and in a translation
 * (neutral).
 *
 * A surface shingle is the hash of a run of SURFACE_RUN words (characters where a script does not
 * part words), folded. A neutral shingle stands for one word or name: a list of alternatives, each
 * a hash that the word may share with its translation, and how likely. See dedup/README.md for the
 * method.
 */
#ifndef DEDUP_RECOGNISE_SHINGLE_H
#define DEDUP_RECOGNISE_SHINGLE_H

#include "dedup/text/text.h"
#include "dedup/text/vocabulary.h"

enum {
    SURFACE_RUN = 4, /* as hash32_four() takes */
    ALTERNATIVES_MAX = 6,
    SHINGLES_MAX = TEXT_TOKENS_MAX,
    SURFACE_MAX = TEXT_UNITS_MAX,
};

enum shingle_kind { SHINGLE_NUMBER, SHINGLE_PLACE, SHINGLE_NAME, SHINGLE_CONCEPT };

struct shingle {
    uint16_t token; /* which token of the text it begins at */
    uint8_t length; /* how many tokens it covers */
    uint8_t kind;   /* enum shingle_kind */
    uint8_t count;
    uint32_t hash[ALTERNATIVES_MAX];
    float weight[ALTERNATIVES_MAX]; /* 0 to 1 */
};

/* A token's word, as long as its place in the vocabulary is not another's. */
struct word_ref {
    struct word_info *info;
    uint64_t id;
};

/* A work place that is filled again and again. */
struct shingles {
    struct shingle *neutral; /* in the order of the text */
    size_t neutral_count;
    uint32_t *surface; /* in the order of the text, as often as they come */
    size_t surface_count;
    size_t title_units;       /* where the body begins in surface */
    uint32_t *stems;          /* of each token; scratch */
    struct word_ref *words;   /* of each token; scratch */
    uint32_t *folded;         /* scratch */
    uint64_t *ranks, *sorted; /* of neutral shingles; scratch of those who choose from them */
};

/* Makes room for the longest text, kept from one to the next. DEDUP_ERR_MEMORY. */
int shingles_init(struct shingles *shingles);
void shingles_release(struct shingles *shingles);

/* The hash that a whole number's shingle has. */
uint32_t shingle_number_hash(uint64_t number);

/* Reads a text that was cut into tokens; the vocabulary was entered for its language. */
void shingles_read(struct shingles *shingles, const struct text *text,
                   struct vocabulary *vocabulary, const char *lang);

#endif
