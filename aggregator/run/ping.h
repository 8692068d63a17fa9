/*
 * When a hub is told of a document (W3C WebSub §6: how a publisher tells its hub is up to the two).
 *
 * Pure: what the state remembers, the clock and a response go in, and what the state is to remember
 * comes out. A ping that fails is due again after a pause that doubles, as that of a feed does; the
 * pauses go on over later changes of the document, so that a hub that is down is not asked more
 * often because there is much news. Times are in seconds since 1970.
 */
#ifndef HEADWATER_RUN_PING_H
#define HEADWATER_RUN_PING_H

#include "aggregator/store/store_pings.h"

#include <stdbool.h>

enum {
    PING_PAUSE_SECONDS = 300,          /* after the first failure */
    PING_PAUSE_MAX_SECONDS = 6 * 3600, /* without jitter */
    PING_TRIED_SECONDS = 3 * 86400,    /* so long a ping is due, then it is given up */
};

/* Takes in the hash of the document as it is now: a ping is due if it has changed. Also repairs
 * times that lie ahead of the clock, left by a run with a wrong one: the ping may then be sent now.
 * Returns whether anything changed, which is to be saved before the request. */
bool ping_take_content(struct store_ping *ping, uint64_t content, int64_t now);

/* Whether to send it now. */
bool ping_is_due(const struct store_ping *ping, int64_t now);

/* Takes in that the hub has accepted it. */
void ping_take_success(struct store_ping *ping, int64_t now);

/* What a hub answered that did not accept a ping. */
struct ping_failure {
    const char *error; /* one line; of more than fits, the beginning is kept */
    int64_t retry_at;  /* from Retry-After; TIME_NONE: none */
    int64_t retry_max_seconds;
    double jitter; /* [0, 1): up to a quarter is added to the pause */
};
/* Takes in a failure: the ping is due again later, or given up. */
void ping_take_failure(struct store_ping *ping, const struct ping_failure *failure, int64_t now);

/* Whether it was given up: the hub does not know of the document as it is. */
bool ping_is_given_up(const struct store_ping *ping);

#endif
