#include "aggregator/run/intake_state.h"

#include "aggregator/plan/plan.h"

#include <string.h>
#include <xxhash.h>

/* In [0, 1), reproducible in a replay; spreads the times that plan chooses. */
static double jitter_of(const struct intake *intake, const struct fetch_request *request)
{
    uint64_t draw =
        XXH3_64bits_withSeed(request->feed->url, strlen(request->feed->url), (uint64_t)intake->now);

    return (double)(draw >> 11) / 9007199254740992.0;
}

void intake_state_start(struct feed_state *state, const struct intake *intake,
                        const struct fetch_request *request)
{
    plan_take_start(state, request->feed, intake->settings, intake->now,
                    jitter_of(intake, request));
}

static bool is_other(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

/* Whether the feed's metadata changed in a way that requires publishing its stories again. */
static bool state_shows_other(const struct feed_state *state, const struct document *document)
{
    return is_other(state->title, document->title.value) || is_other(state->site, document->link) ||
           is_other(state->feed_id, document->id) || state->feed_updated != document->updated;
}

/* Stores the metadata of the feed, for the sources in the merged feed. */
static void state_describe(struct feed_state *state, const struct document *document)
{
    state->title = document->title.value;
    state->site = document->link;
    state->feed_id = document->id;
    state->language = document->language;
    state->hub = document->hub;
    state->self = document->self;
    state->feed_updated = document->updated;
}

int intake_state_describe(struct intake_reading *r, const struct document *document,
                          struct error *err)
{
    if (state_shows_other(r->state, document)) {
        int code = store_published_note(r->intake->store, 0, err);

        if (code != 0)
            return code;
    }
    state_describe(r->state, document);
    plan_take_document(r->state, document);
    plan_take_items(r->state, r->new_times, r->new_count, r->intake->now);
    return 0;
}

/* Stores the permanent new address of a feed, once that address has returned a feed. */
static void move_take(struct feed_state *state, const struct fetch_request *request,
                      const struct fetch_response *response)
{
    if (response->moved_to != NULL)
        state->moved_to = response->moved_to;
    else if (strcmp(request->url, request->feed->url) == 0)
        state->moved_to = NULL;
}

/* What the headers say of the hub goes before what the document says (W3C WebSub §4). */
static void hub_take(struct feed_state *state, const struct fetch_response *response)
{
    if (response->hub != NULL)
        state->hub = response->hub;
    if (response->self != NULL)
        state->self = response->self;
}

static void counts_take(struct intake_counts *counts, const struct fetch_response *response,
                        const char *refusal)
{
    counts->polled += !response->throttled;
    counts->statuses[response->status / 100 % 6] += !response->throttled;
    counts->bytes += response->bytes;
    counts->throttled += response->throttled;
    counts->failed += refusal != NULL && !response->throttled;
    counts->unchanged += response->status == HTTP_NOT_MODIFIED;
}

void intake_state_update(struct intake_reading *r, const struct fetch_request *request,
                         const char *refusal)
{
    const struct fetch_response *a = r->response;
    struct intake *intake = r->intake;
    struct plan_response told = {.status = a->status,
                                 .error = refusal,
                                 .throttled = a->throttled,
                                 .max_age_seconds = a->max_age_seconds,
                                 .no_cache = a->no_cache,
                                 .expires_at = a->expires_at,
                                 .retry_at = a->retry_at};

    plan_take_response(r->state, &told, intake->now);
    if (refusal == NULL && !a->throttled && !r->stopped) {
        plan_take_validators(r->state, a->status, a->etag, a->last_modified);
        if (a->status == HTTP_OK) /* usually the requested address, which is not stored */
            r->state->validators_from = strcmp(a->url, request->url) != 0 ? a->url : NULL;
        move_take(r->state, request, a);
        hub_take(r->state, a);
    }
    plan_next(r->state, request->feed, intake->settings, intake->now, jitter_of(intake, request));
    counts_take(&intake->counts, a, refusal);
}
