/*
 * The sketch of an item: the stored part of its shingles, and its stored form.
 *
 * A sketch contains:
 *
 *     - the words with the most information (by idf), in the order of the text, each with its
 * position and its alternatives;
 *     - a sample of the surface shingles by value (FracMinHash: Irber et al. 2022), so that two
 *       sketches sample the same shingles;
 *     - the data for identity evidence;
 *     - the words that the compiled lexicon lacks, for the learnt lexicon.
 *
 * The stored form is little-endian and at most SKETCH_BYTES_MAX long. It may come from a damaged
 * file, so reading checks every bound.
 */
#ifndef DEDUP_RECOGNISE_SKETCH_H
#define DEDUP_RECOGNISE_SKETCH_H

#include "dedup/recognise/shingle.h"
#include "dedup/recognise/stream.h"

enum {
    SKETCH_WORDS_MAX = 180,
    SKETCH_ALTERNATIVES_MAX = 3,
    SKETCH_SURFACE_MAX = 64,
    SKETCH_HEAD_MAX = 8,     /* surface hashes of the head of the text, where a teaser is cut */
    SKETCH_HEAD_TOKENS = 48, /* length of that head */
    SKETCH_IDENTITIES_MAX = 12,
    SKETCH_MARKERS_MAX = 2,
    SKETCH_UNKNOWN_MAX = 40,       /* words that the learnt lexicon may learn */
    SKETCH_UNKNOWN_STEP_MAX = 255, /* tokens between two of them; more end the list */
    SKETCH_BYTES_MAX = 4096,
    SKETCH_SURFACE_BITS = 26, /* significant bits of a surface hash */
    SKETCH_SURFACE_MASK = (1 << SKETCH_SURFACE_BITS) - 1,
    SKETCH_HASH_BITS = 20,  /* stored bits of a word's hash: two words collide once in a million */
    SKETCH_WEIGHT_ONE = 15, /* a weight of 1; weights take four bits */
};

struct sketch_word {
    uint16_t token;
    uint8_t kind, count;
    uint8_t learnt, guessed;                 /* as in struct shingle; guessed is not stored */
    uint8_t weight[SKETCH_ALTERNATIVES_MAX]; /* in SKETCH_WEIGHT_ONEths */
    uint32_t hash[SKETCH_ALTERNATIVES_MAX];  /* the top SKETCH_HASH_BITS */
};

struct sketch {
    char lang[DEDUP_LANG_SIZE];
    uint16_t tokens, title_tokens; /* of the whole text */
    uint64_t content;              /* hash of title, text and language as given */
    uint64_t markers[SKETCH_MARKERS_MAX];
    size_t marker_count;
    struct dedup_identity identities[SKETCH_IDENTITIES_MAX];
    size_t identity_count;
    uint8_t surface_level; /* the sampled hashes end in this many zero bits */
    size_t surface_count;
    uint32_t surface[SKETCH_SURFACE_MAX]; /* ascending, without duplicates */
    size_t head_count;
    uint32_t head[SKETCH_HEAD_MAX]; /* smallest hash_mix() values of the head's surface shingles */
    size_t word_count;
    size_t learnt_count;                        /* words with a learnt alternative */
    struct sketch_word words[SKETCH_WORDS_MAX]; /* in the order of the text */
    /* the first words that the compiled lexicon lacks, in the order of the text */
    size_t unknown_count;
    struct unknown_word unknown[SKETCH_UNKNOWN_MAX];
};

/* A hash reduced to the form that sketches store. */
uint32_t sketch_hash(uint32_t hash);

/* Selects from shingles. The caller sets lang, markers, identities and content. */
void sketch_select(struct sketch *ret, const struct shingles *shingles, const struct text *text,
                   const struct stream *stream);

/* Drops the learnt alternatives of a stored sketch. */
void sketch_unlearn(struct sketch *sketch);

/* The distinct hashes of a sketch's words, for counting; returns the count, at most room. */
size_t sketch_hashes(uint32_t *ret, size_t room, const struct sketch *sketch);

/* Writes the stored form; returns its size. */
size_t sketch_pack(uint8_t ret[SKETCH_BYTES_MAX], const struct sketch *sketch);

/* DEDUP_ERR_FORMAT when the bytes are not a sketch of this DEDUP_RECIPE. */
int sketch_unpack(struct sketch *ret, const void *data, size_t size);

#endif
