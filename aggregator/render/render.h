/*
 * Stories to documents people and feed readers read.
 *
 * A renderer is a row of a table: a format's name, its media type, and functions from ordered
 * stories to bytes. Pure: the same stories give the same bytes; nothing here reads a clock or
 * writes a file. Sources: RFC 4287 (Atom), RFC 5005 (archives), RSS 2.0, JSON Feed 1.1.
 *
 * Documents may be made in one call from an array of stories, or story by story, so that no more
 * than one story need be in memory: render_begin, render_add for each, render_end.
 */
#ifndef HEADWATER_RENDER_RENDER_H
#define HEADWATER_RENDER_RENDER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/story.h"

#include <stdbool.h>

/* Tellings beside the lead that are shown: no news has more outlets, but a feed may say one thing a
 * thousand times. */
enum { RENDER_OTHERS_MAX = 200 };

/* A story made ready: which telling leads, and in which order the others are listed. */
struct render_story {
    const struct story *story;
    const struct telling *lead;
    const struct telling **others; /* the other tellings, the first RENDER_OTHERS_MAX of them */
    size_t other_count;
    int64_t published, updated; /* what the entry says */
    uint64_t lead_hash;         /* of what the entry shows of its lead */
};

struct render_input {
    const struct output *output;
    const struct settings *settings;
    const struct render_story *stories; /* in any order; the output has its own */
    size_t count;
    uint64_t feed_number; /* the merged feed's own permanent id: made once, kept by the store */
    const struct output *outputs; /* all that the user asked for: the page links to its feeds */
    size_t output_count;
    const struct feed *feeds; /* the subscriptions, for OPML */
    size_t feed_count;
    const char *previous;     /* the address of the newest archive before this document; or NULL */
    const char *archive_self; /* its own address, where this document is an archive itself */
    bool single; /* the page of one story: no filters, its text longer, its tellings open */
};

/*
 * Permanent identifiers: a UUID of version 8 (RFC 9562 §5.8) as a URN, with the number written
 * in decimal digits where the eye finds it: node 2988751 is
 * urn:uuid:68656164-7700-8000-8000-000002988751. The first five bytes spell "headw", the digit
 * after the third hyphen is the kind.
 */
enum render_id_kind { RENDER_ID_STORY = 8, RENDER_ID_FEED = 9, RENDER_ID_OUTLET = 0xA };
enum { RENDER_ID_SIZE = 46 };
void render_id_format(char ret[RENDER_ID_SIZE], enum render_id_kind kind, uint64_t number);

/* A feed's time for an item as far as it can be believed: what lies after its arrival, or before
 * there was a web to publish on, is a clock gone wrong. */
int64_t render_published(int64_t time, int64_t arrival);

/* Chooses the lead (the reader's languages in their order, then the earliest; never one that joined
 * by a claim alone, nor one that names a page of a site whose own feed tells the story) and decides
 * `updated`: when the story was first seen, and from then on it moves only when the title or the
 * text of its lead is edited (RFC 4287 §4.2.15), so that no joining telling makes the story unread
 * again. */
int render_prepare(struct render_story *ret, struct arena *arena, const struct story *story,
                   const struct settings *settings, struct error *err);

/* Appends the document to *into. */
int render_document(struct str *into, const struct render_input *input, struct error *err);

/* Where an entry lies in the body under way: entries are put into their order at the end. */
struct span {
    int64_t published, updated;
    uint64_t node;
    size_t tellings;
    const char *outlet, *outlet_key; /* set only where the output is so ordered; the key sorts */
    size_t offset, length;
};

/* A document under way. */
struct rendering {
    const struct renderer *renderer;
    const struct render_input *input; /* its stories are not looked at */
    struct str body;                  /* the entries so far */
    struct arena arena;               /* what outlives a story */
    int64_t updated;                  /* the latest of the entries; TIME_NONE before the first */
    struct span *spans;               /* count of them, in the arena */
    size_t count;
    const char *next; /* the address of what follows the document under way; or NULL */
    void *state;      /* the renderer's own, in the arena */
};

/* input must outlive the rendering. ceiling bounds the document in bytes. */
int render_begin(struct rendering *ret, const struct render_input *input, size_t ceiling,
                 struct error *err);
/* ERR_LIMIT: it does not fit; the document is as it was, and may be ended or get another. */
int render_add(struct rendering *rendering, const struct render_story *story, struct error *err);
/* Appends a document of the entries from *first on, as many as fit into so many bytes but one at
 * least, and moves *first behind them; next is the address of the page that follows, told where one
 * does. The first call must have *first 0. */
int render_page(struct str *into, struct rendering *rendering, size_t *first, size_t bytes,
                const char *next, struct error *err);
/* Appends the whole document to *into; the rendering may then only be released. */
int render_end(struct str *into, struct rendering *rendering, struct error *err);
/* Accepts NULL and a zeroed rendering. */
void render_release(struct rendering *rendering);

/* "atom" to its format, and a format's media type with its charset. False when there is none. */
bool render_format_find(enum output_format *ret, const char *name);
const char *render_media_type(enum output_format format);

/* Whether one tag is the other or its beginning: "pt" and "pt-BR", but not "zh-Hans" and "zh-Hant".
 */
bool render_language_matches(const char *one, const char *other);

#endif
