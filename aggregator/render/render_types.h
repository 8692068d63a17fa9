/* What render works on: a prepared story, the input of a document, and a document in progress. */
#ifndef HEADWATER_RENDER_RENDER_TYPES_H
#define HEADWATER_RENDER_RENDER_TYPES_H

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
    size_t other_count, unlisted;  /* in others, and the rest */
    int64_t published, updated;    /* the entry's times */
    uint64_t lead_hash;            /* hash of the lead's title and text */
    int64_t place;  /* among stories published at the same time, the greater comes first */
    bool is_digest; /* an entry that headwater wrote itself, from the stories of a digest */
    bool has_page;  /* set by the caller; see render_input.pages */
};

/* Where the pages of stories are: prefix, node, suffix. The prefix is absolute, or relative to the
 * document; NULL when there are no pages. */
struct render_pages {
    const char *prefix, *suffix;
};

/* How a page names the days before and after it: the starts of elements that end with ">\n" and
 * "</a>\n". */
#define RENDER_OLDER_LINK "<link rel=\"prev\""
#define RENDER_NEWER_LINK "<link rel=\"next\""
#define RENDER_OLDER_WAY  "<a accesskey=\"j\" rel=\"prev\""

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
    /* of pages: links to the day before and after, and, on the page of a day, to the newest
     * stories; or NULL */
    const char *older, *newer, *latest;
    int64_t day_time; /* a time of the day, on the page of a day */
    /* links to the pages of the stories that have one, absolute in all formats but HTML */
    struct render_pages pages;
    const char *home; /* for the page of a story: the address of the page of all; or NULL */
};

/* Position of an entry in the body; entries are sorted at the end. */
struct span {
    int64_t published, updated;
    uint64_t node;
    int64_t rank; /* in the order of tellings; else the place of the story */
    /* set only if the output is ordered by outlet; the key sorts */
    const char *outlet, *outlet_key;
    size_t offset, length;
    const void *note; /* what the renderer keeps of the entry; or NULL */
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
    const void *note; /* set by the renderer for the span of the entry that it adds */
};

#endif
