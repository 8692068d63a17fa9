#include "aggregator/plan/plan.h"

#include "aggregator/base/clock.h"
#include "aggregator/plan/describe.h"
#include "aggregator/plan/rhythm.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { HOUR = 3600, DAY = 86400, ALL_HOURS = 0xffffff, ALL_DAYS = 0x7f, SKIP_SPREAD = 600 };

/* One signal: when it allows the next poll, and its description. */
struct voice {
    int64_t at;
    enum wait_reason reason;
    char detail[sizeof(((struct feed_state *)0)->wait_detail)];
};

static int64_t min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool has_validators(const struct feed_state *state)
{
    return state->etag != NULL || state->last_modified != NULL;
}

/* Waits count from the last poll, which may be earlier than now: a throttled request is not a poll.
 * For a feed that was never polled, all waits are over. */
static int64_t last_poll(const struct feed_state *state)
{
    int64_t at = max(state->last_poll, state->request_started_at);

    return at != TIME_NONE ? at : 0;
}

/* When news that a hub has announced let the feed be polled; INT64_MAX when there are none. A hub
 * is not the feed's server: it cannot lift what that one, or its failure, demands. */
static int64_t hastened_at(const struct feed_state *state)
{
    return state->announced && state->errors_in_row == 0
               ? last_poll(state) + PLAN_ANNOUNCED_GAP_SECONDS
               : INT64_MAX;
}

struct plan_decision plan_decide(const struct feed *feed, const struct feed_state *state,
                                 int64_t now, bool force)
{
    struct plan_decision decision = {.not_before = state->not_before, .reason = state->wait_reason};
    bool retrying = state->retry_at != TIME_NONE && state->retry_at > now;
    const int64_t hastened = retrying ? INT64_MAX : hastened_at(state);

    if (!feed->enabled)
        decision = (struct plan_decision){.not_before = INT64_MAX, .reason = WAIT_DISABLED};
    else if (state->gone)
        decision = (struct plan_decision){.not_before = INT64_MAX, .reason = WAIT_GONE};
    else if (retrying && (force || state->retry_at > state->not_before))
        decision =
            (struct plan_decision){.not_before = state->retry_at, .reason = WAIT_RETRY_AFTER};
    else if (force || hastened <= now ||
             (state->first_poll == TIME_NONE && state->request_started_at == TIME_NONE))
        decision = (struct plan_decision){.not_before = now, .reason = WAIT_NONE};
    else
        decision.not_before = min(decision.not_before, hastened);
    decision.due = decision.not_before <= now;
    return decision;
}

static int64_t interval_of(const struct feed *feed, const struct settings *settings)
{
    return feed->interval_seconds > 0 ? feed->interval_seconds : settings->interval_seconds;
}

/* The floor of the feed's own rhythm. A server or feed that declares how long a response stays
 * fresh permits the next request then, even below our usual floor. */
static int64_t floor_of(const struct feed_state *state, const struct settings *settings)
{
    int64_t said = max((int64_t)state->ttl_minutes * 60, state->update_seconds);

    said = max(said, state->max_age_seconds);
    return said > 0
               ? min(settings->interval_min_seconds, max(said, settings->permitted_min_seconds))
               : settings->interval_min_seconds;
}

/* A feed's own interval in feeds.yaml wins; otherwise the rhythm decides, between floor and
 * ceiling. A server without validators sends the whole feed each time, so the interval doubles. A
 * hub makes most polls unnecessary. */
