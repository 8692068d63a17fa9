#include "aggregator/run/run_push.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/fetch/redirect_chain.h"
#include "aggregator/plan/plan.h"
#include "aggregator/push/push_lease.h"
#include "aggregator/push/push_request.h"
#include "aggregator/run/run_feeds.h"
#include "aggregator/run/run_pings.h"
#include "aggregator/store/store_push.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_BYTES = 64 * 1024,   /* one subscription */
    STATE_BYTES = 1 << 20,   /* one feed's state */
    ARENA_BYTES = 128 << 20, /* all subscriptions */
    FORM_BYTES = 64 * 1024,
    ANSWER_BYTES = 64 * 1024, /* of a hub; nothing in it is used */
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* ERR_ABSENT is no failure. */
static int push_load(bool *ret_found, struct push_subscription *ret, struct store *store,
                     struct arena *arena, const struct feed *feed, struct error *err)
{
    struct error local = {.code = ERR_NONE};
    int code = store_push_of_feed(ret, store, arena, feed->url, &local);

    *ret_found = code == 0;
    if (code == 0 || code == ERR_ABSENT)
        return 0;
    *err = local;
    return code;
}

int run_push_state(struct feed_state *state, struct store *store, const struct feed *feed,
                   const struct settings *settings, int64_t now, struct error *err)
{
    struct push_subscription push;
    struct arena arena;
    bool found = false;
    int code = 0;

    arena_init(&arena, ROW_BYTES);
    if (settings->websub != NULL)
        code = push_load(&found, &push, store, &arena, feed, err);
    if (code == 0)
        plan_take_push(state, feed, settings, found && push_lease_is_live(&push, now),
                       found && push.news_at != TIME_NONE, now);
    arena_release(&arena);
    return code;
}

/* Whether a poll found news that a hub, relied on since the poll before, has not announced. */
static bool is_missed(const struct push_subscription *push, const struct feed_state *state,
                      int64_t before)
{
    return state->pushed && before != TIME_NONE && state->last_change == state->last_poll &&
           push->verified_at <= before &&
           (push->delivered_at == TIME_NONE || push->delivered_at <= before);
}

int run_push_polled(struct store *store, const struct feed *feed, const struct feed_state *state,
                    int64_t before, struct error *err)
{
    struct push_subscription push;
    struct arena arena;
    bool found = false, missed;
    int code;

    if ((!state->pushed && !state->announced) || state->errors_in_row > 0)
        return 0;
    arena_init(&arena, ROW_BYTES);
    code = push_load(&found, &push, store, &arena, feed, err);
    missed = found && is_missed(&push, state, before);
    if (code == 0 && found && (missed || push.news_at != TIME_NONE))
        code = store_push_polled(store, push.token, state->last_poll, missed, err);
    if (code == 0 && missed && push.missed + 1 == PUSH_MISSES_MAX)
        log_line(LOG_LEVEL_NOTICE,
                 "%s: its hub did not announce the news of %d polls in a row, so it is polled as "
                 "without a hub",
                 feed->name, PUSH_MISSES_MAX);
    arena_release(&arena);
    return code;
}

struct row {
    struct push_subscription push;
    enum push_step step; /* that waits to be done in this run */
    const char *host;    /* of the hub; NULL without a step */
};

/* A subscription whose hub is asked, and what its request needs. */
struct errand {
    const struct row *row;
    enum push_step step;
    struct feed feed; /* for the request */
    struct str form;
    bool silent; /* there was no answer */
};

struct asking {
    const struct run_push *options;
    struct store *store;
    const char *base; /* settings.websub; or NULL */
    int64_t now;
    struct arena arena;
    struct row *rows;
    size_t row_count;
    struct feed_index feeds;
    struct settings settings; /* with shorter times */
    struct errand errands[RUN_PUSH_REQUESTS_MAX];
    struct fetch_request requests[RUN_PUSH_REQUESTS_MAX];
    size_t errand_count;
};

