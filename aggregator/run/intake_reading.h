/*
 * What the parts of intake share: what the run gives it and counts, and one body on its way.
 */
#ifndef HEADWATER_RUN_INTAKE_READING_H
#define HEADWATER_RUN_INTAKE_READING_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/match/ids.h"
#include "aggregator/store/store.h"

enum {
    INTAKE_ARENA_BYTES = 64 << 20,      /* limit for one document's state and warnings */
    INTAKE_ITEM_ARENA_BYTES = 64 << 20, /* limit for cleaning one item */
    INTAKE_WARNING_SIZE = 300,          /* one line about what was repaired in a body */
    INTAKE_NEW_TIMES_MAX = 512,         /* times of new items that plan receives */
};

enum { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HTTP_TOO_MANY = 429 };

/* Counts of what the responses so far contained. */
struct intake_counts {
    size_t statuses[6]; /* responses by the first digit of their status; 0: no response */
    size_t joins[DEDUP_BY_NEUTRAL + 1];          /* new items that joined a story, by channel */
    int64_t bytes;                               /* received */
    size_t polled, unchanged, failed, throttled; /* feeds */
    size_t items_new, items_updated, items_bad;  /* items; bad ones could not be stored */
    /* new or updated items that are stored but kept out of the outputs by rules */
    size_t items_dropped;
    /* items with the same key as another feed's item, which were given a different key */
    size_t collisions;
    size_t pages, pages_refused; /* read for full text; not requested, because of robots.txt */
    size_t too_costly;           /* rule expressions that were abandoned on an item */
};

struct session;

/* Called when a new or changed item has been placed and stored; the arguments are valid only during
 * the call. */
typedef void intake_placed(void *context, const struct feed *feed, const struct item *item,
                           const struct dedup_verdict *verdict);

/* Called when a response is about to be committed, with what has become of the feed. */
typedef int intake_settled(void *context, const struct feed *feed, const struct feed_state *state,
                           struct error *err);

struct intake {
    struct session *session;
    struct store *store; /* the session's */
    const struct settings *settings;
    const struct rule_list *rules; /* for all feeds */
    struct secret secret;          /* of the state */
    int64_t now;
    /* when it becomes nonzero, no further items are taken and the feed is read again in the next
     * run; may be NULL */
    volatile sig_atomic_t *stop;
    intake_placed *placed; /* may be NULL */
    void *placed_context;
    /* called within the transaction of a response, after all else; may be NULL */
    intake_settled *settled;
    void *settled_context;
    struct intake_counts counts;
    /* what was wrong in the body of the last response; empty if nothing */
    char warning[INTAKE_WARNING_SIZE];
};

/* One body being read. */
struct intake_reading {
    struct intake *intake;
    const struct feed *feed;
    struct feed_state *state;
    struct fetch_response *response;
    struct arena item_arena;
    struct id_set ids;
    int64_t new_times[INTAKE_NEW_TIMES_MAX];
    size_t new_count;
    bool stopped; /* stopped before the end of the document */
};

#endif
