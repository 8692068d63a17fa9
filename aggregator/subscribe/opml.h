/*
 * Reads subscription lists that other programs export: OPML 1.0 and 2.0, tolerantly.
 *
 * Every outline with a feed address is a feed, whatever its type and the letter case of its
 * attributes. The enclosing outlines and the category become its tags. A feed that appears in
 * several places gets the tags of all of them. Entries that cannot be used are listed, never
 * dropped silently. Independent of the network and the state.
 */
#ifndef HEADWATER_SUBSCRIBE_OPML_H
#define HEADWATER_SUBSCRIBE_OPML_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

enum { OPML_FEEDS_MAX = 100000, OPML_TAGS_MAX = 16, OPML_BROKEN_MAX = 100 };

/* An outline that was skipped, although it stands for a feed or another resource. */
struct opml_skipped {
    int line;            /* line of the file where its tag ends, counted from 1 */
    const char *name;    /* or NULL */
    const char *address; /* without user and password; or NULL */
    const char *why;
};

struct opml {
    /* url (one that feeds.yaml accepts), name, language and tags, in document order, each url once.
     * An invalid BCP 47 tag ("unknown") is dropped; "en_US" becomes en-US. */
    struct feed *feeds;
    size_t count;
    struct opml_skipped *skipped; /* in document order */
    size_t skipped_count;
    /* Places where the XML is not well-formed, at most one per line; content there may be lost.
     * Only `line` and `why` are set. */
    struct opml_skipped *broken;
    size_t broken_count;
};

/* Reads a document. ERR_SYNTAX when it is not XML or not OPML, ERR_MEMORY. Deviations from the
 * format are not errors. */
int opml_read(struct opml *ret, struct arena *arena, const char *text, size_t size,
              struct error *err);

#endif