/* Whether a feed may be subscribed to at all. */
static bool is_public(const struct feed *feed)
{
    return feed->enabled && url_is_http(feed->url) && feed->exec == NULL && feed->user == NULL &&
           feed->bearer == NULL && feed->cookie == NULL && feed->header_count == 0 &&
           feed->client_cert == NULL;
}

static int row_add(void *context, const struct push_subscription *push, struct error *err)
{
    struct asking *a = context;
    struct row *grown = arena_grow(&a->arena, a->rows, a->row_count, sizeof(*grown));
    struct push_subscription own = *push;
    const char **texts[] = {&own.token, &own.feed_url, &own.hub,
                            &own.topic, &own.callback, &own.secret};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (*texts[i] != NULL)
            *texts[i] = arena_strdup(&a->arena, *texts[i]);
    if (arena_status(&a->arena) != ERR_NONE)
        return out_of_memory(err);
    a->rows = grown;
    grown[a->row_count++] = (struct row){.push = own, .step = PUSH_STEP_NONE};
    return 0;
}

static int rows_load(struct asking *a, struct error *err)
{
    a->rows = NULL;
    a->row_count = 0;
    return store_push_each(a->store, row_add, a, err);
}

/* Ends what nobody polls any more. */
static int rows_end(struct asking *a, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < a->row_count && code == 0; i++) {
        const struct push_subscription *push = &a->rows[i].push;
        const struct feed *feed = run_feeds_find(&a->feeds, push->feed_url);

        if (push->state != PUSH_ENDING && (a->base == NULL || feed == NULL || !is_public(feed)))
            code = store_push_end(a->store, push->token, a->now, err);
    }
    return code;
}

/* Whether a subscription stays though the feed now names another hub or none: it is too young, so
 * that a feed that always names another cannot make us ask them all. */
static bool is_kept(const struct asking *a, const struct push_subscription *push)
{
    const size_t length = strlen(a->base);

    return strncmp(push->callback, a->base, length) == 0 && push->asked_at != TIME_NONE &&
           push->asked_at <= a->now && a->now - push->asked_at < RUN_PUSH_KEPT_SECONDS;
}

static int feed_subscribe(struct asking *a, const struct feed *feed, const struct feed_state *state,
                          struct arena *arena, struct error *err)
{
    struct push_subscription push, fresh;
    const bool wanted = !state->gone && push_request_can_ask(state->hub, state->self);
    bool found;
    int code = push_load(&found, &push, a->store, arena, feed, err);

    if (code != 0 || (!found && !wanted) ||
        (found && wanted && push_request_is_for(&push, state->hub, state->self, a->base)))
        return code;
    if (found && !state->gone && is_kept(a, &push))
        return 0;
    if (found)
        code = store_push_end(a->store, push.token, a->now, err);
    if (code != 0 || !wanted)
        return code;
    code =
        push_request_new(&fresh, arena, feed->url, state->hub, state->self, a->base, a->now, err);
    return code == 0 ? store_push_add(a->store, &fresh, err) : code;
}

/* What the polls have found since. The states are loaded anew: those of the run point to responses
 * that are gone. */
static int feeds_subscribe(struct asking *a, struct error *err)
{
    const struct config *config = a->options->config;
    struct feed_state state;
    struct arena arena;
    int code = 0;

    arena_init(&arena, STATE_BYTES);
    for (size_t i = 0; i < config->feed_count && a->base != NULL && code == 0; i++) {
        const struct feed *feed = &config->feeds[i];

        if (!is_public(feed))
            continue;
        arena_reset(&arena);
        code = store_feed_load(&state, a->store, &arena, feed->url, err);
        if (code == 0)
            code = feed_subscribe(a, feed, &state, &arena, err);
    }
    arena_release(&arena);
    return code;
}

/* The feed of a request to a hub: what the user set for the feed's own host holds there only, and
 * no credentials. feed is NULL when it is no longer in feeds.yaml. */
