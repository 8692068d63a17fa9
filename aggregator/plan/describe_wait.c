/* Says in words when a feed is due and why. */
#include "aggregator/plan/plan.h"

#include "aggregator/base/zone.h"
#include "aggregator/plan/describe.h"

#include <stdio.h>

/* Text before the state's own detail. */
static const char *const words[] = {
    [WAIT_NONE] = "requested",
    [WAIT_INTERVAL] = "its interval is about ", /* jitter comes on top */
    [WAIT_MAX_AGE] = "server said ",
    [WAIT_EXPIRES] = "server said ",
    [WAIT_TTL] = "feed said ",
    [WAIT_UPDATE_PERIOD] = "feed said ",
    [WAIT_SKIP_HOURS] = "feed said ",
    [WAIT_SKIP_DAYS] = "feed said ",
    [WAIT_RETRY_AFTER] = "server said ",
    [WAIT_SLOW_DOWN] = "server said ",
    [WAIT_ERROR] = "errors: ",
    [WAIT_GONE] = "gone (410)",
    [WAIT_DISABLED] = "disabled in feeds.yaml",
    [WAIT_REQUESTED] = "a run requested it but ended before the response",
    [WAIT_PUSH] = "its interval is about ",
};

/* A damaged state may hold an invalid reason. */
static const char *words_of(enum wait_reason reason)
{
    const size_t row = (size_t)reason;

    return row < sizeof(words) / sizeof(words[0]) ? words[row] : words[WAIT_NONE];
}

/* The decision may differ from the state's own; the state's detail does not apply then. */
static const char *detail_of(const struct plan_decision *decision, const struct feed_state *state)
{
    if (decision->reason == WAIT_NONE || decision->reason == WAIT_GONE ||
        decision->reason == WAIT_DISABLED)
        return "";
    if (decision->reason == state->wait_reason)
        return state->wait_detail;
    return decision->reason == WAIT_RETRY_AFTER ? "Retry-After" : "so";
}

enum { UNTIL_SIZE = 40 };

/* ", until Mon 07:00" for hours and days that a feed skips; they are in UTC, but people are not. */
static void until_text(char ret[UNTIL_SIZE], const struct plan_decision *decision,
                       const struct zone *zone)
{
    static const char days[7][5] = {"Sun ", "Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat "};
    const bool day = decision->reason == WAIT_SKIP_DAYS;
    char clock[CLOCK_TEXT_SIZE];

    ret[0] = '\0';
    if (!day && decision->reason != WAIT_SKIP_HOURS)
        return;
    zone_format_clock(zone, decision->not_before, clock);
    snprintf(ret, UNTIL_SIZE, ", until %s%.5s",
             day ? days[((zone_day(zone, decision->not_before) + 4) % 7 + 7) % 7] : "", clock);
}

void plan_describe_decision(char *text, size_t room, const struct plan_decision *decision,
                            const struct feed_state *state, int64_t now, const struct zone *zone)
{
    char span[DESCRIBE_SPAN_SIZE], until[UNTIL_SIZE];

    if (decision->not_before == INT64_MAX) {
        snprintf(text, room, "never: %s", words_of(decision->reason));
    } else if (decision->not_before <= now) {
        snprintf(text, room, "now%s",
                 state->first_poll == TIME_NONE && state->request_started_at == TIME_NONE
                     ? ": never polled"
                     : "");
    } else {
        describe_span(span, decision->not_before - now);
        until_text(until, decision, zone);
        snprintf(text, room, "in %s: %s%s%s", span, words_of(decision->reason),
                 detail_of(decision, state), until);
    }
}

void plan_describe(char *text, size_t room, const struct feed_state *state, int64_t now,
                   const struct zone *zone)
{
    const struct plan_decision decision = {.not_before =
                                               state->gone ? INT64_MAX : state->not_before,
                                           .reason = state->gone ? WAIT_GONE : state->wait_reason};

    plan_describe_decision(text, room, &decision, state, now, zone);
}
