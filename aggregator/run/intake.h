/*
 * From one answer to the state: the items of a body are cleaned, placed and stored, and the feed's
 * state is brought up to date, all in one transaction of the store.
 */
#ifndef HEADWATER_RUN_INTAKE_H
#define HEADWATER_RUN_INTAKE_H

#include "aggregator/fetch/fetch.h"
#include "aggregator/store/store.h"

enum {
    INTAKE_ARENA_BYTES = 64 << 20,      /* what one document's state and warnings may take */
    INTAKE_ITEM_ARENA_BYTES = 64 << 20, /* what one item may take while it is cleaned */
    INTAKE_WARNING_SIZE = 300,          /* one line on what was repaired in a body */
    INTAKE_NEW_TIMES_MAX = 512,         /* times of new items that are told to plan */
};

/* What came of the answers so far. */
struct intake_counts {
    size_t statuses[6]; /* answers by the first digit of their status; 0: no answer */
    size_t joins[DEDUP_BY_NEUTRAL + 1];          /* new items that joined a story, by channel */
    int64_t bytes;                               /* received */
    size_t polled, unchanged, failed, throttled; /* feeds */
    size_t items_new, items_updated, items_bad;  /* items; bad ones could not be stored */
    size_t
        items_dropped; /* of the new and the updated: stored, but kept from the outputs by rules */
    size_t collisions; /* items that came with the key of another feed's item, and were given
                          another */
    size_t too_costly; /* expressions of rules that were given up on an item */
};

struct session;

/* An item that is new or changed was placed and stored; what it points to lives until it returns.
 */
typedef void intake_placed(void *context, const struct feed *feed, const struct item *item,
                           const struct dedup_verdict *verdict);

struct intake {
    struct session *session;
    struct store *store; /* the session's */
    const struct settings *settings;
    const struct rule_list *rules; /* for all feeds */
    struct secret secret;          /* the state's */
    int64_t now;
    volatile sig_atomic_t *stop; /* once it is not 0 no further item is taken, and the feed is read
                           again in the next run; or NULL */
    intake_placed *placed;       /* NULL: nobody wants to hear of it */
    void *placed_context;
    struct intake_counts counts;
    char warning[INTAKE_WARNING_SIZE]; /* what was amiss in the last answer's body; empty when
                                          nothing */
};

/* Reads the state's secret into intake->secret. given: 32 hexadecimal digits that become the secret
 * of a state without items, so that two states give the same numbers to the same stories; or NULL.
 */
int intake_secret_load(struct intake *intake, const char *given, struct error *err);

/* Keeps in the store that the feed is about to be asked, so that a run that ends before the answer
 * is not followed by one that asks again. Committed when this returns 0, as by
 * store_commit_soon(). */
int intake_start(struct intake *intake, struct feed_state *state,
                 const struct fetch_request *request, struct error *err);

/*
 * Takes one answer into the store and brings *state up to date. The transaction is committed as by
 * store_commit_soon() when this returns 0; a feed that failed is no failure of this call
 * (state->last_error tells). Anything else is the state's or the engine's failure: nothing of this
 * answer is kept, and the run should end, for the engine has learnt what the store has not.
 */
int intake_response(struct intake *intake, struct feed_state *state,
                    const struct fetch_request *request, struct fetch_response *response,
                    struct error *err);

#endif
