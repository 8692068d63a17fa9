#include "aggregator/fetch/fetch.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/fetch/local.h"
#include "aggregator/fetch/programs.h"
#include "aggregator/fetch/queue.h"
#include "aggregator/fetch/transport.h"
#include "aggregator/fetch/unpack.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    THROTTLE_SECONDS = 900, /* throttling after a 429 without Retry-After */
    SECOND_MS = 1000,
    LANES = 4, /* programs and files that run at once */
};

/* State of one fetch_all() call. */
struct fetch {
    const struct fetch_request *requests;
    size_t count;
    const struct fetch_options *options;
    fetch_response_fn *take;
    void *context;
    struct error *err;
    const struct transport *transport;
    void *carrier; /* the transport's own state */
    struct queue queue;
    struct programs programs;
    struct transfer *slots;
    size_t *free_slots;
    size_t slot_count, free_count;
    /* chains of requests that wait for the host they were redirected to */
    struct redirect_chain **chains;
    int64_t second_ms; /* when options->second was last called */
    int code;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_stopped(const struct fetch *fetch)
{
    return fetch->code != 0 || (fetch->options->stop != NULL && *fetch->options->stop != 0);
}

static int64_t max_bytes(const struct fetch *fetch, const struct fetch_request *request)
{
    return request->feed->max_bytes > 0 ? request->feed->max_bytes
                                        : fetch->options->settings->max_bytes;
}

/* Adds the request to the queue of its host. All addresses without a host share one queue. */
static int queue_by_url(struct fetch *fetch, size_t number, const char *url,
                        int (*add)(struct queue *, size_t, const char *, struct error *))
{
    struct arena arena;
    const char *host;
    int code;

    arena_init(&arena, 1 << 20);
    host = url_host(&arena, url);
    code = host != NULL ? add(&fetch->queue, number, host, fetch->err)
                        : error_set(fetch->err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    arena_release(&arena);
    return code;
}

static void hand_on(struct fetch *fetch, struct transfer *transfer, struct fetch_response *response)
{
    fetch->code = fetch->take(fetch->context, transfer->request, response, fetch->err);
    transfer_end(transfer);
}

/* Returns the stored chain or a new one; NULL ends the fetch. */
static struct redirect_chain *chain_for(struct fetch *fetch, size_t number)
{
    struct redirect_chain *chain = fetch->chains[number];

    fetch->chains[number] = NULL;
    if (chain == NULL)
        chain = redirect_chain_new(fetch->requests[number].url);
    if (chain == NULL)
        fetch->code = error_set(fetch->err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    return chain;
}

/* A local file without a filter is read at once, without the queue. */
static void response_local(struct fetch *fetch, size_t number)
{
    const struct fetch_request *request = &fetch->requests[number];
    struct transfer transfer = {.number = number};
    struct redirect_chain *chain = chain_for(fetch, number);
    struct fetch_response response;

    if (chain == NULL)
        return;
    transfer_begin(&transfer, request, chain, max_bytes(fetch, request));
    local_read(&transfer);
    transfer_response(&response, &transfer, fetch->options->now);
    hand_on(fetch, &transfer, &response);
}

/* Responds without a request, because the host is throttled. */
static void response_throttled(struct fetch *fetch, struct transfer *transfer, int64_t until)
{
    char text[CLOCK_TEXT_SIZE];
    struct fetch_response response;

    clock_format_rfc3339(until, text);
    error_set(&transfer->error, ERR_REFUSED, SCOPE_FEED,
              "not requested: %.200s accepts no requests before %s",
              queue_host_name(&fetch->queue, transfer->number), text);
    transfer_response(&response, transfer, fetch->options->now);
    response.throttled = true;
    response.retry_at = until;
    hand_on(fetch, transfer, &response);
}

/* A 429, or a 503 with Retry-After, throttles the whole host. A private host is exempt, because it
 * relays the responses of other servers (politeness 12). */
static void throttle_host(struct fetch *fetch, const struct transfer *transfer,
                          const struct fetch_response *response)
{
    int64_t now = fetch->options->now, until = response->retry_at;
    int64_t latest = now + fetch->options->settings->retry_after_max_seconds;

    if ((response->status != 429 && response->status != 503) ||
        transfer->request->feed->allow_private)
        return;
    if (until == TIME_NONE && response->status == 429)
        until = now + THROTTLE_SECONDS;
    if (until == TIME_NONE || until <= now)
        return;
    queue_throttle(&fetch->queue, transfer->number, until < latest ? until : latest);
}

static void slot_free(struct fetch *fetch, const struct transfer *transfer)
{
    fetch->free_slots[fetch->free_count++] = transfer->slot;
}

static int64_t ready_after_gap(const struct fetch *fetch)
{
    return now_ms() + fetch->options->settings->host_gap_seconds * 1000;
}

static bool is_local(const struct fetch_request *request)
{
    return request->feed->exec != NULL || local_is_file(request->url);
}

/* Hands the response on, and makes room for another request. */
static void deliver(struct fetch *fetch, struct transfer *transfer)
{
    struct fetch_response response;

    transfer_response(&response, transfer, fetch->options->now);
    hand_on(fetch, transfer, &response);
    slot_free(fetch, transfer);
}

/* Starts a program of the feed; false, with the transfer's error set, when they are switched
 * off. */
static bool program_start(struct fetch *fetch, struct transfer *transfer,
                          const char *const *arguments, bool with_body)
{
    const struct feed *feed = transfer->request->feed;
    const int64_t seconds = feed->timeout_seconds > 0 ? feed->timeout_seconds
                                                      : fetch->options->settings->timeout_seconds;

    if (fetch->options->programs)
        programs_start(&fetch->programs, transfer, arguments, with_body, seconds * 1000, now_ms());
    else
        error_set(&transfer->error, ERR_REFUSED, SCOPE_FEED,
                  "not run: programs are switched off here (HEADWATER_PROGRAMS=off)");
    return fetch->options->programs;
}

/* The host is free again. A body goes through the feed's filter first, if it has one. */
static void received(struct fetch *fetch, struct transfer *transfer)
{
    const char *const *filter = transfer->request->feed->filter;

    queue_finish(&fetch->queue, transfer->number,
                 is_local(transfer->request) ? 0 : ready_after_gap(fetch));
    if (filter == NULL || transfer->error.code != ERR_NONE || transfer->reply.status != 200 ||
        !program_start(fetch, transfer, filter, true))
        deliver(fetch, transfer);
    else
        transfer->filtered = true;
}

/* A program has ended: exec, whose output may go through a filter yet, or the filter. */
static void program_finish(struct fetch *fetch, struct transfer *transfer)
{
    if (transfer->filtered) {
        deliver(fetch, transfer);
        return;
    }
    transfer->reply.status = 200;
    transfer->chain->bytes = (long long)transfer->body.size;
    received(fetch, transfer);
}

static void slot_start(struct fetch *fetch, struct transfer *transfer)
{
    if (transfer->request->feed->exec != NULL) {
        if (!program_start(fetch, transfer, transfer->request->feed->exec, false))
            received(fetch, transfer);
    } else if (is_local(transfer->request)) {
        local_read(transfer);
        received(fetch, transfer);
    } else {
        transfer->last = queue_is_last(&fetch->queue, transfer->number);
        fetch->transport->start(fetch->carrier, transfer);
    }
}

/* Reports the start of the request, except for later hops and files. */
static bool start_is_reported(struct fetch *fetch, const struct transfer *transfer)
{
    if (transfer->chain->hops == 0 && fetch->options->starting != NULL &&
        !local_is_file(transfer->request->url))
        fetch->code = fetch->options->starting(fetch->context, transfer->request, fetch->err);
    return fetch->code == 0;
}

static void start_all(struct fetch *fetch)
{
    size_t number;

    while (!is_stopped(fetch) && fetch->free_count > 0 &&
           queue_take(&number, &fetch->queue, now_ms())) {
        struct transfer *transfer = &fetch->slots[fetch->free_slots[fetch->free_count - 1]];
        struct redirect_chain *chain = chain_for(fetch, number);
        int64_t until;

        if (chain == NULL)
            return;
        transfer->number = number;
        transfer_begin(transfer, &fetch->requests[number], chain,
                       max_bytes(fetch, &fetch->requests[number]));
        if (queue_throttled(&fetch->queue, number, &until)) {
            queue_finish(&fetch->queue, number, 0);
            response_throttled(fetch, transfer, until);
            continue;
        }
        if (!start_is_reported(fetch, transfer))
            return;
        fetch->free_count--;
        slot_start(fetch, transfer);
    }
}

/* Follows a redirect: at once on the same host, otherwise through the new host's queue. */
static void follow(struct fetch *fetch, struct transfer *transfer)
{
    size_t number = transfer->number;
    const char *host;

    transfer_next_hop(transfer);
    host = url_host(&transfer->arena, redirect_chain_url(transfer->chain));
    if (host != NULL && strcmp(host, queue_host_name(&fetch->queue, number)) == 0) {
        slot_start(fetch, transfer);
        return;
    }
    fetch->chains[number] = transfer->chain;
    transfer->chain = NULL;
    queue_finish(&fetch->queue, number, ready_after_gap(fetch));
    fetch->code =
        queue_by_url(fetch, number, redirect_chain_url(fetch->chains[number]), queue_add_first);
    transfer_end(transfer);
    slot_free(fetch, transfer);
}

/* libcurl cannot decode a response with an invalid content coding, such as "utf-8". The request is
 * repeated once without decoding. */
static bool is_to_be_asked_undecoded(const struct transfer *transfer)
{
    static const char *const codings[] = {"gzip", "x-gzip", "deflate", "br", "zstd"};
    const char *coding = transfer->reply.content_encoding;

    if (transfer->error.code != ERR_SYNTAX || transfer->undecoded || coding == NULL)
        return false;
    for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++)
        if (strncasecmp(coding, codings[i], strlen(codings[i])) == 0)
            return false;
    return true;
}

/* Whether the response leads elsewhere. A form may hold a secret, and other statuses than 307 and
 * 308 would turn the POST into a GET. */
static bool is_led_on(struct transfer *transfer)
{
    const struct reply *reply = &transfer->reply;
    const char *here = redirect_chain_url(transfer->chain);
    const char *there = transfer->request->form != NULL && reply->location != NULL
                            ? url_resolve(&transfer->arena, here, reply->location)
                            : NULL;

    if (!redirect_chain_is_redirect(reply->status) || reply->location == NULL)
        return false;
    if (transfer->request->form == NULL)
        return true;
    if (transfer->request->stays && there != NULL &&
        !redirect_chain_same_server(transfer->request->url, there))
        return false;
    return (reply->status == 307 || reply->status == 308) && there != NULL &&
           (strncasecmp(here, "https:", 6) != 0 || strncasecmp(there, "https:", 6) == 0);
}

/* Handles a finished hop: starts the next one, or delivers the response. */
static void finish(struct fetch *fetch, struct transfer *transfer)
{
    const struct reply *reply = &transfer->reply;
    struct fetch_response response;
    const char *target;

    if (is_to_be_asked_undecoded(transfer)) {
        transfer->undecoded = true;
        transfer->error = (struct error){.code = ERR_NONE};
        follow(fetch, transfer);
        return;
    }
    if (transfer->error.code == ERR_NONE && is_led_on(transfer)) {
        target =
            url_resolve(&transfer->arena, redirect_chain_url(transfer->chain), reply->location);
        if (target == NULL) {
            error_set(&transfer->error, ERR_MEMORY, SCOPE_RUN, "out of memory");
        } else if (redirect_chain_follow(transfer->chain, reply->status, target,
                                         &transfer->error) == 0) {
            follow(fetch, transfer);
            return;
        }
    }
    if (transfer->error.code == ERR_NONE && transfer_wants_body(transfer))
        unpack_body(&transfer->body, &transfer->error);
    transfer_response(&response, transfer, fetch->options->now);
    throttle_host(fetch, transfer, &response);
    received(fetch, transfer);
}

static void second_tell(struct fetch *fetch)
{
    int64_t now = now_ms();

    if (fetch->code != 0 || fetch->options->second == NULL || now - fetch->second_ms < SECOND_MS)
        return;
    fetch->second_ms = now;
    fetch->code = fetch->options->second(fetch->context, fetch->err);
}

/* The longest time to wait for a transfer: a host may be ready before one finishes. */
static int64_t longest_wait_ms(const struct fetch *fetch)
{
    int64_t ms = fetch->free_count > 0 && !is_stopped(fetch)
                     ? queue_wait_ms(&fetch->queue, now_ms())
                     : SECOND_MS;

    return ms >= 0 && ms < SECOND_MS ? ms : SECOND_MS;
}

static struct transfer *wait_for_next(struct fetch *fetch)
{
    int64_t ms = longest_wait_ms(fetch);
    struct pollfd *files;
    size_t count = programs_files(&fetch->programs, &files, &ms, now_ms());

    return fetch->transport->wait(fetch->carrier, ms, files, count);
}

static void work(struct fetch *fetch)
{
    for (;;) {
        struct transfer *transfer;

        start_all(fetch);
        if (fetch->code != 0 || (fetch->free_count == fetch->slot_count &&
                                 (is_stopped(fetch) || fetch->queue.waiting == 0)))
            return;
        transfer = wait_for_next(fetch);
        if (transfer != NULL)
            finish(fetch, transfer);
        while (fetch->code == 0 && (transfer = programs_next(&fetch->programs, now_ms())) != NULL)
            program_finish(fetch, transfer);
        second_tell(fetch);
    }
}

/* Reads files at once and queues all other requests. What runs a program has no host: it waits for
 * one of a few lanes. */
static void sort_requests(struct fetch *fetch)
{
    static const char *const lanes[LANES] = {"program 1", "program 2", "program 3", "program 4"};

    for (size_t i = 0; i < fetch->count && !is_stopped(fetch); i++) {
        const struct fetch_request *request = &fetch->requests[i];

        if (request->feed->exec == NULL && request->feed->filter == NULL && is_local(request))
            response_local(fetch, i);
        else if (is_local(request))
            fetch->code = queue_add(&fetch->queue, i, lanes[i % LANES], fetch->err);
        else
            fetch->code = queue_by_url(fetch, i, fetch->requests[i].url, queue_add);
    }
}

static int fetch_open(struct fetch *fetch)
{
    size_t slots = (size_t)fetch->options->settings->concurrency;
    int code = queue_init(&fetch->queue, fetch->count, fetch->err);

    if (code != 0)
        return code;
    if (fetch->options->after_others)
        fetch->queue.first_ready_ms = ready_after_gap(fetch);
    slots = slots < fetch->count ? slots : fetch->count;
    fetch->slot_count = fetch->free_count = slots > 0 ? slots : 1;
    fetch->slots = calloc(fetch->slot_count, sizeof(*fetch->slots));
    fetch->free_slots = calloc(fetch->slot_count, sizeof(*fetch->free_slots));
    fetch->chains = calloc(fetch->count + 1, sizeof(struct redirect_chain *));
    if (fetch->slots == NULL || fetch->free_slots == NULL || fetch->chains == NULL)
        return error_set(fetch->err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < fetch->slot_count; i++)
        fetch->free_slots[i] = fetch->slots[i].slot = i;
    code = programs_open(&fetch->programs, fetch->slot_count, fetch->err);
    if (code != 0)
        return code;
    return fetch->transport->open(&fetch->carrier, fetch->options, fetch->slot_count, fetch->err);
}

static void fetch_close(struct fetch *fetch)
{
    fetch->transport->close(fetch->carrier);
    programs_close(&fetch->programs);
    for (size_t i = 0; fetch->slots != NULL && i < fetch->slot_count; i++)
        transfer_end(&fetch->slots[i]);
    for (size_t i = 0; fetch->chains != NULL && i < fetch->count; i++)
        redirect_chain_free(fetch->chains[i]);
    free(fetch->slots);
    free(fetch->free_slots);
    free(fetch->chains);
    queue_release(&fetch->queue);
}

int fetch_all(const struct fetch_request *requests, size_t count,
              const struct fetch_options *options, fetch_response_fn *take, void *context,
              struct error *err)
{
    struct fetch fetch = {.requests = requests,
                          .count = count,
                          .options = options,
                          .take = take,
                          .context = context,
                          .err = err,
                          .transport = options->replay_folder != NULL ? &transport_replay
                                                                      : &transport_network};

    fetch.code = fetch_open(&fetch);
    fetch.second_ms = now_ms();
    if (fetch.code == 0)
        sort_requests(&fetch);
    if (fetch.code == 0)
        work(&fetch);
    fetch_close(&fetch);
    return fetch.code;
}

int fetch_setup(struct error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot start libcurl");
    return 0;
}

void fetch_teardown(void)
{
    curl_global_cleanup();
}
