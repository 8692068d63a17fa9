/*
 * Lists of subscriptions as other programs export them: OPML 1.0 and 2.0, read tolerantly.
 *
 * Every outline with the address of a feed is one, whatever its type says and however its
 * attributes are cased; the outlines around it, and its category, are its tags. Knows no network
 * and no state.
 */
#ifndef HEADWATER_SUBSCRIBE_OPML_H
#define HEADWATER_SUBSCRIBE_OPML_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

enum { OPML_FEEDS_MAX = 100000, OPML_TAGS_MAX = 16 };

struct opml {
    struct feed
        *feeds; /* url, name, language and tags; in the order of the document, each url once */
    size_t count;
    size_t skipped; /* outlines whose address is none of http or https */
};

/* Reads a document. ERR_SYNTAX when it is no XML or holds no OPML; what is merely odd is not an
 * error. */
int opml_read(struct opml *ret, struct arena *arena, const char *text, size_t size,
              struct error *err);

#endif
