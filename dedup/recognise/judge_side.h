/*
 * A sketch prepared for comparison with many others, and the matches of two of them. Used only by
 * the judge.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_SIDE_H
#define DEDUP_RECOGNISE_JUDGE_SIDE_H

#include "dedup/recognise/judge.h"

enum {
    /* word * alternatives + alternative */
    SIDE_ENTRIES = SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX,
    SIDE_SLOTS = 1024,    /* a power of two, nearly twice the entries */
    SIDE_PRESENT = 16384, /* bits of the filter of present hashes */
    SIDE_SHARES = 512,    /* points of the table of shares */
    SIDE_KERNEL = 65,     /* points of the kernel's table */
    SIDE_NO_ENTRY = 0xffff,
};

struct judge_side {
    const struct sketch *sketch;
    float position[SKETCH_WORDS_MAX];
    float gain[SKETCH_WORDS_MAX]; /* weight of the word: that of its best alternative */
    float total;                  /* sum of squared gains */
    float documents;              /* documents in the stream */
    float value[SKETCH_WORDS_MAX][SKETCH_ALTERNATIVES_MAX];
    float commonness[SKETCH_WORDS_MAX]; /* share of documents that have the word */
    uint64_t present[SIDE_PRESENT / 64];
    uint16_t slots[SIDE_SLOTS];   /* first entry of a hash; linear probing */
    uint32_t hash[SIDE_ENTRIES];  /* of an entry */
    uint16_t next[SIDE_ENTRIES];  /* next entry of the same hash */
    uint16_t count[SIDE_ENTRIES]; /* for a first entry: number of entries of its hash */
    float share[SIDE_SHARES];     /* share of documents that have a word, by its idf */
    float kernel[SIDE_KERNEL];    /* agreement of two positions by distance */
};

/* The best match of one word on the other side: by weight alone, and by weight and position. */
struct judge_best {
    float t, p;   /* squared gain */
    float kernel; /* agreement of positions, 0 to 1 */
    size_t other; /* the word of the other side that matches best in its position */
};

/* The best match of every word of two sides; all 0 for a word without one. Positions agree when
 * they are within a few sigma, a share of the text. Swapping the sides swaps the results. */
void judge_sides_match(struct judge_best *ret_a, struct judge_best *ret_b,
                       const struct judge_side *a, const struct judge_side *b, float sigma);

/* Whether the title of a side contains a word, by the first of its hashes. */
bool judge_side_titles(const struct judge_side *side, const struct sketch_word *word);

/* Result of the prefilter: shares of T and P, estimated as if the words of the other side had the
 * average weight of this side; the number of matching words; and that number weighted by how well
 * each position agrees. */
struct judge_prefilter {
    float t, p, words, words_in_place;
};

/* Matches a sketch that was not read into a side; uses only its hashes, weights and positions. */
struct judge_prefilter judge_side_prefilter(const struct judge_side *side,
                                            const struct sketch *sketch, float sigma);

#endif
