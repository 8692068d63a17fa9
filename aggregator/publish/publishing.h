/*
 * A publication in progress: a channel for each output, and the stories on their way through them.
 *
 * publishing.c makes and frees it, publish_walk.c passes the stories through the channels;
 * publish.c then writes the files and stores what was published. Part of publish: publish.h is for
 * others.
 */
#ifndef HEADWATER_PUBLISH_PUBLISHING_H
#define HEADWATER_PUBLISH_PUBLISHING_H

#include "aggregator/publish/archive.h"
#include "aggregator/publish/day_pages.h"
#include "aggregator/publish/publish_select.h"
#include "aggregator/publish/publish_top.h"
#include "aggregator/publish/story_address.h"
#include "aggregator/publish/story_pages.h"

/* What to store about one story after the files are written. */
struct change {
    uint64_t node, lead, lead_hash;
    int64_t updated;
};

/* A story that has entered a list. */
struct entrance {
    uint64_t list, node;
    int64_t time;
};

/* An output, and what it has taken so far. */
struct channel {
    const struct output *output;
    struct settings settings; /* those of the configuration, with the languages of the output */
    struct render_input input;
    struct rendering rendering;
    size_t room; /* stories that still fit */
    bool full;   /* a story exceeded the size limit, so the output ends there */
    bool dry;    /* writes nothing; only needed to decide which stories belong to it */
    bool archived;
    bool digest;    /* shows digests, not the stories themselves */
    bool ranked;    /* shows the stories of top, not the newest ones */
    struct top top; /* chosen before the walk; the walk adds those that must be shown */
    struct archive archive;
    struct day_pages days;
    bool is_folder; /* of pages, one for each story */
    struct story_pages pages;
    int links_to; /* the channel that has the pages of the stories; STORY_PAGES_ALL */
    bool passes;  /* the story in progress is selected */
    bool awaited; /* the walk goes on while it has room */
};

struct publishing {
    const struct config *config;
    struct arena arena; /* for data that outlives a story */
    struct selection selection;
    struct channel *channels;
    size_t channel_count;
    struct change *changes;
    size_t change_count;
    uint64_t *shown; /* nodes of stories in outputs; one may be listed twice */
    size_t shown_count;
    struct entrance *entrances; /* to store together with the changes */
    size_t entrance_count;
    const struct top_entry *entry; /* of the story that the ranked channel takes */
    const struct channel *linking; /* the digest in progress */
    struct channel *filling;       /* the ranked channel that takes stories; NULL during the walk */
    bool done;                     /* no channel has room left, so the walk was ended early */
};

/* Makes a channel for each output. extra, if not NULL, is an additional output, and then only that
 * one has room. config and extra must outlive the publication. */
int publishing_init(struct publishing *publishing, struct store *store, const struct config *config,
                    const struct output *extra, struct error *err);
/* Also after a failed publishing_init(). */
void publishing_release(struct publishing *publishing);

/* Passes the stories of the state through the channels, until none has room. */
int publishing_walk(struct publishing *publishing, struct store *store, struct error *err);

/* Passes one story through the channels. */
int publishing_take(struct publishing *publishing, const struct story *story, struct error *err);

/* The number of stories in at least one output. */
size_t publishing_count(struct publishing *publishing);

#endif
