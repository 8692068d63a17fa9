/*
 * Decides when a feed may be requested next, and records the reason. Pure functions: the caller
 * passes the clock and all signals.
 *
 * The time is the latest that any signal requires: the interval (adapted to the feed's own rhythm),
 * max-age or Expires, ttl, sy:update*, skipHours and skipDays, Retry-After, and the backoff after
 * errors. Each cap is a setting. 410 is final.
 *
 * A run works like this:
 *
 *     load all states; plan_mend_clock(); plan_take_push()
 *     plan_group_hosts()                             one Retry-After throttles the whole host
 *     for each feed: plan_decide(), request it when due
 *     before each request: plan_take_start(), then save the state
 *     for each response:
 *         plan_take_response(state, response)        always, and first
 *         plan_take_validators()                     after a 304, or when the body parsed
 *         plan_take_document(), plan_take_items()    when a body parsed
 *         plan_next(state)                           always, and last
 *         save the state
 */
#ifndef HEADWATER_PLAN_PLAN_H
#define HEADWATER_PLAN_PLAN_H

#include "aggregator/base/error.h"
#include "aggregator/model/document.h"
#include "aggregator/model/feed.h"

#include <stdbool.h>

enum {
    PLAN_TEXT_SIZE = 160,
    PLAN_BACKOFF_DOUBLINGS = 16, /* further errors in a row do not lengthen the backoff */
    /* longest backoff while there is no response at all: the fault may be on our side */
    PLAN_NO_RESPONSE_MAX = 6 * 3600,
    /* tolerance for past times that lie ahead of the clock: clocks are adjusted */
    PLAN_CLOCK_SLACK = 600,
    PLAN_PUSH_SLOWER = 4, /* intervals in one of a feed whose news a hub announces */
    /* between two polls of a feed, whatever a hub announces */
    PLAN_ANNOUNCED_GAP_SECONDS = 300,
    PLAN_MOVE_ERRORS_MAX = 5, /* errors in a row after which a stored move is dropped */
};

struct plan_decision {
    int64_t not_before; /* INT64_MAX: never */
    enum wait_reason reason;
    bool due; /* not_before is not after now */
};

/* Whether the feed is due now, according to the state. force skips the interval, caching headers
 * and backoff, but never Retry-After and 410. */
struct plan_decision plan_decide(const struct feed *feed, const struct feed_state *state,
                                 int64_t now, bool force);

/* Repairs a state with times ahead of the clock, left by a run with a wrong clock or by damage:
 * impossible values are dropped and the feed becomes due. Returns whether anything changed. Call it
 * right after a state is loaded, before any other function. */
bool plan_mend_clock(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now);

/* Takes over what the feed's subscription at a hub says; call it after plan_mend_clock(). live: the
 * hub can be relied on, so polls are PLAN_PUSH_SLOWER times rarer, within interval_max; not where
 * feeds.yaml sets the interval of the feed. When the hub cannot be relied on any more, the next
 * poll is where it would have been without one. announced: the hub has announced news, so the feed
 * is due at once; but Retry-After, errors and 410 stand. */
void plan_take_push(struct feed_state *state, const struct feed *feed,
                    const struct settings *settings, bool live, bool announced, int64_t now);

/* A Retry-After that has not expired throttles every feed of its host: it raises the retry_at of
 * their states (politeness 12). Feeds with allow_private are exempt, because a private host relays
 * the responses of other servers, and so are files. feeds[i] belongs to states[i]. ERR_MEMORY. */
int plan_group_hosts(const struct feed *feeds, struct feed_state *states, size_t count, int64_t now,
                     struct error *err);

/* Records that the feed is about to be requested. Save the state before the request: after an
 * interrupted run, the next run then does not repeat the request. Without a stored response the
 * feed waits as after a poll without news (politeness 26). jitter as for plan_next(). */
void plan_take_start(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now, double jitter);

/* A response as plain values. */
struct plan_response {
    int status;              /* HTTP status; 0 when there was no response */
    const char *error;       /* why it is unusable: no response, a status, not a feed; else NULL */
    bool throttled;          /* not requested: the host is throttled until retry_at */
    int64_t max_age_seconds; /* -1 when absent */
    bool no_cache;
    int64_t expires_at, retry_at; /* TIME_NONE when absent */
};

/* Writes a response into the state: poll times, status, error and error count, caching and retry
 * signals, 410. Ages the rhythm after a success. After PLAN_MOVE_ERRORS_MAX errors in a row at the
 * address a feed moved to, moved_to is dropped. */
void plan_take_response(struct feed_state *state, const struct plan_response *response,
                        int64_t now);

/* Call only after a 200 whose body parsed, and after a 304. A 200 replaces both validators as one
 * set, absent ones included; a 304 replaces those it has (politeness 3, 4 and 6). The strings are
 * borrowed, byte for byte. */
void plan_take_validators(struct feed_state *state, int status, const char *etag,
                          const char *last_modified);

/* Stores the schedule a parsed document declares: ttl, sy:update*, skipHours, skipDays. */
void plan_take_document(struct feed_state *state, const struct document *document);

/* Adds the times of the new items (TIME_NONE where an item has none) to the rhythm. count may be 0;
 * otherwise last_change is set. */
void plan_take_items(struct feed_state *state, const int64_t *published, size_t count, int64_t now);

/* Computes state->not_before, wait_reason and wait_detail after all of the above. jitter is in
 * [0, 1) and spreads backoffs and intervals. The caller derives it from a hash of url and poll
 * time, so a replay repeats it. */
void plan_next(struct feed_state *state, const struct feed *feed, const struct settings *settings,
               int64_t now, double jitter);

/* Writes "in 2 h 10 min: server said max-age=7800" into text. zone: of the hour in "in 5 h: feed
 * said skipHours, until 07:00"; NULL for UTC. */
void plan_describe(char *text, size_t room, const struct feed_state *state, int64_t now,
                   const struct zone *zone);

/* The same for a decision, for run --explain: "now: never asked", "never: gone (410)", "in 5 min:
 * server said Retry-After (429)". */
void plan_describe_decision(char *text, size_t room, const struct plan_decision *decision,
                            const struct feed_state *state, int64_t now, const struct zone *zone);

#endif
