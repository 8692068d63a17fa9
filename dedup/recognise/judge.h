/*
 * The judge: do two sketches tell one story?
 *
 * T is the share of what each text says that the other says too, by idf; P the same, each match
 * weighted by how well its place agrees, for a translation keeps the order of its facts and two
 * reports on one topic do not. Two logistic models give a probability of these and a few more, one
 * for two texts in one language, where only copies and rewrites are one story, and one for two
 * languages. What differs counts as much as what is shared: numbers that one text has alone, words
 * that tell this story from others like it (slots.h), and the time between the two. The weights are
 * tables in judge_weights.h, found by tests/tune.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_H
#define DEDUP_RECOGNISE_JUDGE_H

#include "dedup/recognise/sketch.h"

/* What is measured of a pair. Symmetric, but for what stands beside the other candidates: the order
 * of the two does not matter. Shares are by weight, 0 to 1. The inner text is the shorter one. */
struct judge_features {
    float t;              /* geometric mean of both sides' coverage */
    float p;              /* 0 to t */
    float t_max;          /* the coverage of the side that has more of itself in the other */
    float matched;        /* words that matched, the smaller count of the two sides */
    float containment;    /* of the smaller surface sample in the larger; 0 for two languages */
    float shared_surface; /* surface hashes shared */
    float numbers_t;      /* T over numbers alone; -1 when one side has none */
    float numbers_max;   /* the same share, of the side that has more of its numbers in the other */
    float number_share;  /* what numbers are worth of all words, on the side where it is less */
    float names_t;       /* T over names and places alone; -1 when one side has none */
    float information_p; /* -ln of the chance that a stranger matches so, in place */
    float inner_t;       /* of the inner text what the other has */
    float inner_numbers, outer_numbers; /* of each text's numbers what the other has; -1: none */
    float inner_numbers_alone;          /* numbers of the inner text that the other lacks */
    float titles;       /* what the two titles share, of the smaller; -1 where one has none */
    float titles_both;  /* the same of the larger; -1 */
    float length_ratio; /* the shorter over the longer */
    float words;        /* words of the smaller sketch */
    float non_matches;  /* what a stream of this size takes from the log odds, 0 or more */
    bool same_lang;
    /* Beside the candidates of other nodes (slots.h): of the words of the item at hand, each worth
     * half as much for every other node that has it too, the share and the sum that match; and how
     * many of those nodes match about as well. */
    float slot_t, slot_gain, rivals;
    float hours; /* between the two, 0 or more */
};

enum { JUDGE_MASK = (SKETCH_WORDS_MAX + 63) / 64 };

struct judgement {
    struct judge_features features;
    uint64_t matched[JUDGE_MASK]; /* words of the first side that the second has */
};

/* A sketch made ready to be compared with many. */
struct judge_side;

/* An empty side, to be read into again and again. Freeing accepts NULL. */
int judge_side_new(struct judge_side **ret);
void judge_side_free(struct judge_side *side);

/* Reads a sketch (borrowed until the next) into a side. */
void judge_side_read(struct judge_side *side, const struct sketch *sketch,
                     const struct stream *stream);

/* Whether a sketch may tell the story of a side: a quick look that spares judge_pair() most of the
 * pairs that only share a key. What it turns away would have been scored near 0. */
bool judge_may_agree(const struct judge_side *side, const struct sketch *sketch);

/* Measures the two, both of which have been read. What stands beside other candidates is as if
 * there were none; hours is 0. */
struct judgement judge_pair(const struct judge_side *a, const struct judge_side *b);

/* The log odds that the two tell one story; judge_probability() makes 0 to 1 of them. */
float judge_log_odds(const struct judge_features *features);
float judge_probability(float log_odds);

/* One word of a that is found again in b. */
struct judge_match {
    size_t left, right; /* numbers of the words in their sketches */
    float weight;       /* share of T */
};

/* The words of a that match in b, in the order of a, each with its best; returns how many, at most
 * room. */
size_t judge_matches(struct judge_match *ret, size_t room, const struct judge_side *a,
                     const struct judge_side *b);

/* Above this score two items tell one story. Within a language more is asked, and across two where
 * no lexicon parts the words that say little from names. */
float judge_threshold(bool same_lang, bool has_lexicon);

#endif