static void hear_interval(struct voice *voice, const struct feed_state *state,
                          const struct feed *feed, const struct settings *settings, int64_t from)
{
    int64_t seconds = feed->interval_seconds;
    const char *why = "set in feeds.yaml";
    enum wait_reason reason = WAIT_INTERVAL;
    char text[DESCRIBE_SPAN_SIZE];

    if (seconds == 0) {
        seconds = rhythm_interval(state, from, settings->interval_seconds,
                                  settings->interval_max_seconds);
        seconds = max(seconds, floor_of(state, settings));
        why = state->mean_gap_seconds > 0 ? "estimated from its updates" : "the default";
        if (state->last_success != TIME_NONE && !has_validators(state)) {
            seconds = min(seconds * 2, max(settings->interval_max_seconds, seconds));
            why = "longer without ETag or Last-Modified";
        }
        if (state->pushed) {
            reason = WAIT_PUSH;
            seconds = min(seconds * PLAN_PUSH_SLOWER, max(settings->interval_max_seconds, seconds));
            why = "longer while a hub announces its news";
        }
    }
    describe_span(text, seconds);
    *voice = (struct voice){.at = from + seconds, .reason = reason};
    snprintf(voice->detail, sizeof(voice->detail), "%s, %s", text, why);
}

static void hear_max_age(struct voice *voice, const struct feed_state *state,
                         const struct feed *feed, const struct settings *settings, int64_t from)
{
    (void)feed;
    if (state->max_age_seconds <= 0)
        return;
    *voice = (struct voice){.at = from + min(state->max_age_seconds, settings->cache_max_seconds),
                            .reason = WAIT_MAX_AGE};
    snprintf(voice->detail, sizeof(voice->detail), "max-age=%" PRId64, state->max_age_seconds);
}

static void hear_expires(struct voice *voice, const struct feed_state *state,
                         const struct feed *feed, const struct settings *settings, int64_t from)
{
    (void)feed;
    if (state->expires_at == TIME_NONE || state->expires_at <= from)
        return;
    *voice = (struct voice){.at = min(state->expires_at, from + settings->cache_max_seconds),
                            .reason = WAIT_EXPIRES,
                            .detail = "Expires"};
}

static void hear_ttl(struct voice *voice, const struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t from)
{
    (void)feed;
    if (state->ttl_minutes <= 0)
        return;
    *voice = (struct voice){
        .at = from + min((int64_t)state->ttl_minutes * 60, settings->cache_max_seconds),
        .reason = WAIT_TTL};
    snprintf(voice->detail, sizeof(voice->detail), "ttl %d", state->ttl_minutes);
}

static void hear_update_period(struct voice *voice, const struct feed_state *state,
                               const struct feed *feed, const struct settings *settings,
                               int64_t from)
{
    char text[DESCRIBE_SPAN_SIZE];

    (void)feed;
    if (state->update_seconds <= 0)
        return;
    *voice = (struct voice){.at = from + min(state->update_seconds, settings->cache_max_seconds),
                            .reason = WAIT_UPDATE_PERIOD};
    describe_span(text, state->update_seconds);
    snprintf(voice->detail, sizeof(voice->detail), "an update every %s", text);
}

static void hear_retry_after(struct voice *voice, const struct feed_state *state,
                             const struct feed *feed, const struct settings *settings, int64_t from)
{
    (void)feed;
    (void)settings;
    if (state->retry_at == TIME_NONE || state->retry_at <= from)
        return;
    *voice = (struct voice){.at = state->retry_at, .reason = WAIT_RETRY_AFTER};
    if (state->last_status == 429 || state->last_status == 503)
        snprintf(voice->detail, sizeof(voice->detail), "Retry-After (%d)", state->last_status);
    else
        snprintf(voice->detail, sizeof(voice->detail), "Retry-After for the whole host");
}

/* Doubles with each error. Without any response the fault may be ours (no network), and a wait of a
 * day would be too long once the network is back. */
static void hear_errors(struct voice *voice, const struct feed_state *state,
                        const struct feed *feed, const struct settings *settings, int64_t from)
{
    int64_t interval = interval_of(feed, settings);
    int64_t ceiling = max(settings->interval_max_seconds, interval);
    int doublings = state->errors_in_row - 1;
    bool slow_down = state->last_status == 429 || state->last_status == 503;

    if (state->errors_in_row <= 0)
        return;
    if (state->last_status == 0)
        ceiling = max(min(ceiling, PLAN_NO_RESPONSE_MAX), interval);
    if (slow_down)
        doublings++; /* the interval itself was too short */
    if (doublings > PLAN_BACKOFF_DOUBLINGS)
        doublings = PLAN_BACKOFF_DOUBLINGS;
    *voice = (struct voice){.at = from + min(interval << doublings, ceiling),
                            .reason = slow_down ? WAIT_SLOW_DOWN : WAIT_ERROR};
    if (slow_down)
        snprintf(voice->detail, sizeof(voice->detail), "%d", state->last_status);
    else
        snprintf(voice->detail, sizeof(voice->detail), "%d in a row", state->errors_in_row);
}

