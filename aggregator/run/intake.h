/*
 * Takes one response into the state: the items of its body are cleaned, placed and stored, and the
 * state of the feed is updated, all in one transaction of the store.
 */
#ifndef HEADWATER_RUN_INTAKE_H
#define HEADWATER_RUN_INTAKE_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/store/store.h"

enum {
    INTAKE_ARENA_BYTES = 64 << 20,      /* limit for one document's state and warnings */
    INTAKE_ITEM_ARENA_BYTES = 64 << 20, /* limit for cleaning one item */
    INTAKE_WARNING_SIZE = 300,          /* one line about what was repaired in a body */
    INTAKE_NEW_TIMES_MAX = 512,         /* times of new items that plan receives */
};

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
    size_t too_costly; /* rule expressions that were abandoned on an item */
};

struct session;

/* Called when a new or changed item has been placed and stored; the arguments are valid only during
 * the call. */
typedef void intake_placed(void *context, const struct feed *feed, const struct item *item,
                           const struct dedup_verdict *verdict);

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
    struct intake_counts counts;
    /* what was wrong in the body of the last response; empty if nothing */
    char warning[INTAKE_WARNING_SIZE];
};

/* Loads the state's secret into intake->secret. If given is not NULL, its 32 hexadecimal digits
 * become the secret of a state without items, so that two states number the same stories alike. */
int intake_secret_load(struct intake *intake, const char *given, struct error *err);

/* Stores that a request to the feed is about to start, so that the next run does not repeat the
 * request if this run ends before the response. Committed on return as by store_commit_soon(). */
int intake_start(struct intake *intake, struct feed_state *state,
                 const struct fetch_request *request, struct error *err);

/*
 * Takes one response into the store and updates *state. When this returns 0, the transaction is
 * committed as by store_commit_soon(). A failed feed is not an error of this call; it is recorded
 * in state->last_error. Any other failure is one of the state or the engine: nothing of this
 * response is kept, and the run must end, because the engine then has data that the store lacks.
 */
int intake_response(struct intake *intake, struct feed_state *state,
                    const struct fetch_request *request, struct fetch_response *response,
                    struct error *err);

#endif
