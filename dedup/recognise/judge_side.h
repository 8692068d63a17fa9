/*
 * A sketch made ready to be compared with many, and what of two of them matches. Used by the judge
 * alone.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_SIDE_H
#define DEDUP_RECOGNISE_JUDGE_SIDE_H

#include "dedup/recognise/judge.h"

enum {
    SIDE_ENTRIES =
        SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX, /* word * alternatives + alternative */
    SIDE_SLOTS = 1024,                              /* a power of two, nearly twice the entries */
    SIDE_PRESENT = 16384,                           /* bits that tell whether a hash may be there */
    SIDE_SHARES = 512,                              /* points of the table of shares */
    SIDE_KERNEL = 65,                               /* points of the kernel's table */
    SIDE_NO_ENTRY = 0xffff,
};

struct judge_side {
    const struct sketch *sketch;
    float position[SKETCH_WORDS_MAX];
    float gain[SKETCH_WORDS_MAX]; /* what the word is worth: its best alternative */
    float total;                  /* squared gains */
    float documents;              /* that the stream has seen */
    float value[SKETCH_WORDS_MAX][SKETCH_ALTERNATIVES_MAX];
    float commonness[SKETCH_WORDS_MAX]; /* the share of documents that have the word */
    uint64_t present[SIDE_PRESENT / 64];
    uint16_t slots[SIDE_SLOTS];   /* the first entry of a hash; probed one after the other */
    uint32_t hash[SIDE_ENTRIES];  /* of an entry */
    uint16_t next[SIDE_ENTRIES];  /* the next entry of the same hash */
    uint16_t count[SIDE_ENTRIES]; /* of a first entry: how many there are of its hash */
    float share[SIDE_SHARES];     /* of documents that have a word, by its idf */
    float kernel[SIDE_KERNEL];    /* the agreement of two places by their distance */
};

/* The best match of one word on the other side: by weight alone, and by weight and place. */
struct judge_best {
    float t, p;   /* squared gain */
    float kernel; /* agreement of places, 0 to 1 */
    size_t other; /* the word of the other side that matches best in its place */
};

/* The best match of every word of two sides; 0 throughout where a word has none. Places agree when
 * they are less than some sigma apart, a share of the text. Swapping the sides swaps the results.
 */
void judge_sides_match(struct judge_best *ret_a, struct judge_best *ret_b,
                       const struct judge_side *a, const struct judge_side *b, float sigma);

/* Whether the title of a side has a word, by the first of its hashes. */
bool judge_side_titles(const struct judge_side *side, const struct sketch_word *word);

/* What a quick look finds: shares of T and P as they would be if the other side's words were worth
 * as much as this one's on average, and words that match, each as far as it is in its place. */
struct judge_prefilter {
    float t, p, words, words_in_place;
};

/* Matches a sketch that has not been read; only its hashes and weights are looked at. */
struct judge_prefilter judge_side_prefilter(const struct judge_side *side,
                                            const struct sketch *sketch, float sigma);

#endif
