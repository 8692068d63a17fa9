/*
 * The judge: do two sketches tell the same story?
 *
 * T is the share of each text's content, weighted by idf, that the other text also has. P is the
 * same share, but each match is also weighted by how well the positions agree: a translation keeps
 * the order of its facts, and two reports on one topic do not. Two logistic models turn these and a
 * few other features into a probability. One model is for two texts in one language, where only
 * copies and rewrites are the same story; the other is for two languages. Differences count as much
 * as agreement: numbers that only one text has, words that distinguish this story from similar ones
 * (slots.h), and the time between the two. The weights are tables in judge_weights.h; tests/tune
 * computes them.
 */
#ifndef DEDUP_RECOGNISE_JUDGE_H
#define DEDUP_RECOGNISE_JUDGE_H

#include "dedup/recognise/sketch.h"

/* Features of a pair. They are symmetric, except those that depend on the other candidates. Shares
 * are by weight, 0 to 1. The inner text is the shorter one. */
struct judge_features {
    float t;              /* geometric mean of the coverage of both sides */
    float p;              /* 0 to t */
    float t_max;          /* coverage of the side with the larger coverage */
    float matched;        /* words that matched; the smaller count of the two sides */
    float containment;    /* share of the smaller surface sample in the larger; 0: two languages */
    float shared_surface; /* shared surface hashes */
    float numbers_t;      /* T over numbers only; -1 when one side has none */
    float numbers_max;    /* the same share, for the side with the larger one */
    float number_share;   /* share of numbers in all weight, for the side with less */
    float names_t;        /* T over names and places only; -1 when one side has none */
    float information_p;  /* -ln of the chance that a non-match matches so, in place */
    float inner_t;        /* share of the inner text that the other has */
    /* share of each text's numbers that the other has; -1: none */
    float inner_numbers, outer_numbers;
    float inner_numbers_alone; /* numbers of the inner text that the other lacks */
    float titles;              /* shared part of the titles, of the smaller; -1: one has none */
    float titles_both;         /* the same of the larger; -1 */
    float length_ratio;        /* shorter length over longer length */
    float words;               /* words of the smaller sketch */
    /* prior for the size of the stream, subtracted from the log odds; 0 or more */
    float non_matches;
    bool same_lang;
    /* Compared with the candidates of other nodes (slots.h). A word of the current item loses half
     * its weight for every other node that has it too. slot_t and slot_gain are the share and the
     * sum of what matches by these weights; rivals is the number of other nodes that match about as
     * well. */
    float slot_t, slot_gain, rivals;
    float hours; /* between the two, 0 or more */
};

enum { JUDGE_MASK = (SKETCH_WORDS_MAX + 63) / 64 };

struct judgement {
    struct judge_features features;
    uint64_t matched[JUDGE_MASK]; /* words of the first side that the second has */
};

/* A sketch prepared for comparison with many others. */
struct judge_side;

/* An empty side, reusable. Freeing accepts NULL. DEDUP_ERR_MEMORY. */
int judge_side_new(struct judge_side **ret);
void judge_side_free(struct judge_side *side);

/* Reads a sketch into a side. The sketch is borrowed until the next read. */
void judge_side_read(struct judge_side *side, const struct sketch *sketch,
                     const struct stream *stream);

/* The same without the alternatives that come from the learnt lexicon. */
void judge_side_read_compiled(struct judge_side *side, const struct sketch *sketch,
                              const struct stream *stream);

/* Prefilter: whether a sketch may tell the story of a side. It is cheap and rejects most of the
 * pairs that only share a key before judge_pair(). A rejected pair would have scored near 0. */
bool judge_may_agree(const struct judge_side *side, const struct sketch *sketch);

/* Measures two sides that were read. The features that depend on other candidates are set as if
 * there were none; hours is 0. */
struct judgement judge_pair(const struct judge_side *a, const struct judge_side *b);

/* The log odds that the two tell one story; judge_probability() converts them to 0 to 1. */
float judge_log_odds(const struct judge_features *features);
/* The same by the models for texts alone, however short the two are: for what an item claims. */
float judge_text_log_odds(const struct judge_features *features);
float judge_probability(float log_odds);

/* One word of a that matches in b. */
struct judge_match {
    size_t left, right; /* indexes of the words in their sketches */
    float weight;       /* share of T */
};

/* The words of a that match in b, in the order of a, each with its best match; returns the count,
 * at most room. */
size_t judge_matches(struct judge_match *ret, size_t room, const struct judge_side *a,
                     const struct judge_side *b);

/* From this score on, two items tell one story. It is higher within one language, and higher across
 * two languages without a lexicon, where common words are not separated from names. */
float judge_threshold(const struct judge_features *features, bool has_lexicon);

/* Whether the two are in two languages and the smaller has so few words that the model for short
 * texts applies. */
bool judge_is_short(const struct judge_features *features);
/* The same for a headline, perhaps with a line of text. */
bool judge_is_headline(const struct judge_features *features);

#endif
