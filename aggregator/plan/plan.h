/*
 * When a feed may next be asked, and why then. Pure functions: the clock and all signals are passed
 * in.
 *
 * The moment is the largest of all that speak: the interval (adapted to the feed's own rhythm),
 * max-age or Expires, ttl, sy:update*, skipHours and skipDays, Retry-After, the back-off after
 * errors. Each cap is a setting. 410 is for ever.
 *
 * A run goes like this:
 *
 *     load all states; plan_mend_clock()
 *     plan_group_hosts();                            one host's Retry-After holds its other feeds
 *     for each feed: plan_decide(), ask when due
 *     before a feed is asked: plan_take_start(), and save the state
 *     for each answer:
 *         plan_take_response(state, answer)            always, and first
 *         plan_take_validators()                     when it was a 304, or its body parsed
 *         plan_take_document(), plan_take_items()    when it had a body that parsed
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
    PLAN_BACKOFF_DOUBLINGS = 16,     /* more errors in a row wait no longer than these */
    PLAN_NO_RESPONSE_MAX = 6 * 3600, /* the longest back-off while there is no answer at all: the
                                      fault may be on our side */
    PLAN_CLOCK_SLACK = 600,   /* how far ahead a time may lie that has passed: clocks are set */
    PLAN_MOVE_ERRORS_MAX = 5, /* errors in a row after which a stored move is forgotten */
};

struct plan_decision {
    int64_t not_before; /* INT64_MAX: never */
    enum wait_reason reason;
    bool due; /* not_before is not after now */
};

/* Whether the feed is due now, as the state says since the last answer. force skips the interval,
 * caching headers and back-off, but never Retry-After and 410. */
struct plan_decision plan_decide(const struct feed *feed, const struct feed_state *state,
                                 int64_t now, bool force);

/* Mends a state whose times lie ahead of the clock, as a run leaves it that was dated wrong, or
 * damage: what cannot be is forgotten, and the feed is due. True when there was something to mend.
 * Called after a state is loaded, before anything else is asked of it. */
bool plan_mend_clock(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now);

/* A Retry-After that is still running holds every feed of its host, by raising their states'
 * retry_at (politeness 12). Feeds with allow_private, and files, are left alone: a private host
 * passes on what strangers told it. feeds[i] belongs to states[i]. ERR_MEMORY. */
int plan_group_hosts(const struct feed *feeds, struct feed_state *states, size_t count, int64_t now,
                     struct error *err);

/* The feed is about to be asked. Saved before it is, this keeps a run that was cut short from being
 * followed by one that asks again: if the answer is never kept, the feed waits as after a poll that
 * told nothing new (politeness 26). jitter as for plan_next(). */
void plan_take_start(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now, double jitter);

/* What an answer tells, as plain values. */
struct plan_response {
    int status;              /* HTTP status; 0 when there was no answer */
    const char *error;       /* why it is of no use: no answer, a status, not a feed; else NULL */
    bool throttled;          /* not asked after all: the host was told to wait until retry_at */
    int64_t max_age_seconds; /* -1 when absent */
    bool no_cache;
    int64_t expires_at, retry_at; /* TIME_NONE when absent */
};

/* Writes an answer into the state: times of polls, status, error and their count, caching and
 * retry signals, 410; and lets the rhythm age. After PLAN_MOVE_ERRORS_MAX
 * errors in a row at the place a feed moved to, moved_to is forgotten. */
void plan_take_response(struct feed_state *state, const struct plan_response *response,
                        int64_t now);

/* After a 200 whose body parsed, and after a 304, only: of a 200 both validators are taken as one
 * set, absent ones too; of a 304 those that it brings (politeness 3, 4 and 6). The strings are
 * borrowed, byte for byte. */
void plan_take_validators(struct feed_state *state, int status, const char *etag,
                          const char *last_modified);

/* What a document that parsed says of its own rhythm: ttl, sy:update*, skipHours, skipDays. */
void plan_take_document(struct feed_state *state, const struct document *document);

/* The times of the items that were not there before (TIME_NONE where one has none), for the
 * rhythm. count may be 0. Sets last_change when it is not. */
void plan_take_items(struct feed_state *state, const int64_t *published, size_t count, int64_t now);

/* After all that: computes state->not_before, wait_reason and wait_detail. jitter is in [0, 1) and
 * spreads back-offs and intervals; the caller draws it from a hash of url and poll time, so that a
 * replay repeats it. */
void plan_next(struct feed_state *state, const struct feed *feed, const struct settings *settings,
               int64_t now, double jitter);

/* "in 2 h 10 min: server said max-age=7800" into text. */
void plan_describe(char *text, size_t room, const struct feed_state *state, int64_t now);

/* The same of a decision, for run --explain: "now: never asked", "never: gone (410)", "in 5 min:
 * server said Retry-After (429)". */
void plan_describe_decision(char *text, size_t room, const struct plan_decision *decision,
                            const struct feed_state *state, int64_t now);

#endif
