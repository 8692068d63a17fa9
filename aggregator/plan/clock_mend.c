/* Repairs state that was written with a wrong clock. */
#include "aggregator/base/clock.h"
#include "aggregator/plan/plan.h"

enum { DAY = 86400, SKIP_DAYS_MAX = 9, RETRY_DAYS_MAX = 31 };

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Longer than any signal makes a feed wait: see plan.c. */
static int64_t longest_wait(const struct feed *feed, const struct settings *settings)
{
    int64_t seconds = max(settings->interval_seconds, settings->interval_max_seconds);

    seconds = max(seconds, max(feed->interval_seconds, settings->cache_max_seconds));
    seconds = max(seconds, settings->retry_after_max_seconds);
    return 2 * seconds + SKIP_DAYS_MAX * (int64_t)DAY;
}

/* A past time cannot lie ahead of the clock. */
static bool past_mend(int64_t *time, int64_t now)
{
    if (*time <= now + PLAN_CLOCK_SLACK)
        return false;
    *time = now;
    return true;
}

bool plan_mend_clock(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now)
{
    bool ahead = past_mend(&state->last_poll, now);

    ahead = past_mend(&state->first_poll, now) || ahead;
    ahead = past_mend(&state->last_success, now) || ahead;
    ahead = past_mend(&state->last_change, now) || ahead;
    if (state->request_started_at > now + PLAN_CLOCK_SLACK) {
        state->request_started_at = TIME_NONE;
        ahead = true;
    }
    if (state->retry_at != TIME_NONE &&
        (ahead || state->retry_at - now > RETRY_DAYS_MAX * (int64_t)DAY)) {
        state->retry_at = TIME_NONE;
        ahead = true;
    }
    if (!state->gone && (ahead || state->not_before > now + longest_wait(feed, settings))) {
        state->not_before = now;
        state->wait_reason = WAIT_NONE;
        state->expires_at = TIME_NONE;
        ahead = true;
    }
    return ahead;
}
