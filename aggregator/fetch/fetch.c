#include "aggregator/fetch/fetch.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/fetch/local.h"
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
    HOLD_SECONDS = 900, /* a host that said 429 and not for how long */
    SECOND_MS = 1000,
};

/* One call of fetch_all(). */
struct fetch {
    const struct errand *errands;
    size_t count;
    const struct fetch_options *options;
    fetch_answer_fn *take;
    void *context;
    struct error *err;
    const struct transport *transport;
    void *carrier; /* the transport's own */
    struct queue queue;
    struct exchange *slots;
    size_t *free_slots;
    size_t slot_count, free_count;
    struct trail **trails; /* of errands that wait for the host they were redirected to */
    int64_t second_ms;     /* when options->second was called last */
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

static int64_t max_bytes(const struct fetch *fetch, const struct errand *errand)
{
    return errand->feed->max_bytes > 0 ? errand->feed->max_bytes
                                       : fetch->options->settings->max_bytes;
}

/* The host that takes its turn for this address; one line for all that have none. */
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

static void hand_on(struct fetch *fetch, struct exchange *exchange, struct answer *answer)
{
    fetch->code = fetch->take(fetch->context, exchange->errand, answer, fetch->err);
    exchange_end(exchange);
}

/* A trail that is there, or a new one; NULL ends the fetch. */
static struct trail *trail_for(struct fetch *fetch, size_t number)
{
    struct trail *trail = fetch->trails[number];

