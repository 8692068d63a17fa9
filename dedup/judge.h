/*
 * The judge: do two sketches tell one story?
 *
 * T is the share of what each text says that the other says too, by idf; P the same, each match
 * weighted by how well its place agrees, for a translation keeps the order of its facts and two
 * reports on one topic do not. A logistic score of these and a few more gives a probability; one
 * threshold serves all languages. The weights are a table in judge_weights.h, found by tests/tune.
 */
#ifndef DEDUP_JUDGE_H
#define DEDUP_JUDGE_H

#include "dedup/sketch.h"

/* What is measured of a pair. Symmetric: the order of the two does not matter. */
struct judge_features {
    float t;           /* 0 to 1: geometric mean of both sides' coverage */
    float p;           /* 0 to t */
    float t_most;      /* the coverage of the side that has more of itself in the other */
    float order;       /* how far the agreement of places is from chance, in standard deviations */
    float matched;     /* words that matched, the smaller count of the two sides */
    float containment; /* of the smaller surface sample in the larger; 0 for two languages */
    float shared_surface; /* surface hashes shared */
    float numbers_t;      /* T over numbers alone; -1 when one side has none */
    float numbers_most; /* the same share, of the side that has more of its numbers in the other */
    float number_share; /* what numbers are worth of all words, on the side where it is less */
    float names_most, name_share; /* the same two of names and places */
    float names_t;                /* T over names and places alone; -1 when one side has none */
    float chance_t;       /* the T that a stranger with as many words would be expected to have */
    float gain_t, gain_p; /* absolute: gains that match, and that match in their place */
    /* -ln of the chance that a stranger matches: in place, and over names, places and numbers */
    float surprise_p, surprise_names;
    float length_ratio; /* the shorter over the longer, 0 to 1 */
    float words;        /* words of the smaller sketch */
    float strangers;    /* what a stream of this size takes from the log odds, 0 or more */
    bool same_lang;
};

struct judgement {
    struct judge_features features;
    float score;    /* 0 to 1: the probability that the two tell one story */
    float likeness; /* the same for two that were not found among many */
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

/* What speaks for the two telling one story. Both sides have been read. */
struct judgement judge_pair(const struct judge_side *a, const struct judge_side *b);

/* One word of a that is found again in b. */
struct judge_match {
    size_t left, right; /* numbers of the words in their sketches */
    float weight;       /* share of T */
};

/* The words of a that match in b, in the order of a, each with its best; returns how many, at most
 * room. */
size_t judge_matches(struct judge_match *ret, size_t room, const struct judge_side *a,
                     const struct judge_side *b);

/* Above this score two items tell one story: more is asked where no lexicon parts the words that
 * say little from names. */
float judge_threshold(bool has_lexicon);

#endif
