#include "aggregator/run/run_pings.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/base/file.h"
#include "aggregator/base/log.h"
#include "aggregator/base/str.h"
#include "aggregator/base/url.h"
#include "aggregator/plan/describe.h"
#include "aggregator/render/markup.h"
#include "aggregator/run/ping.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum {
    ARENA_BYTES = 64 << 20,
    DOCUMENT_BYTES = 128 * 1024 * 1024,
    FORM_BYTES = 256 * 1024,
};

/* A hub of an output. */
struct target {
    struct store_ping ping;
    struct feed feed; /* for the request */
    const char *url, *host;
    const char *form;
    bool waits;  /* the ping is due and was not sent yet */
    bool failed; /* was sent in this run, and not accepted */
};

struct pinging {
    struct store *store;
    const struct config *config;
    const struct fetch_options *fetch;
    struct settings settings; /* with shorter times */
    struct arena arena;
    struct target *targets;
    size_t count;
    struct fetch_request *requests; /* of one round */
    size_t accepted;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory telling hubs");
}

static bool is_stopped(const struct pinging *pinging)
{
    return pinging->fetch->stop != NULL && *pinging->fetch->stop != 0;
}

static size_t hubs_count(const struct config *config)
{
    size_t count = 0;

    for (size_t i = 0; i < config->output_count; i++)
        count += config->outputs[i].hub_count;
    return count;
}

static int document_hash(uint64_t *ret, const char *path, struct error *err)
{
    struct str text;
    int code;

    str_init(&text, DOCUMENT_BYTES);
    code = file_read(&text, path, err);
    if (code == 0)
        *ret = XXH3_64bits(text.text, text.length);
    str_release(&text);
    return code;
}

/* The address as the documents write it: hubs compare it with their rel="self". */
static const char *address_of(struct arena *arena, const char *url)
{
    const char *written = markup_url(arena, url);

    return written != NULL ? written : url;
}

static const char *form_make(struct arena *arena, const char *topic)
{
    struct str form;

    str_init(&form, FORM_BYTES);
    str_append(&form, "hub.mode=publish&hub.url=");
    url_escape(&form, topic);
    str_append(&form, "&hub.topic=");
    url_escape(&form, topic);
    return arena_keep_str(arena, &form);
}

/* The user named the hub, so it may be in a private network. */
static int target_init(struct target *ret, struct pinging *pinging, const struct output *output,
                       const char *hub, struct error *err)
{
    struct arena *arena = &pinging->arena;
    int code = store_ping_load(&ret->ping, pinging->store, hub, output->self, err);

    if (code != 0)
        return code;
    ret->url = address_of(arena, hub);
    ret->host = url_host(arena, ret->url);
    ret->form = form_make(arena, address_of(arena, output->self));
    ret->feed = (struct feed){.url = ret->url,
                              .name = hub,
                              .enabled = true,
                              .allow_private = true,
                              .proxy = pinging->settings.proxy};
    return arena_status(arena) == ERR_NONE ? 0 : out_of_memory(err);
}

/* Notes of each hub of an output whether it knows these bytes, before it is told. */
static int output_note(struct pinging *pinging, const struct output *output, struct error *err)
{
    struct error unread;
    uint64_t content;
    int code = 0;

    if (output->hub_count == 0)
        return 0;
    if (document_hash(&content, output->path, &unread) != 0) {
        log_line(LOG_LEVEL_WARNING, "the hubs of %s are not told of it: %s", output->path,
                 unread.text);
        return 0;
    }
    for (size_t i = 0; i < output->hub_count && code == 0; i++) {
        struct target *target = &pinging->targets[pinging->count];

        code = target_init(target, pinging, output, output->hubs[i], err);
        if (code == 0 && ping_take_content(&target->ping, content, pinging->fetch->now))
            code = store_ping_save(pinging->store, &target->ping, err);
        target->waits = code == 0 && ping_is_due(&target->ping, pinging->fetch->now);
        pinging->count++;
    }
    return code;
}

/* The same for the same ping and time, so that a replay repeats it. */
static double jitter_of(const struct store_ping *ping)
{
    const uint64_t hash = XXH3_64bits_withSeed(
        ping->topic, strlen(ping->topic), (uint64_t)ping->due_since + (uint64_t)ping->failures);

    return (double)(hash >> 11) / (double)(UINT64_C(1) << 53);
}

static void failure_tell(const struct store_ping *ping, int64_t now)
{
    char pause[DESCRIBE_SPAN_SIZE];

    describe_span(pause, ping->not_before - now);
    log_line(LOG_LEVEL_NOTICE, "the hub %s was not told of %s: %s; %s%s", ping->hub, ping->topic,
             ping->error,
             ping_is_given_up(ping) ? "given up until it changes again, at the earliest in "
                                    : "the next try is in ",
             pause);
}