    fetch->trails[number] = NULL;
    if (trail == NULL)
        trail = trail_new(fetch->errands[number].url);
    if (trail == NULL)
        fetch->code = error_set(fetch->err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    return trail;
}

/* Files of this machine wait for nobody. */
static void answer_local(struct fetch *fetch, size_t number)
{
    const struct errand *errand = &fetch->errands[number];
    struct exchange exchange = {.number = number};
    struct trail *trail = trail_for(fetch, number);
    struct answer answer;

    if (trail == NULL)
        return;
    exchange_begin(&exchange, errand, trail, max_bytes(fetch, errand));
    local_read(&exchange);
    exchange_answer(&answer, &exchange, fetch->options->now);
    hand_on(fetch, &exchange, &answer);
}

/* Not asked at all, because the host wants to be left in peace. */
static void answer_held(struct fetch *fetch, struct exchange *exchange, int64_t until)
{
    char text[CLOCK_TEXT_SIZE];
    struct answer answer;

    clock_format_rfc3339(until, text);
    error_set(&exchange->error, ERR_REFUSED, SCOPE_FEED,
              "not asked: %.200s wants no requests "
              "before %s",
              queue_host_name(&fetch->queue, exchange->number), text);
    exchange_answer(&answer, exchange, fetch->options->now);
    answer.held = true;
    answer.retry_at = until;
    hand_on(fetch, exchange, &answer);
}

/* 429 speaks for the whole host, and so does a Retry-After; on a private host, for one feed only:
 * such a host passes on what strangers told it (politeness 12). */
static void hold_host(struct fetch *fetch, const struct exchange *exchange,
                      const struct answer *answer)
{
    int64_t now = fetch->options->now, until = answer->retry_at;
    int64_t latest = now + fetch->options->settings->retry_after_max_seconds;

    if ((answer->status != 429 && answer->status != 503) || exchange->errand->feed->allow_private)
        return;
    if (until == TIME_NONE && answer->status == 429)
        until = now + HOLD_SECONDS;
    if (until == TIME_NONE || until <= now)
        return;
    queue_hold(&fetch->queue, exchange->number, until < latest ? until : latest);
}

static void slot_start(struct fetch *fetch, struct exchange *exchange)
{
    exchange->last = queue_is_last(&fetch->queue, exchange->number);
    fetch->transport->start(fetch->carrier, exchange);
}

static void slot_free(struct fetch *fetch, const struct exchange *exchange)
{
    fetch->free_slots[fetch->free_count++] = exchange->slot;
}

static int64_t ready_after_gap(const struct fetch *fetch)
{
    return now_ms() + fetch->options->settings->host_gap_seconds * 1000;
}

/* Tells that the errand is asked now, unless this is a later hop. */
static bool asking_is_told(struct fetch *fetch, const struct exchange *exchange)
{
    if (exchange->trail->hops == 0 && fetch->options->asking != NULL)
        fetch->code = fetch->options->asking(fetch->context, exchange->errand, fetch->err);
    return fetch->code == 0;
}

/* Starts what may start. */
static void start_all(struct fetch *fetch)
{
    size_t number;

    while (!is_stopped(fetch) && fetch->free_count > 0 &&
           queue_take(&number, &fetch->queue, now_ms())) {
        struct exchange *exchange = &fetch->slots[fetch->free_slots[fetch->free_count - 1]];
        struct trail *trail = trail_for(fetch, number);
        int64_t until;

        if (trail == NULL)
            return;
        exchange->number = number;
        exchange_begin(exchange, &fetch->errands[number], trail,
                       max_bytes(fetch, &fetch->errands[number]));
        if (queue_held(&fetch->queue, number, &until)) {
            queue_finish(&fetch->queue, number, 0);
            answer_held(fetch, exchange, until);
            continue;
        }
        if (!asking_is_told(fetch, exchange))
            return;
        fetch->free_count--;
        slot_start(fetch, exchange);
    }
}

/* Goes on where the answer points: at once on the same host, else behind that host's gap. */
static void follow(struct fetch *fetch, struct exchange *exchange)
{
    size_t number = exchange->number;
    const char *host;

    exchange_next_hop(exchange);
    host = url_host(&exchange->arena, trail_url(exchange->trail));
    if (host != NULL && strcmp(host, queue_host_name(&fetch->queue, number)) == 0) {
        slot_start(fetch, exchange);
        return;
    }
    fetch->trails[number] = exchange->trail;
    exchange->trail = NULL;
    queue_finish(&fetch->queue, number, ready_after_gap(fetch));
    fetch->code = queue_by_url(fetch, number, trail_url(fetch->trails[number]), queue_add_first);
    exchange_end(exchange);
    slot_free(fetch, exchange);
}

/* An answer in a coding that is none, "utf-8" say, is no use to libcurl: it is asked for once more,
 * as it is. */
static bool is_to_be_asked_undecoded(const struct exchange *exchange)
{
    static const char *const codings[] = {"gzip", "x-gzip", "deflate", "br", "zstd"};
    const char *coding = exchange->reply.content_encoding;

    if (exchange->error.code != ERR_SYNTAX || exchange->undecoded || coding == NULL)
        return false;
    for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++)
        if (strncasecmp(coding, codings[i], strlen(codings[i])) == 0)
            return false;
    return true;
}

/* A hop is over: the next, or the end. */
static void finish(struct fetch *fetch, struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    struct answer answer;
    const char *target;

    if (is_to_be_asked_undecoded(exchange)) {
        exchange->undecoded = true;
        exchange->error = (struct error){.code = ERR_NONE};
        follow(fetch, exchange);
        return;
    }
    if (exchange->error.code == ERR_NONE && trail_is_redirect(reply->status) &&
        reply->location != NULL) {
        target = url_resolve(&exchange->arena, trail_url(exchange->trail), reply->location);
        if (target == NULL) {
            error_set(&exchange->error, ERR_MEMORY, SCOPE_RUN, "out of memory");
        } else if (trail_follow(exchange->trail, reply->status, target, &exchange->error) == 0) {
            follow(fetch, exchange);
            return;
        }
    }
    if (exchange->error.code == ERR_NONE && reply->status == 200)
        unpack_body(&exchange->body, &exchange->error);
    exchange_answer(&answer, exchange, fetch->options->now);
    hold_host(fetch, exchange, &answer);
    queue_finish(&fetch->queue, exchange->number, ready_after_gap(fetch));
    hand_on(fetch, exchange, &answer);
    slot_free(fetch, exchange);
}

static void second_tell(struct fetch *fetch)
{
    int64_t now = now_ms();

    if (fetch->code != 0 || fetch->options->second == NULL || now - fetch->second_ms < SECOND_MS)
        return;
    fetch->second_ms = now;
    fetch->code = fetch->options->second(fetch->context, fetch->err);
}

/* How long to wait for an answer at most: a host may be ready before one comes. */
static int64_t longest_wait_ms(const struct fetch *fetch)
{
    int64_t ms = fetch->free_count > 0 && !is_stopped(fetch)
                     ? queue_wait_ms(&fetch->queue, now_ms())
                     : SECOND_MS;

    return ms >= 0 && ms < SECOND_MS ? ms : SECOND_MS;
}

static void work(struct fetch *fetch)
{
    for (;;) {
        struct exchange *exchange;

        start_all(fetch);
        if (fetch->code != 0 || (fetch->free_count == fetch->slot_count &&
                                 (is_stopped(fetch) || fetch->queue.waiting == 0)))
            return;
        exchange = fetch->transport->wait(fetch->carrier, longest_wait_ms(fetch));
        if (exchange != NULL)
            finish(fetch, exchange);
        second_tell(fetch);
    }
}

/* Files first, the rest into the queue. */
static void sort_errands(struct fetch *fetch)
{
    for (size_t i = 0; i < fetch->count && !is_stopped(fetch); i++) {
        if (local_is_file(fetch->errands[i].url))
            answer_local(fetch, i);
        else
            fetch->code = queue_by_url(fetch, i, fetch->errands[i].url, queue_add);
    }
}

static int fetch_open(struct fetch *fetch)
{
    size_t slots = (size_t)fetch->options->settings->concurrency;
    int code = queue_init(&fetch->queue, fetch->count, fetch->err);

    if (code != 0)
        return code;
    slots = slots < fetch->count ? slots : fetch->count;
    fetch->slot_count = fetch->free_count = slots > 0 ? slots : 1;
    fetch->slots = calloc(fetch->slot_count, sizeof(*fetch->slots));
    fetch->free_slots = calloc(fetch->slot_count, sizeof(*fetch->free_slots));
    fetch->trails = calloc(fetch->count + 1, sizeof(struct trail *));
    if (fetch->slots == NULL || fetch->free_slots == NULL || fetch->trails == NULL)
        return error_set(fetch->err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < fetch->slot_count; i++)
        fetch->free_slots[i] = fetch->slots[i].slot = i;
    return fetch->transport->open(&fetch->carrier, fetch->options, fetch->slot_count, fetch->err);
}

static void fetch_close(struct fetch *fetch)
{
    fetch->transport->close(fetch->carrier);
    for (size_t i = 0; fetch->slots != NULL && i < fetch->slot_count; i++)
        exchange_end(&fetch->slots[i]);
    for (size_t i = 0; fetch->trails != NULL && i < fetch->count; i++)
        trail_free(fetch->trails[i]);
    free(fetch->slots);
    free(fetch->free_slots);
    free(fetch->trails);
    queue_release(&fetch->queue);
}

int fetch_all(const struct errand *errands, size_t count, const struct fetch_options *options,
              fetch_answer_fn *take, void *context, struct error *err)
{
    struct fetch fetch = {.errands = errands,
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
        sort_errands(&fetch);
    if (fetch.code == 0)
        work(&fetch);
    fetch_close(&fetch);
    return fetch.code;
}

int fetch_setup(struct error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "libcurl cannot start");
    return 0;
}

void fetch_teardown(void)
{
    curl_global_cleanup();
}
