/*
 * Stories to documents people and feed readers read.
 *
 * A renderer is a row of a table: a format's name, its media type, and a function from ordered
 * stories to bytes. Pure: the same stories give the same bytes; nothing here reads a clock or
 * writes a file. Sources: RFC 4287 (Atom), RFC 5005 (archives), RSS 2.0, JSON Feed 1.1.
 */
#ifndef HEADWATER_RENDER_RENDER_H
#define HEADWATER_RENDER_RENDER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/story.h"

/* A story made ready: which telling leads, and in which order the others are listed. */
struct render_story {
    const struct story *story;
    const struct telling *lead;
    const struct telling **others; /* every other telling */
    size_t other_count;
    int64_t published, updated; /* what the entry says */
    uint64_t lead_hash;         /* of what the entry shows of its lead */
};

struct render_input {
    const struct output *output;
    const struct settings *settings;
    const struct render_story *stories; /* newest first */
    size_t count;
    uint64_t feed_number; /* the merged feed's own permanent id: made once, kept by the store */
};

/* Chooses the lead (the reader's languages in their order, then the source, then the fullest) and
 * decides `updated`: it moves only when the lead's content differs from what was last published
 * (RFC 4287 §4.2.15), so that a joining copy does not make the story unread again. */
int render_prepare(struct render_story *ret, struct arena *arena, const struct story *story,
                   const struct settings *settings, struct error *err);

/* Appends the document to *into. */
int render_document(struct str *into, const struct render_input *input, struct error *err);

#endif
