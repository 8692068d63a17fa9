/*
 * When a feed may next be asked, and why then. Pure functions: the clock and all signals are passed
 * in.
 *
 * The moment is the largest of all that speak: the interval (adapted to the feed's own rhythm),
 * max-age or Expires, ttl, sy:update*, skipHours and skipDays, Retry-After, the back-off after
 * errors. Each cap is a setting. 410 is for ever.
 */
#ifndef HEADWATER_PLAN_PLAN_H
#define HEADWATER_PLAN_PLAN_H

#include "aggregator/model/feed.h"

#include <stdbool.h>

struct plan_decision {
    int64_t not_before; /* INT64_MAX: never */
    enum wait_reason reason;
    bool due; /* not_before is not after now */
};

/* Whether the feed is due now, as the state says since the last answer. force skips the interval,
 * caching headers and back-off, but never Retry-After and 410. */
struct plan_decision plan_decide(const struct feed *feed, const struct feed_state *state,
                                 int64_t now, bool force);

/* After an answer has been written into the state (signals, errors_in_row, gone ...): computes
 * state->not_before, wait_reason and wait_detail. jitter is in [0, 1) and spreads back-offs and
 * intervals; the caller draws it from a hash of url and poll time, so that a replay repeats it. */
void plan_next(struct feed_state *state, const struct feed *feed, const struct settings *settings,
               int64_t now, double jitter);

/* "in 2 h 10 min: server said max-age=7800" into text. */
void plan_describe(char *text, size_t room, const struct feed_state *state, int64_t now);

#endif