/* What a hub answered, in words. */
static void answer_describe(char ret[ERROR_TEXT_SIZE], const struct fetch_response *response)
{
    if (response->error.code != ERR_NONE)
        snprintf(ret, ERROR_TEXT_SIZE, "%s", response->error.text);
    else if (response->location != NULL)
        snprintf(ret, ERROR_TEXT_SIZE, "status %d, a redirect to %.300s that is not followed",
                 response->status, response->location);
    else
        snprintf(ret, ERROR_TEXT_SIZE, "status %d", response->status);
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct pinging *pinging = context;
    struct target *target = &pinging->targets[request->index];
    struct store_ping *ping = &target->ping;
    const int64_t now = pinging->fetch->now;
    char answer[ERROR_TEXT_SIZE];

    failpoint("ping-answered");
    answer_describe(answer, response);
    target->failed = response->status < 200 || response->status > 299;
    if (target->failed) {
        const struct ping_failure failure = {.error = answer,
                                             .retry_at = response->retry_at,
                                             .retry_max_seconds =
                                                 pinging->settings.retry_after_max_seconds,
                                             .jitter = jitter_of(ping)};

        ping_take_failure(ping, &failure, now);
        failure_tell(ping, now);
    } else {
        ping_take_success(ping, now);
        pinging->accepted++;
        log_line(LOG_LEVEL_DEBUG, "the hub %s was told of %s: %s", ping->hub, ping->topic, answer);
    }
    return store_ping_save(pinging->store, ping, err);
}

/* Whether a ping to its host is in this round, or one to its hub failed in an earlier one. */
static bool hub_is_taken(const struct pinging *pinging, const struct target *target, size_t chosen)
{
    for (size_t i = 0; i < chosen; i++)
        if (strcmp(pinging->targets[pinging->requests[i].index].host, target->host) == 0)
            return true;
    for (size_t i = 0; i < pinging->count; i++)
        if (pinging->targets[i].failed && strcmp(pinging->targets[i].url, target->url) == 0)
            return true;
    return false;
}

/* One ping to each host, of those that wait. */
static size_t round_choose(struct pinging *pinging)
{
    size_t chosen = 0;

    for (size_t i = 0; i < pinging->count; i++) {
        struct target *target = &pinging->targets[i];

        if (!target->waits || hub_is_taken(pinging, target, chosen))
            continue;
        target->waits = false;
        pinging->requests[chosen++] = (struct fetch_request){.feed = &target->feed,
                                                             .url = target->url,
                                                             .accept = "*/*",
                                                             .form = target->form,
                                                             .stays = true,
                                                             .index = i};
    }
    return chosen;
}

/* Sends round after round, as long as there is time for one with its gap. */
static int rounds_send(struct pinging *pinging, struct error *err)
{
    const double began = clock_running();
    struct fetch_options options = *pinging->fetch;
    size_t chosen;
    int code = 0;

    options.settings = &pinging->settings;
    while (code == 0 && !is_stopped(pinging) && (chosen = round_choose(pinging)) > 0) {
        if (options.after_others &&
            clock_running() - began + (double)pinging->settings.host_gap_seconds > PINGS_SECONDS)
            break;
        code = fetch_all(pinging->requests, chosen, &options, take, pinging, err);
        options.after_others = true;
    }
    return code;
}

static int pings_send(struct pinging *pinging, struct error *err)
{
    bool any = false;
    int code;

    for (size_t i = 0; i < pinging->count; i++)
        any |= pinging->targets[i].waits;
    if (!any || is_stopped(pinging))
        return 0;
    failpoint("ping-noted");
    code = fetch_setup(err);
    if (code == 0)
        code = rounds_send(pinging, err);
    fetch_teardown();
    return code != 0 ? code : store_pings_forget(pinging->store, pinging->fetch->now, err);
}

void run_pings_shorten(struct settings *settings)
{
    if (settings->timeout_seconds > PING_TIMEOUT_SECONDS)
        settings->timeout_seconds = PING_TIMEOUT_SECONDS;
    if (settings->connect_timeout_seconds > PING_TIMEOUT_SECONDS)
        settings->connect_timeout_seconds = PING_TIMEOUT_SECONDS;
}

static int all_tell(struct pinging *pinging, size_t hubs, struct error *err)
{
    const struct config *config = pinging->config;
    int code = 0;

    pinging->targets = arena_array(&pinging->arena, hubs, sizeof(*pinging->targets));
    pinging->requests = arena_array(&pinging->arena, hubs, sizeof(*pinging->requests));
    if (pinging->targets == NULL || pinging->requests == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < config->output_count && code == 0; i++)
        code = output_note(pinging, &config->outputs[i], err);
    return code != 0 ? code : pings_send(pinging, err);
}

int run_pings(size_t *ret_accepted, struct store *store, const struct config *config,
              const struct fetch_options *fetch, struct error *err)
{
    struct pinging pinging = {
        .store = store, .config = config, .fetch = fetch, .settings = config->settings};
    const size_t count = hubs_count(config);
    int code;

    *ret_accepted = 0;
    if (count == 0)
        return 0;
    run_pings_shorten(&pinging.settings);
    arena_init(&pinging.arena, ARENA_BYTES);
    code = all_tell(&pinging, count, err);
    *ret_accepted = pinging.accepted;
    arena_release(&pinging.arena);
    return code;
}
