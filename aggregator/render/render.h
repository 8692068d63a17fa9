/*
 * Renders stories to documents for people and feed readers.
 *
 * A renderer is a row of a table: a format's name, its media type, and the functions that turn
 * ordered stories into bytes. Pure: the same stories give the same bytes; no clock, no file access.
 * Sources: RFC 4287 (Atom), RFC 5005 (archives), RSS 2.0, JSON Feed 1.1.
 *
 * A document can be rendered in one call from an array of stories, or story by story, with only one
 * story in memory: render_begin(), render_add() for each, render_end().
 */
#ifndef HEADWATER_RENDER_RENDER_H
#define HEADWATER_RENDER_RENDER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/story.h"

#include <stdbool.h>

/* Number of other tellings shown with a story. No news has more outlets, but one feed may repeat an
 * item a thousand times. */
enum { RENDER_OTHERS_MAX = 200 };

/* A prepared story: the lead telling and the order of the others. */
struct render_story {
    const struct story *story;
    const struct telling *lead;
    const struct telling **others; /* the first RENDER_OTHERS_MAX other tellings */
    size_t other_count;
    int64_t published, updated; /* the entry's times */
    uint64_t lead_hash;         /* hash of the lead's title and text */
};

struct render_input {
    const struct output *output;
    const struct settings *settings;
    const struct render_story *stories; /* in any order; the output defines its own */
    size_t count;
    /* number of the merged feed's permanent id: created once, kept by the store */
    uint64_t feed_number;
    const struct output *outputs; /* all configured outputs: the page links to their feeds */
    size_t output_count;
    const struct feed *feeds; /* the subscriptions, for OPML */
    size_t feed_count;
    const char *previous;     /* address of the newest archive before this document; or NULL */
    const char *archive_self; /* address of this document if it is an archive */
    bool single;              /* page of one story: no filters, a longer text, the tellings open */
};

/*
 * Permanent identifiers: a UUID of version 8 (RFC 9562 §5.8) as a URN. The number is in decimal
 * digits, so it is easy to read: node 2988751 is urn:uuid:68656164-7700-8000-8000-000002988751. The
 * first five bytes spell "headw"; the digit after the third hyphen is the kind.
 */
enum render_id_kind { RENDER_ID_STORY = 8, RENDER_ID_FEED = 9, RENDER_ID_OUTLET = 0xA };
enum { RENDER_ID_SIZE = 46 };
void render_id_format(char ret[RENDER_ID_SIZE], enum render_id_kind kind, uint64_t number);

/* A feed's time for an item, if plausible; otherwise the arrival. A time after the arrival, or
 * before the web existed, comes from a wrong clock. */
int64_t render_published(int64_t time, int64_t arrival);

/* Chooses the lead and decides `updated`. The lead is the earliest telling in the user's preferred
 * language. It never joined by a claim alone, and never names a page of a site whose own feed has a
 * telling. `updated` starts as the time the story was first seen. It changes only when the title or
 * text of the lead is edited (RFC 4287 §4.2.15), or when an article replaces a stub as the lead, so
 * a joining telling does not mark the story as unread again. */
int render_prepare(struct render_story *ret, struct arena *arena, const struct story *story,
                   const struct settings *settings, struct error *err);

/* Renders the document of all stories and appends it to *into. */
int render_document(struct str *into, const struct render_input *input, struct error *err);

/* Position of an entry in the body; entries are sorted at the end. */
struct span {
    int64_t published, updated;
    uint64_t node;
    size_t tellings;
    /* set only if the output is ordered by outlet; the key sorts */
    const char *outlet, *outlet_key;
    size_t offset, length;
};

/* A document in progress. */
struct rendering {
    const struct renderer *renderer;
    const struct render_input *input; /* its stories are not used */
    struct str body;                  /* the entries so far */
    struct arena arena;               /* data that outlives a story */
    int64_t updated;                  /* latest update of an entry; TIME_NONE before the first */
    struct span *spans;               /* count of them, in the arena */
    size_t count;
    const char *next; /* address of the next page; or NULL */
    void *state;      /* the renderer's own state, in the arena */
};

/* Starts a document. input must outlive the rendering. ceiling limits the document in bytes. */
int render_begin(struct rendering *ret, const struct render_input *input, size_t ceiling,
                 struct error *err);
/* Adds a story. ERR_LIMIT: it does not fit; the document is unchanged and can be ended or
 * continued. */
int render_add(struct rendering *rendering, const struct render_story *story, struct error *err);
/* Appends a document with the entries from *first on: as many as fit into this many bytes, but at
 * least one. Moves *first past them. next is the address of the following page, written only if
 * there is one. *first must be 0 in the first call. */
int render_page(struct str *into, struct rendering *rendering, size_t *first, size_t bytes,
                const char *next, struct error *err);
/* Appends the whole document to *into; afterwards the rendering can only be released. */
int render_end(struct str *into, struct rendering *rendering, struct error *err);
/* Accepts NULL and a zeroed rendering. */
void render_release(struct rendering *rendering);

/* Look up the format by its name ("atom"), and a format's media type with charset. False or NULL
 * when there is none. */
bool render_format_find(enum output_format *ret, const char *name);
const char *render_media_type(enum output_format format);

/* Whether one tag is the other or its prefix: "pt" and "pt-BR", not "zh-Hans" and "zh-Hant". */
bool render_language_matches(const char *one, const char *other);

#endif