static int errand_feed(struct errand *errand, struct asking *a, const struct feed *feed,
                       struct error *err)
{
    const struct push_subscription *push = &errand->row->push;
    const char *home = url_host(&a->arena, push->feed_url);

    if (home == NULL)
        return out_of_memory(err);
    errand->feed = (struct feed){.url = push->hub,
                                 .name = feed != NULL ? feed->name : push->feed_url,
                                 .enabled = true,
                                 .max_bytes = ANSWER_BYTES,
                                 .proxy = a->options->config->settings.proxy};
    if (feed == NULL)
        return 0;
    errand->feed.proxy = feed->proxy;
    errand->feed.ca_file = feed->ca_file;
    errand->feed.user_agent = feed->user_agent;
    errand->feed.allow_private = feed->allow_private && strcmp(errand->row->host, home) == 0;
    return 0;
}

/* Whether the server of the hub, as that of the feed, wants no requests now. */
static int is_resting(bool *ret, struct asking *a, const struct push_subscription *push,
                      struct error *err)
{
    struct feed_state state;
    struct arena arena;
    int code;

    arena_init(&arena, STATE_BYTES);
    code = store_feed_load(&state, a->store, &arena, push->feed_url, err);
    *ret = code == 0 && state.retry_at != TIME_NONE && state.retry_at > a->now &&
           redirect_chain_same_server(push->feed_url, push->hub);
    arena_release(&arena);
    return code;
}

static int errand_add(struct asking *a, struct row *row, struct error *err)
{
    struct errand *errand = &a->errands[a->errand_count];
    const enum push_step step = row->step;
    bool resting;
    int code = is_resting(&resting, a, &row->push, err);

    row->step = PUSH_STEP_NONE;
    if (code != 0 || resting)
        return code;
    *errand = (struct errand){.row = row, .step = step};
    code = errand_feed(errand, a, run_feeds_find(&a->feeds, row->push.feed_url), err);
    if (code != 0)
        return code;
    str_init(&errand->form, FORM_BYTES);
    push_request_form(&errand->form, &row->push, step == PUSH_STEP_SUBSCRIBE);
    a->requests[a->errand_count] = (struct fetch_request){.feed = &errand->feed,
                                                          .url = row->push.hub,
                                                          .accept = "*/*",
                                                          .form = errand->form.text,
                                                          .index = a->errand_count};
    a->errand_count++;
    return str_status(&errand->form) == ERR_NONE ? 0 : out_of_memory(err);
}

/* What waits to be done. */
static int steps_find(struct asking *a, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < a->row_count && code == 0; i++) {
        struct row *row = &a->rows[i];
        const enum push_step step = push_lease_step(&row->push, a->now);

        if (step == PUSH_STEP_FORGET)
            code = store_push_drop(a->store, row->push.token, err);
        else if (step != PUSH_STEP_NONE) {
            row->step = step;
            row->host = url_host(&a->arena, row->push.hub);
            code = row->host != NULL ? 0 : out_of_memory(err);
        }
    }
    return code;
}

/* Whether the host is asked in the round that begins with an errand, or has not answered. */
static bool host_is_taken(const struct asking *a, const char *host, size_t first)
{
    for (size_t i = 0; i < a->errand_count; i++)
        if ((i >= first || a->errands[i].silent) && strcmp(a->errands[i].row->host, host) == 0)
            return true;
    return false;
}

/* One request to each host, of those that wait. */
static int round_choose(struct asking *a, struct error *err)
{
    const size_t first = a->errand_count;
    int code = 0;

    for (size_t i = 0; i < a->row_count && a->errand_count < RUN_PUSH_REQUESTS_MAX && code == 0;
         i++)
        if (a->rows[i].step != PUSH_STEP_NONE && !host_is_taken(a, a->rows[i].host, first))
            code = errand_add(a, &a->rows[i], err);
    return code;
}

static int starting(void *context, const struct fetch_request *request, struct error *err)
{
    const struct asking *a = context;
    const struct push_subscription *push = &a->errands[request->index].row->push;

    return store_push_asked(a->store, push->token, a->now, push_lease_next_try(push, a->now), err);
}

