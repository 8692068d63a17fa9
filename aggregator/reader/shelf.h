/*
 * The stories and feeds that the reader interfaces show, as an index in memory: for each story its
 * node, its time and its feed; for each feed its name and folders. The texts stay in the state.
 *
 * A story is in the feed of its lead. Feeds are those of the configuration that are not disabled,
 * and others that still have stories.
 */
#ifndef HEADWATER_READER_SHELF_H
#define HEADWATER_READER_SHELF_H

#include "aggregator/publish/publish_shelf.h"
#include "aggregator/reader/stream.h"
#include "aggregator/store/store_users.h"

struct shelf_feed {
    uint64_t id;          /* 31 bits of a hash of the address, not 0; unique */
    const char *url;      /* as configured */
    const char *open_url; /* without secrets, for clients; or NULL */
    const char *title;
    const char *site; /* or NULL */
    const char **tags;
    size_t tag_count;
    int64_t success; /* last successful poll, or TIME_NONE */
};

struct shelf_entry {
    uint64_t node;
    int64_t seen;     /* when the story was first seen */
    int64_t appeared; /* when it came into the shelf; not before it was seen */
    uint32_t feed;
};

/* A story of the state, shown or not. */
struct shelf_story {
    struct store_head head;
    uint32_t feed; /* SHELF_HIDDEN: not shown */
    uint32_t at;   /* its entry, when it is shown */
    int64_t appeared;
};

#define SHELF_HIDDEN UINT32_MAX

struct shelf {
    struct arena arena;
    struct shelf_feed *feeds; /* in the order of the configuration, then the others */
    size_t feed_count;
    uint32_t *feeds_by_url;      /* ordered by the number of the address */
    struct shelf_entry *entries; /* newest first, then by node */
    size_t entry_count;
    struct shelf_story *stories; /* ordered by node */
    size_t story_count;
};

/* What a user has marked, by position of the entries: a sum of these. */
enum { SHELF_READ = 1, SHELF_STARRED = 2 };

/* Reads the state. chooser decides what is shown. Stories that are as they were in the shelf before
 * (zeroed: there is none) are not read again; others appear now. */
int shelf_build(struct shelf *ret, const struct shelf *before, struct store *store,
                const struct config *config, struct publish_shelf *chooser, int64_t now,
                struct error *err);
/* Accepts NULL and a zeroed shelf. */
void shelf_release(struct shelf *shelf);

/* The position of a node; entry_count when it is not shown. */
size_t shelf_find(const struct shelf *shelf, uint64_t node);

/* Loads the marks of a user; the array is in the arena. */
int shelf_marks_load(unsigned char **ret, const struct shelf *shelf, struct arena *arena,
                     struct store *store, int64_t user, struct error *err);

/* Whether the feed has this tag. */
bool shelf_feed_has(const struct shelf_feed *feed, const char *tag);

/* Whether no feed before this one, and no tag before this one of it, is the same tag. */
bool shelf_tag_is_first(const struct shelf *shelf, size_t feed, size_t tag);

/* Whether an entry is in a stream. */
bool shelf_in_stream(const struct shelf *shelf, const unsigned char *marks, size_t at,
                     const struct stream *stream);

/* Whether a client that knows what there was at a time (in seconds) can know the entry. A run
 * stores stories with the time of its start, so a story may have been seen before that time and
 * still have appeared after it. A time that is exactly the entry's is that of an item, not of a
 * clock. */
bool shelf_known_at(const struct shelf_entry *entry, int64_t time);

/* Chooses the entries that a query asks for: their positions, in the arena, in the asked order.
 * *ret_more: there are more behind them. An entry is not too old for a query when it was seen or
 * appeared at the oldest time or later, and not too new when it was seen at the newest time or
 * before. */
int shelf_query(uint32_t **ret, size_t *ret_count, bool *ret_more, const struct shelf *shelf,
                const unsigned char *marks, const struct stream_query *query, struct arena *arena,
                struct error *err);

#endif
