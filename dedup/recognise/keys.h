/*
 * Index keys: the few numbers by which an item's possible candidates are found.
 *
 * Neutral keys are a weighted bottom-k sample of the neutral hashes (rank -ln u / idf^2, u derived
 * from the hash: Efraimidis and Spirakis 2006; Cohen and Kaplan 2007), so two tellings of one story
 * sample the same informative words. Surface keys are the smallest hashes of the surface sample;
 * some come only from the head of the text, because teasers are cut there. Identities, markers and
 * the whole text have keys of their own.
 */
#ifndef DEDUP_RECOGNISE_KEYS_H
#define DEDUP_RECOGNISE_KEYS_H

#include "dedup/recognise/sketch.h"

enum {
    KEYS_NEUTRAL_MAX = 64,    /* looked up */
    KEYS_NEUTRAL_STORED = 32, /* of these stored: the first in rank */
    KEYS_NEUTRAL_HEAD = 10,   /* of these, from the head of the text alone */
    KEYS_SURFACE_MAX = 8,
    KEYS_MAX = KEYS_NEUTRAL_MAX + KEYS_SURFACE_MAX + SKETCH_HEAD_MAX + SKETCH_IDENTITIES_MAX +
               SKETCH_MARKERS_MAX + 1,
};

enum key_kind { KEY_IDENTITY, KEY_MARKER, KEY_CONTENT, KEY_SURFACE, KEY_NEUTRAL };

struct key {
    uint32_t value;
    enum key_kind kind;
    float weight; /* the weight of sharing it */
    uint32_t max; /* maximum number of its documents to look at, newest first */
    bool stored;  /* other items can find the item by it; the rest only help to find others */
};

/* The keys of a sketch; returns the count. More keys are looked up than stored: this finds more
 * without a larger index. */
size_t keys_select(struct key ret[KEYS_MAX], const struct sketch *sketch,
                   const struct stream *stream);

#endif