typedef void hear_fn(struct voice *, const struct feed_state *, const struct feed *,
                     const struct settings *, int64_t);

/* Of two signals for the same time, the first is reported. */
static hear_fn *const voices[] = {hear_retry_after, hear_errors, hear_interval,     hear_max_age,
                                  hear_expires,     hear_ttl,    hear_update_period};

/* Waits for the start of the next hour or day. */
static void wait_for_next(struct voice *voice, int64_t unit, enum wait_reason reason,
                          const char *detail)
{
    voice->at += unit - (voice->at % unit + unit) % unit;
    voice->reason = reason;
    snprintf(voice->detail, sizeof(voice->detail), "%s", detail);
}

/* Moves a time out of the hours and days that the feed skips; skipping all is ignored. */
static void skip(struct voice *voice, const struct feed_state *state, double jitter)
{
    bool hours = (state->skip_hours & ALL_HOURS) != ALL_HOURS;
    bool days = (state->skip_days & ALL_DAYS) != ALL_DAYS;
    int64_t at = voice->at;
    struct civil_time civil;

    for (int turns = 0; turns < 24 * 8; turns++) {
        clock_to_civil(voice->at, &civil);
        if (days && (state->skip_days >> civil.weekday & 1) != 0)
            wait_for_next(voice, DAY, WAIT_SKIP_DAYS, "skipDays");
        else if (hours && (state->skip_hours >> civil.hour & 1) != 0)
            wait_for_next(voice, HOUR, WAIT_SKIP_HOURS, "skipHours");
        else
            break;
    }
    if (voice->at != at)
        voice->at += (int64_t)(jitter * SKIP_SPREAD);
}

/* Adds up to a tenth to our own interval and up to a quarter to backoffs, so that feeds polled at
 * the same moment drift apart. Times that a server set are kept to the second. */
static int64_t spread(const struct voice *voice, int64_t from, double jitter)
{
    double part = voice->reason == WAIT_INTERVAL || voice->reason == WAIT_PUSH     ? 0.1
                  : voice->reason == WAIT_ERROR || voice->reason == WAIT_SLOW_DOWN ? 0.25
                                                                                   : 0;

    return voice->at + (int64_t)floor((double)(voice->at - from) * part * jitter);
}

void plan_next(struct feed_state *state, const struct feed *feed, const struct settings *settings,
               int64_t now, double jitter)
{
    struct voice loudest = {.at = INT64_MIN};
    int64_t from = last_poll(state);

    if (state->retry_at != TIME_NONE)
        state->retry_at = min(state->retry_at, now + settings->retry_after_max_seconds);
    if (state->gone) {
        loudest = (struct voice){.at = INT64_MAX, .reason = WAIT_GONE, .detail = "410"};
    } else {
        for (size_t i = 0; i < sizeof(voices) / sizeof(voices[0]); i++) {
            struct voice voice = {.at = INT64_MIN};

            voices[i](&voice, state, feed, settings, from);
            if (voice.at > loudest.at)
                loudest = voice;
        }
        loudest.at = spread(&loudest, from, jitter);
        skip(&loudest, state, jitter);
    }
    state->not_before = loudest.at;
    state->wait_reason = loudest.reason;
    snprintf(state->wait_detail, sizeof(state->wait_detail), "%s", loudest.detail);
}

void plan_take_push(struct feed_state *state, const struct feed *feed,
                    const struct settings *settings, bool live, bool announced, int64_t now)
{
    state->pushed = live;
    state->announced = announced;
    if (!live && state->wait_reason == WAIT_PUSH)
        plan_next(state, feed, settings, now, 0);
}
