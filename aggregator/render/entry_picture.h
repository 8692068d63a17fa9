/*
 * The picture that illustrates an item: what the feed names as its thumbnail, else an enclosed
 * picture, else the first picture of the text that is not an icon.
 *
 * Only of the item itself: the picture of another telling would let whoever copies a story choose
 * what is seen beside it. And never from the user's own network, unless the feed is there too: a
 * browser that loads a picture sends a request, and a feed of the internet must not choose which of
 * the user's devices gets one.
 */
#ifndef HEADWATER_RENDER_ENTRY_PICTURE_H
#define HEADWATER_RENDER_ENTRY_PICTURE_H

#include "aggregator/base/arena.h"
#include "aggregator/model/story.h"

/* All strings are in the arena, ready to be escaped and written. */
struct entry_picture {
    const char *url;   /* http or https; NULL: there is none */
    const char *alt;   /* what it shows, on one line; or NULL */
    int width, height; /* in pixels, as stated; 0: unknown */
};

/* The picture of a telling; its url is NULL when there is none. */
struct entry_picture entry_picture_find(struct arena *arena, const struct telling *telling);

#endif
