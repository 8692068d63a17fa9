#include "aggregator/run/intake_key.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/clean/clean.h"
#include "aggregator/match/match.h"
#include "aggregator/parse/parse.h"
#include "aggregator/plan/plan.h"
#include "aggregator/rule/rule.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { HTTP_OK = 200, HTTP_NOT_MODIFIED = 304, HASH_CHUNK = 64 * 1024 };

static int body_read(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    return spool_read(ret_size, context, into, room, err);
}

static int body_hash(uint64_t *ret, struct spool *body, struct error *err)
{
    char chunk[HASH_CHUNK];
    XXH3_state_t *hash = XXH3_createState();
    size_t size = 0;
    int code = 0;

    if (hash == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    XXH3_64bits_reset(hash);
    do {
        code = spool_read(&size, body, chunk, sizeof(chunk), err);
        if (code == 0)
            XXH3_64bits_update(hash, chunk, size);
    } while (code == 0 && size > 0);
    *ret = XXH3_64bits_digest(hash);
    XXH3_freeState(hash);
    spool_rewind(body);
    return code;
}

/* Counts an item that rules keep out of the outputs. It is stored anyway: publish applies the rules
 * that are current then. */
static int item_judge(struct reading *r, const struct item *item, const char *language, bool known,
                      struct error *err)
{
    const struct feed *feed = r->feed;
    const struct telling telling = {.item = *item,
                                    .feed_url = feed->url,
                                    .feed_name = feed->name,
                                    .feed_title = r->state->title,
                                    .feed_tags = feed->tags,
                                    .feed_tag_count = feed->tag_count,
                                    .language = language};
    struct rule_verdict verdict;
    int code = rule_judge_item(&verdict, &feed->rules, r->intake->rules, &telling, err);

    if (code != 0)
        return code;
    r->intake->counts.items_dropped += verdict.drop;
    r->intake->counts.too_costly += verdict.too_costly;
    r->state->dropped_count += verdict.drop && !known;
    return 0;
}

/* Opens the engine for the first new or changed item: most runs have none. */
static int item_place(struct dedup_verdict *ret, struct intake *intake,
                      const struct match_request *request, struct error *err)
{
    int code = session_open_engine(intake->session, err);

    if (code != 0)
        return code;
    do
        code = match_place(ret, intake->session->engine, request, err);
    while (code == ERR_STORE && session_sets_aside(intake->session, err));
    if (code != 0 && store_memory_error(intake->store, NULL) != 0)
        store_memory_error(intake->store, err);
    return code;
}

static int item_store(struct reading *r, const struct item *item,
                      const struct store_item_head *head, uint64_t key, struct error *err)
{
    struct intake *intake = r->intake;
    struct match_request request = {.item = item,
                                    .key = key,
                                    .feed_url = r->feed->url,
                                    .feed_language = r->feed->language != NULL ? r->feed->language
                                                                               : r->state->language,
                                    .network = r->feed->network,
                                    .time = intake_item_time(item, intake->now),
                                    .secret = &intake->secret,
                                    .meets_older = intake_meets_older(intake),
                                    .published_lead = head->published_lead};
    struct dedup_verdict verdict;
    struct store_item stored = {.key = key,
                                .content_hash = match_content_hash(item),
                                .fallback_key =
                                    match_fallback_key(&intake->secret, r->feed->url, item),
                                .feed_url = r->feed->url,
                                .item = item,
                                .language = verdict.lang,
                                .now = intake->now};
    int code = item_place(&verdict, intake, &request, err);

    if (code == 0)
        code = store_item_save(intake->store, &stored, err);
    if (code == 0)
        code = item_judge(r, item, verdict.lang, head->known, err);
    if (code != 0)
        return code;
    if (intake->placed != NULL)
        intake->placed(intake->placed_context, r->feed, item, &verdict);
    if (head->known) {
        intake->counts.items_updated++;
    } else {
        intake->counts.items_new++;
        intake->counts.joins[verdict.evidence.channel] += verdict.joined;
        if (r->new_count < INTAKE_NEW_TIMES_MAX)
            r->new_times[r->new_count++] = item->published;
    }
    return 0;
}

/* Takes a cleaned item: finds its key and whether it is new, changed or unchanged. */
static int item_take(struct reading *r, const struct item *item, struct error *err)
{
    const uint64_t content_hash = match_content_hash(item);
    struct store_item_head head;
    uint64_t key;
    int code = intake_key_find(&key, &head, r, item, content_hash, err);

    if (code != 0)
        return code;
    if (head.known && head.content_hash == content_hash)
        return store_item_touch(r->intake->store, head.key, r->intake->now, err);
    return item_store(r, item, &head, key, err);
}

/* Called by the parser for each item. An item that is too large or broken is counted and
 * skipped. */
static int item_read(void *context, const struct document *document, const struct item *item,
                     struct error *err)
{
    struct reading *r = context;
    struct item clean;
    int code;

    if (r->state->language == NULL)
        r->state->language = document->language;
    r->stopped |= r->intake->stop != NULL && *r->intake->stop != 0;
    if (r->stopped)
        return 0;
    arena_reset(&r->item_arena);
    code = clean_item(&clean, &r->item_arena, item, r->response->url, err);
    if (code == 0)
        return item_take(r, &clean, err);
    if (code != ERR_LIMIT)
        return code;
    r->intake->counts.items_bad++;
    return 0;
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

/* One line for everything that was repaired or skipped: the first problem and the number of
 * others. */
static void warning_write(struct intake *intake, const struct document *document, size_t bad_items)
{
    char *text = intake->warning;
    int used = 0;

    if (document->warning_count > 0)
        used = snprintf(text, INTAKE_WARNING_SIZE, "%.200s", document->warnings[0]);
    if (document->warning_count > 1)
        used += snprintf(text + used, INTAKE_WARNING_SIZE - (size_t)used,
                         " (and %zu more kinds of problem)", document->warning_count - 1);
    if (bad_items > 0)
        snprintf(text + used, INTAKE_WARNING_SIZE - (size_t)used, "%s%zu items could not be stored",
                 used > 0 ? "; " : "", bad_items);
}

static int body_take(struct reading *r, struct arena *arena, struct error *err)
{
    struct parse_request request = {.read = body_read,
                                    .read_context = r->response->body,
                                    .item = item_read,
                                    .item_context = r,
                                    .url = r->response->url,
                                    .content_type = r->response->content_type,
                                    .content_language = r->response->content_language,
                                    .content_location = r->response->content_location,
                                    .max_items = (size_t)r->intake->settings->max_items};
    struct document document = {0}, clean;
    size_t bad_before = r->intake->counts.items_bad;
    int code = parse_document(&document, arena, &request, err);

    warning_write(r->intake, &document, r->intake->counts.items_bad - bad_before);
    if (code == 0)
        code = clean_document(&clean, arena, &document, r->response->url, err);
    if (code == 0 && state_shows_other(r->state, &clean))
        code = store_published_note(r->intake->store, 0, err);
    if (code != 0)
        return code;
    state_describe(r->state, &clean);
    plan_take_document(r->state, &clean);
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

/* The error text for an unusable response; NULL when the response is usable. */
static const char *response_refusal(struct arena *arena, const struct fetch_response *response)
{
    if (response->error.code != ERR_NONE)
        return arena_strdup(arena, response->error.text);
    if (response->status == 410)
        return "gone for good (HTTP status 410); remove it from feeds.yaml";
    if (response->status != HTTP_OK && response->status != HTTP_NOT_MODIFIED)
        return arena_printf(arena, "HTTP status %d", response->status);
    return NULL;
}

/* Reads the body of a 200 response unless it is the same as the last one. *ret_refusal: why it is
 * not a feed. */
static int response_read(struct reading *r, struct arena *arena, const char **ret_refusal,
                         struct error *err)
{
    struct error local = {.code = ERR_NONE};
    uint64_t hash = 0;
    int code = body_hash(&hash, r->response->body, err);

    if (code != 0)
        return code;
    if (hash == r->state->body_hash && r->state->last_success != TIME_NONE) {
        r->intake->counts.unchanged++;
        return 0;
    }
    /* The feed must be in the store before its items. */
    code = store_feed_save(r->intake->store, r->state, &local);
    if (code == 0)
        code = body_take(r, arena, &local);
    if (code == 0) {
        if (!r->stopped)
            r->state->body_hash = hash;
        return 0;
    }
    if (local.scope == SCOPE_RUN || code == ERR_STORE) {
        *err = local;
        return code;
    }
    *ret_refusal = arena_strdup(arena, local.text);
    return 0;
}

/* In [0, 1), reproducible in a replay; spreads the times that plan chooses. */
static double jitter_of(const struct intake *intake, const struct fetch_request *request)
{
    uint64_t draw =
        XXH3_64bits_withSeed(request->feed->url, strlen(request->feed->url), (uint64_t)intake->now);

    return (double)(draw >> 11) / 9007199254740992.0;
}

static void state_update(struct reading *r, const struct fetch_request *request,
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
    }
    plan_next(r->state, request->feed, intake->settings, intake->now, jitter_of(intake, request));
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

static int engine_flush(struct session *session, struct error *err)
{
    if (session->engine == NULL || dedup_flush(session->engine) == DEDUP_OK)
        return 0;
    return error_set(err, ERR_STORE, SCOPE_RUN,
                     "cannot save the recognition data of the new items");
}

static int response_take(struct reading *r, const struct fetch_request *request,
                         struct arena *arena, struct error *err)
{
    const char *refusal = response_refusal(arena, r->response);
    int code = store_begin(r->intake->store, err);

    if (code == 0 && refusal == NULL && r->response->status == HTTP_OK && !r->response->throttled)
        code = response_read(r, arena, &refusal, err);
    if (code != 0)
        return code;
    state_update(r, request, refusal);
    counts_take(&r->intake->counts, r->response, refusal);
    code = store_feed_save(r->intake->store, r->state, err);
    if (code == 0)
        code = engine_flush(r->intake->session, err);
    failpoint("feed-before-commit");
    if (code == 0)
        code = store_commit_soon(r->intake->store, err);
    failpoint("feed-committed");
    return code;
}

int intake_start(struct intake *intake, struct feed_state *state,
                 const struct fetch_request *request, struct error *err)
{
    int code = store_begin(intake->store, err);

    if (code != 0)
        return code;
    plan_take_start(state, request->feed, intake->settings, intake->now,
                    jitter_of(intake, request));
    code = store_feed_save(intake->store, state, err);
    if (code == 0)
        code = store_commit_soon(intake->store, err);
    else
        store_rollback(intake->store);
    failpoint("feed-asking");
    return code;
}

int intake_response(struct intake *intake, struct feed_state *state,
                    const struct fetch_request *request, struct fetch_response *response,
                    struct error *err)
{
    struct reading r = {
        .intake = intake, .feed = request->feed, .state = state, .response = response};
    struct arena arena;
    int code;

    intake->warning[0] = '\0';
    arena_init(&arena, INTAKE_ARENA_BYTES);
    arena_init(&r.item_arena, INTAKE_ITEM_ARENA_BYTES);
    code = response_take(&r, request, &arena, err);
    if (code != 0)
        store_rollback(intake->store);
    id_set_release(&r.ids);
    arena_release(&r.item_arena);
    arena_release(&arena);
    return code;
}