/* A server that wants rest is not asked before, for any feed, within the maximum that the user
 * accepts. */
static int rest(struct asking *a, const char *hub, int64_t until, struct error *err)
{
    const int64_t latest = a->now + a->settings.retry_after_max_seconds;
    int code = 0;

    until = until < latest ? until : latest;
    for (size_t i = 0; i < a->row_count && code == 0; i++) {
        struct row *row = &a->rows[i];

        if (!redirect_chain_same_server(hub, row->push.hub))
            continue;
        row->step = PUSH_STEP_NONE;
        if (row->push.due < until)
            code = store_push_later(a->store, row->push.token, until, err);
    }
    return code;
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct asking *a = context;
    struct errand *errand = &a->errands[request->index];
    const struct push_subscription *push = &errand->row->push;
    const bool accepted = response->error.code == ERR_NONE && response->status / 100 == 2;
    char status[32];

    errand->silent = response->status == 0;
    snprintf(status, sizeof(status), "HTTP status %d", response->status);
    log_line(accepted ? LOG_LEVEL_DEBUG : LOG_LEVEL_NOTICE, "%s: %s at the hub %s: %s",
             errand->feed.name,
             errand->step == PUSH_STEP_SUBSCRIBE ? "subscribing" : "unsubscribing", push->hub,
             response->error.code != ERR_NONE ? response->error.text : status);
    if (response->retry_at == TIME_NONE || response->retry_at <= a->now)
        return 0;
    return rest(a, push->hub, response->retry_at, err);
}

static bool is_stopped(const struct asking *a)
{
    return a->options->fetch->stop != NULL && *a->options->fetch->stop != 0;
}

/* Asks round after round, as long as there is time for one with its gap. */
static int rounds_ask(struct asking *a, struct error *err)
{
    const double began = clock_running();
    const double gap = (double)a->settings.host_gap_seconds;
    struct fetch_options options = *a->options->fetch;
    int code = 0;

    options.settings = &a->settings;
    options.after_others = true;
    options.starting = starting;
    for (size_t first = 0; code == 0 && !is_stopped(a); first = a->errand_count) {
        if (first > 0 && clock_running() - began + gap > PINGS_SECONDS)
            break;
        code = round_choose(a, err);
        if (code != 0 || a->errand_count == first)
            break;
        code = fetch_all(a->requests + first, a->errand_count - first, &options, take, a, err);
    }
    return code;
}

static int errands_run(struct asking *a, struct error *err)
{
    bool any = false;
    int code;

    for (size_t i = 0; i < a->row_count; i++)
        any |= a->rows[i].step != PUSH_STEP_NONE;
    if (!any)
        return 0;
    code = fetch_setup(err);
    if (code != 0)
        return code;
    code = rounds_ask(a, err);
    fetch_teardown();
    return code;
}

static int all_ask(struct asking *a, struct error *err)
{
    int code = rows_load(a, err);

    if (code != 0 || (a->row_count == 0 && a->base == NULL))
        return code;
    code = run_feeds_index(&a->feeds, &a->arena, a->options->config, err);
    if (code == 0)
        code = rows_end(a, err);
    if (code == 0)
        code = feeds_subscribe(a, err);
    if (code == 0)
        code = rows_load(a, err);
    if (code == 0)
        code = steps_find(a, err);
    return code == 0 ? errands_run(a, err) : code;
}

int run_push(const struct run_push *options, struct error *err)
{
    struct asking a = {.options = options,
                       .store = options->store,
                       .base = options->config->settings.websub,
                       .settings = options->config->settings,
                       .now = options->fetch->now};
    int code;

    run_pings_shorten(&a.settings);
    arena_init(&a.arena, ARENA_BYTES);
    code = all_ask(&a, err);
    for (size_t i = 0; i < a.errand_count; i++)
        str_release(&a.errands[i].form);
    arena_release(&a.arena);
    return code;
}
