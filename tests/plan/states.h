/* Initial states for the tests of plan: a feed requested at NOON, a Wednesday, with all
 * defaults. */
#ifndef HEADWATER_TESTS_PLAN_STATES_H
#define HEADWATER_TESTS_PLAN_STATES_H

#include "aggregator/base/clock.h"
#include "aggregator/plan/plan.h"
#include "tests/support/test.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

static const int64_t NOON = INT64_C(1772625600); /* 2026-03-04T12:00:00Z */

static const struct settings usual_settings = {.interval_seconds = HOUR,
                                               .interval_min_seconds = HOUR,
                                               .interval_max_seconds = DAY,
                                               .permitted_min_seconds = 15 * MINUTE,
                                               .retry_after_max_seconds = 48 * HOUR,
                                               .cache_max_seconds = DAY};

static const struct feed usual_feed = {.url = "https://a.example/feed", .enabled = true};

/* The state that the store returns for an unknown feed. */
static const struct feed_state fresh_state = {.url = "https://a.example/feed",
                                              .feed_updated = TIME_NONE,
                                              .first_poll = TIME_NONE,
                                              .last_poll = TIME_NONE,
                                              .last_success = TIME_NONE,
                                              .last_change = TIME_NONE,
                                              .request_started_at = TIME_NONE,
                                              .max_age_seconds = -1,
                                              .expires_at = TIME_NONE,
                                              .retry_at = TIME_NONE};

/* Requested at NOON and successful, with validators. */
static inline struct feed_state asked_state(void)
{
    struct feed_state state = fresh_state;

    state.etag = "\"1\"";
    state.first_poll = state.last_poll = state.last_success = NOON;
    state.last_status = 200;
    return state;
}

static const struct plan_response usual_response = {
    .status = 200, .max_age_seconds = -1, .expires_at = TIME_NONE, .retry_at = TIME_NONE};

#endif
