#include "aggregator/run/intake.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/clean/clean.h"
#include "aggregator/match/match.h"
#include "aggregator/parse/parse.h"
#include "aggregator/run/intake_item.h"
#include "aggregator/run/intake_state.h"
#include "aggregator/run/session.h"

#include <stdio.h>
#include <xxhash.h>

enum { HASH_CHUNK = 64 * 1024 };

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

static int body_take(struct intake_reading *r, struct arena *arena, struct error *err)
{
    struct parse_request request = {.read = body_read,
                                    .read_context = r->response->body,
                                    .item = intake_item_read,
                                    .item_context = r,
                                    .url = r->response->url,
                                    .content_type = r->response->content_type,
                                    .content_language = r->response->content_language,
                                    .content_location = r->response->content_location,
                                    .scrape = r->feed->scrape,
                                    .max_items = (size_t)r->intake->settings->max_items};
    struct document document = {0}, clean;
    size_t bad_before = r->intake->counts.items_bad;
    int code = parse_document(&document, arena, &request, err);

    warning_write(r->intake, &document, r->intake->counts.items_bad - bad_before);
    if (code == 0)
        code = clean_document(&clean, arena, &document, r->response->url, err);
    return code == 0 ? intake_state_describe(r, &clean, err) : code;
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

static bool is_same(const struct feed *feed, const struct feed_state *state, uint64_t hash)
{
    return hash == state->body_hash && feed->reading_hash == state->reading_hash &&
           state->last_success != TIME_NONE;
}

int intake_is_same(bool *ret, const struct feed *feed, const struct feed_state *state,
                   struct fetch_response *response, struct error *err)
{
    uint64_t hash = 0;
    int code = body_hash(&hash, response->body, err);

    *ret = code == 0 && is_same(feed, state, hash);
    return code;
}

/* Reads the body of a 200 response unless it is the same as the last one. *ret_refusal: why it is
 * not a feed. */
static int response_read(struct intake_reading *r, struct arena *arena, const char **ret_refusal,
                         struct error *err)
{
    struct error local = {.code = ERR_NONE};
    uint64_t hash = 0;
    int code = body_hash(&hash, r->response->body, err);

    if (code != 0)
        return code;
    if (is_same(r->feed, r->state, hash)) {
        r->intake->counts.unchanged++;
        return 0;
    }
    /* The feed must be in the store before its items. */
    code = store_feed_save(r->intake->store, r->state, &local);
    if (code == 0)
        code = body_take(r, arena, &local);
    if (code == 0) {
        if (!r->stopped) {
            r->state->body_hash = hash;
            r->state->reading_hash = r->feed->reading_hash;
        }
        return 0;
    }
    if (local.scope == SCOPE_RUN || code == ERR_STORE) {
        *err = local;
        return code;
    }
    *ret_refusal = arena_strdup(arena, local.text);
    return 0;
}

int intake_flush(struct intake *intake, struct error *err)
{
    const struct session *session = intake->session;

    if (session->engine == NULL || dedup_flush(session->engine) == DEDUP_OK)
        return 0;
    return error_set(err, ERR_STORE, SCOPE_RUN,
                     "cannot save the recognition data of the new items");
}

static int response_take(struct intake_reading *r, const struct fetch_request *request,
                         struct arena *arena, struct error *err)
{
    const char *refusal = response_refusal(arena, r->response);
    int code = store_begin(r->intake->store, err);

    if (code == 0 && refusal == NULL && r->response->status == HTTP_OK && !r->response->throttled)
        code = response_read(r, arena, &refusal, err);
    if (code != 0)
        return code;
    intake_state_update(r, request, refusal);
    code = store_feed_save(r->intake->store, r->state, err);
    if (code == 0 && r->intake->settled != NULL)
        code = r->intake->settled(r->intake->settled_context, r->feed, r->state, err);
    if (code == 0)
        code = intake_flush(r->intake, err);
    failpoint("feed-before-commit");
    if (code == 0)
        code = store_commit_soon(r->intake->store, err);
    failpoint("feed-committed");
    return code;
}

int intake_secret_load(struct intake *intake, const char *given, struct error *err)
{
    struct store_counts counts = {0};
    int code = store_secret_load(&intake->secret, intake->store, err);

    if (code == 0 && given != NULL)
        code = store_count(&counts, intake->store, err);
    if (code != 0 || given == NULL || counts.items > 0)
        return code;
    code = match_secret_read(&intake->secret, given, err);
    if (code == 0)
        return store_secret_save(intake->store, &intake->secret, err);
    error_prefix(err, "HEADWATER_STATE_SECRET: ");
    return code;
}

int intake_start(struct intake *intake, struct feed_state *state,
                 const struct fetch_request *request, struct error *err)
{
    int code = store_begin(intake->store, err);

    if (code != 0)
        return code;
    intake_state_start(state, intake, request);
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
    struct intake_reading r = {
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
