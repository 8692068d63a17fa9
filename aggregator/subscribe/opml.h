/*
 * Lists of subscriptions as other programs export them: OPML 1.0 and 2.0, read tolerantly.
 *
 * Every outline with the address of a feed is one, whatever its type says and however its
 * attributes are cased; the outlines around it, and its category, are its tags. A feed that stands
 * in several places has the tags of all of them. What cannot be taken is listed, never dropped in
 * silence. Knows no network and no state.
 */
#ifndef HEADWATER_SUBSCRIBE_OPML_H
#define HEADWATER_SUBSCRIBE_OPML_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

enum { OPML_FEEDS_MAX = 100000, OPML_TAGS_MAX = 16, OPML_BROKEN_MAX = 100 };

/* An outline that stands for a feed, or for something else to read, and is not taken. */
struct opml_skipped {
    int line;            /* of the file, where its tag ends; lines are counted from 1 */
    const char *name;    /* or NULL */
    const char *address; /* without user and password; or NULL */
    const char *why;
};

struct opml {
    /* url (one that feeds.yaml takes), name, language and tags; in the order of the document, each
     * url once. A language that is no tag of BCP 47 ("unknown") is none; "en_US" is en-US. */
    struct feed *feeds;
    size_t count;
    struct opml_skipped *skipped; /* in the order of the document */
    size_t skipped_count;
    /* Where the XML is not well-formed, one a line: what stands there may be lost. Only `line` and
     * `why`. */
    struct opml_skipped *broken;
    size_t broken_count;
};

/* Reads a document. ERR_SYNTAX when it is no XML or holds no OPML; what is merely odd is not an
 * error. */
int opml_read(struct opml *ret, struct arena *arena, const char *text, size_t size,
              struct error *err);

#endif
