/*
 * How the excerpts on a page share its bytes: evenly, so that no card is bare because others came
 * first. If there are too many cards for that, those shown first have an excerpt.
 */
#ifndef HEADWATER_RENDER_HTML_EXCERPT_H
#define HEADWATER_RENDER_HTML_EXCERPT_H

#include "aggregator/render/render_types.h"

#include <stddef.h>

enum {
    EXCERPT_CHARACTERS = 200,
    EXCERPT_BYTES = 280, /* scripts with three bytes per character need fewer characters */
    EXCERPT_LEAST_BYTES = 80,
    EXCERPTS_BYTES = 64 * 1024, /* of all excerpts of a page */
};

/* What is left for the excerpts of a page, and the maximum of one. */
struct excerpt_share {
    size_t left, each;
};

/* The excerpt of a card, and its place in the card. */
struct excerpt {
    const char *text;
    size_t at;
};

/* Divides the bytes of a page among the excerpts of these lengths. */
struct excerpt_share excerpt_divide(const size_t *lengths, size_t count);

/* Takes the next excerpt's part: the text, or its beginning, in the arena. NULL when nothing is
 * left, or when out of memory. */
const char *excerpt_take(struct excerpt_share *share, struct arena *arena, const char *text);

#endif
