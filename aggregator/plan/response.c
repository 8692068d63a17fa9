/*
 * Writes a response and its document into the state.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"
#include "aggregator/plan/plan.h"
#include "aggregator/plan/rhythm.h"

#include <stdio.h>

static void take_success(struct feed_state *state, int64_t now)
{
    if (state->last_success != TIME_NONE)
        rhythm_age(state, now - state->last_success);
    state->last_success = now;
    state->errors_in_row = 0;
    state->last_error[0] = '\0';
}

static void take_failure(struct feed_state *state, const struct plan_response *response)
{
    snprintf(state->last_error, sizeof(state->last_error), "%s",
             response->error != NULL ? response->error : "unusable response");
    utf8_trim(state->last_error);
    if (state->errors_in_row < PLAN_BACKOFF_DOUBLINGS)
        state->errors_in_row++;
    if (response->status == 410)
        state->gone = true;
    else if (state->errors_in_row >= PLAN_MOVE_ERRORS_MAX)
        state->moved_to = NULL; /* the old address may redirect elsewhere by now */
}

/* A 304 without freshness information keeps that of the stored response (RFC 9111 §4.3.4). Caching
 * headers of an error are ignored. */
static void take_freshness(struct feed_state *state, const struct plan_response *response)
{
    bool counts = response->error == NULL && !response->no_cache;
    bool silent =
        !response->no_cache && response->max_age_seconds < 0 && response->expires_at == TIME_NONE;

    if (response->status == 304 && silent)
        return;
    state->max_age_seconds = counts ? response->max_age_seconds : -1;
    state->expires_at = counts && response->max_age_seconds < 0 ? response->expires_at : TIME_NONE;
}

void plan_take_validators(struct feed_state *state, int status, const char *etag,
                          const char *last_modified)
{
    if (status == 200 || etag != NULL)
        state->etag = etag;
    if (status == 200 || last_modified != NULL)
        state->last_modified = last_modified;
}

void plan_take_start(struct feed_state *state, const struct feed *feed,
                     const struct settings *settings, int64_t now, double jitter)
{
    state->request_started_at = now;
    plan_next(state, feed, settings, now, jitter);
    state->wait_reason = WAIT_REQUESTED;
    state->wait_detail[0] = '\0';
}

/* A redirect may lead to a throttled host after the first host was requested. */
static void take_throttled(struct feed_state *state)
{
    if (state->request_started_at == TIME_NONE)
        return;
    state->last_poll = state->request_started_at;
    if (state->first_poll == TIME_NONE)
        state->first_poll = state->request_started_at;
    state->request_started_at = TIME_NONE;
}

void plan_take_response(struct feed_state *state, const struct plan_response *response, int64_t now)
{
    state->retry_at = response->retry_at;
    if (response->throttled) {
        take_throttled(state);
        return;
    }
    state->request_started_at = TIME_NONE;
    if (state->first_poll == TIME_NONE)
        state->first_poll = now;
    state->last_poll = now;
    state->last_status = response->status;
    take_freshness(state, response);
    if (response->error == NULL)
        take_success(state, now);
    else
        take_failure(state, response);
}

void plan_take_document(struct feed_state *state, const struct document *document)
{
    state->ttl_minutes = document->ttl_minutes;
    state->update_seconds = document->update_seconds;
    state->skip_hours = document->skip_hours;
    state->skip_days = document->skip_days;
}

void plan_take_items(struct feed_state *state, const int64_t *published, size_t count, int64_t now)
{
    rhythm_learn(state, published, count, now);
    if (count > 0)
        state->last_change = now;
}
