/*
 * Index keys: the few numbers by which an item's possible candidates are found.
 *
 * Neutral keys are a weighted bottom-k sample of the neutral hashes (rank -ln u / idf^2, u drawn
 * from the hash: Efraimidis and Spirakis 2006; Cohen and Kaplan 2007), so that two tellings of one
 * story sample the same telling words. Surface keys are the smallest hashes of the surface sample,
 * some of them from the head of the text alone, where a teaser is cut. Identities, markers and the
 * whole text are keys of their own.
 */
#ifndef DEDUP_RECOGNISE_KEYS_H
#define DEDUP_RECOGNISE_KEYS_H

#include "dedup/recognise/sketch.h"

enum {
    KEYS_NEUTRAL_MAX = 64,    /* asked for */
    KEYS_NEUTRAL_STORED = 32, /* of them stored: the first in rank */
    KEYS_NEUTRAL_HEAD = 10,   /* of them, from the head of the text alone */
    KEYS_SURFACE_MAX = 8,
    KEYS_MAX = KEYS_NEUTRAL_MAX + KEYS_SURFACE_MAX + SKETCH_HEAD_MAX + SKETCH_IDENTITIES_MAX +
               SKETCH_MARKERS_MAX + 1,
};

enum key_kind { KEY_IDENTITY, KEY_MARKER, KEY_CONTENT, KEY_SURFACE, KEY_NEUTRAL };

struct key {
    uint32_t value;
    enum key_kind kind;
    float weight; /* what sharing it says */
    uint32_t max; /* of its documents so many are looked at: the newest */
    bool stored;  /* others find the item by it; the rest only help it to find others */
};

/* The keys of a sketch; returns how many. More are asked for than are stored: that finds more
 * without making the index larger. */
size_t keys_select(struct key ret[KEYS_MAX], const struct sketch *sketch,
                   const struct stream *stream);

#endif
