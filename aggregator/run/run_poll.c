#include "aggregator/run/run_poll.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/base/log.h"
#include "aggregator/base/url.h"
#include "aggregator/plan/plan.h"
#include "aggregator/run/delivery.h"
#include "aggregator/run/intake.h"
#include "aggregator/run/run_feeds.h"
#include "aggregator/run/run_log.h"
#include "aggregator/run/run_push.h"
#include "aggregator/run/session.h"
#include "aggregator/store/store_polling.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    USER_AGENT_SIZE = 512,
    INDEX_BYTES = 512 << 20, /* the names of all hosts */
    ROUND_BYTES = 256 << 20, /* the feeds of one lease */
    DELIVERY_BYTES = 256 << 20,
};

/* What is asked without a host: files and programs. */
static const char no_host[] = "(local)";

struct seat {
    const char *host;
    const struct feed *feed;
};

/* A host of the current lease. */
struct leased {
    const char *name;
    size_t first, count; /* its feeds in the round */
    bool lost;
};

struct poller {
    const struct config *config;
    const struct poll_options *options;
    struct session session; /* of which only the store is open */
    struct intake intake;
    struct arena index; /* the seats */
    struct seat *seats; /* by host */
    size_t seat_count;
    size_t delivered;
    /* the current round */
    struct arena round;
    int64_t lease, now;
    struct leased *hosts;
    size_t host_count, leased_count; /* with the hosts of moved feeds */
    struct feed *feeds;
    struct feed_state *states;
    size_t *host_of; /* per feed */
    size_t feed_count;
    struct fetch_request *requests;
    size_t request_count;
    double renewed; /* by clock_running() */
};

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static const char *host_of(struct arena *arena, const char *url)
{
    const char *host = url_is_http(url) ? url_host(arena, url) : no_host;

    return host != NULL && host[0] == '\0' ? no_host : host;
}

static int by_host(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    const int order = strcmp(x->host, y->host);

    return order != 0 ? order : (x->feed > y->feed) - (x->feed < y->feed);
}

/* The feeds by host; a feed that is off has no seat. */
static int seats_make(struct poller *p, struct error *err)
{
    const struct config *config = p->config;

    p->seats = arena_array(&p->index, config->feed_count + 1, sizeof(*p->seats));
    if (p->seats == NULL)
        return no_memory(err);
    for (size_t i = 0; i < config->feed_count; i++) {
        struct seat *seat = &p->seats[p->seat_count];

        if (!config->feeds[i].enabled)
            continue;
        seat->feed = &config->feeds[i];
        seat->host = host_of(&p->index, config->feeds[i].url);
        if (seat->host == NULL)
            return no_memory(err);
        p->seat_count++;
    }
    qsort(p->seats, p->seat_count, sizeof(*p->seats), by_host);
    return 0;
}

static int hosts_tell(struct poller *p, struct error *err)
{
    const char **names = arena_array(&p->index, p->seat_count + 1, sizeof(*names));
    const int64_t due = p->options->now != TIME_NONE ? p->options->now : clock_now();
    size_t count = 0;
    int code;

    if (names == NULL)
        return no_memory(err);
    for (size_t i = 0; i < p->seat_count; i++)
        if (i == 0 || strcmp(p->seats[i].host, p->seats[i - 1].host) != 0)
            names[count++] = p->seats[i].host;
    code = store_begin(p->intake.store, err);
    if (code != 0)
        return code;
    code = store_hosts_add(p->intake.store, names, count, due, err);
    if (code == 0)
        return store_commit(p->intake.store, err);
    store_rollback(p->intake.store);
    return code;
}

/* The place of the first seat of a host. */
static size_t seat_find(const struct poller *p, const char *host)
{
    size_t low = 0, high = p->seat_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (strcmp(p->seats[middle].host, host) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The round: what is due of the hosts that were leased. */

static size_t leased_find(const struct poller *p, const char *host)
{
    for (size_t i = 0; i < p->leased_count; i++)
        if (strcmp(p->hosts[i].name, host) == 0)
            return i;
    return SIZE_MAX;
}

static int feeds_load(struct poller *p, struct error *err)
{
    size_t count = 0;
    int code = 0;

    for (size_t i = 0; i < p->host_count; i++) {
        size_t at = seat_find(p, p->hosts[i].name);

        p->hosts[i].first = count;
        for (; at < p->seat_count && strcmp(p->seats[at].host, p->hosts[i].name) == 0; at++)
            count++;
        p->hosts[i].count = count - p->hosts[i].first;
    }
    p->feeds = arena_array(&p->round, count + 1, sizeof(*p->feeds));
    p->states = arena_array(&p->round, count + 1, sizeof(*p->states));
    p->host_of = arena_array(&p->round, count + 1, sizeof(*p->host_of));
    p->requests = arena_array(&p->round, count + 1, sizeof(*p->requests));
    if (p->feeds == NULL || p->states == NULL || p->host_of == NULL || p->requests == NULL)
        return no_memory(err);
    p->feed_count = count;
    for (size_t i = 0; i < p->host_count; i++)
        for (size_t k = 0; k < p->hosts[i].count && code == 0; k++) {
            const size_t feed = p->hosts[i].first + k;

            p->feeds[feed] = *p->seats[seat_find(p, p->hosts[i].name) + k].feed;
            p->host_of[feed] = i;
            code = store_feed_load(&p->states[feed], p->intake.store, &p->round, p->feeds[feed].url,
                                   err);
            if (code == 0) {
                plan_mend_clock(&p->states[feed], &p->feeds[feed], &p->config->settings, p->now);
                code = run_push_state(&p->states[feed], p->intake.store, &p->feeds[feed],
                                      &p->config->settings, p->now, err);
            }
        }
    return code != 0 ? code : plan_group_hosts(p->feeds, p->states, count, p->now, err);
}

/* A feed that has moved needs the lease of its other host as well; *ret: it has it. */
static int moved_lease(bool *ret, struct poller *p, const char *url, struct error *err)
{
    const char *host = host_of(&p->round, url);
    struct leased *grown;
    int code;

    *ret = true;
    if (host == NULL)
        return no_memory(err);
    if (leased_find(p, host) != SIZE_MAX)
        return 0;
    code = store_host_lease(ret, p->intake.store, p->lease, host, p->options->lease_seconds, err);
    if (code != 0 || !*ret)
        return code;
    grown = arena_grow(&p->round, p->hosts, p->leased_count, sizeof(*grown));
    if (grown == NULL)
        return no_memory(err);
    p->hosts = grown;
    grown[p->leased_count++] = (struct leased){.name = host};
    return 0;
}

static int request_add(struct poller *p, size_t at, struct error *err)
{
    const struct feed *feed = &p->feeds[at];
    struct feed_state *state = &p->states[at];
    bool waits = false, leased = true;
    int code;

    if (!plan_decide(feed, state, p->now, false).due)
        return 0;
    code = store_inbox_waits(&waits, p->intake.store, feed->url, err);
    if (code == 0 && !waits && state->moved_to != NULL)
        code = moved_lease(&leased, p, state->moved_to, err);
    if (code != 0)
        return code;
    if (waits || !leased) {
        state->not_before = p->now + POLL_WAITING_PAUSE;
        state->announced = false; /* or it would be due at once, again and again */
        return 0;
    }
    p->requests[p->request_count++] = run_feeds_request(feed, state, at);
    return 0;
}

/* The requests. */

static int lease_enter(struct poller *p, size_t at, struct error *err)
{
    return store_lease_use(p->intake.store, p->lease, p->hosts[p->host_of[at]].name, err);
}

/* A lease that has ended is not a failure of the poller: another one has the host now. */
static int lease_leave(struct poller *p, size_t at, int code, struct error *err)
{
    struct leased *host = &p->hosts[p->host_of[at]];

    if (code != ERR_LOCKED)
        return code;
    if (!host->lost)
        log_line(LOG_LEVEL_NOTICE, "%s: %s; what it answered is left to the next poller",
                 host->name, err->text);
    host->lost = true;
    *err = (struct error){.code = ERR_NONE};
    return 0;
}

static int starting(void *context, const struct fetch_request *request, struct error *err)
{
    struct poller *p = context;
    int code = lease_enter(p, request->index, err);

    if (code == 0)
        code = intake_start(&p->intake, &p->states[request->index], request, err);
    return code; /* a request under a lost lease is not sent: the round ends */
}

static int deliver(struct poller *p, const struct fetch_request *request,
                   struct fetch_response *response, struct error *err)
{
    struct store_delivery delivery;
    struct arena arena;
    int code;

    arena_init(&arena, DELIVERY_BYTES);
    code = delivery_make(&delivery, &arena, request, p->hosts[p->host_of[request->index]].name,
                         response, p->now, err);
    if (code == 0)
        code = store_inbox_put(p->intake.store, &delivery, err);
    arena_release(&arena);
    if (code != 0)
        return code;
    failpoint("poll-delivered");
    p->delivered++;
    p->intake.counts.polled++;
    p->intake.counts.statuses[response->status / 100 % 6]++;
    p->intake.counts.bytes += response->bytes;
    return 0;
}

static int take(void *context, const struct fetch_request *request, struct fetch_response *response,
                struct error *err)
{
    struct poller *p = context;
    struct feed_state *state = &p->states[request->index];
    const int64_t before = state->last_poll;
    bool same = true;
    int code = lease_enter(p, request->index, err);

    if (code == 0 && response->error.code == ERR_NONE && response->status == HTTP_OK &&
        !response->throttled)
        code = intake_is_same(&same, request->feed, state, response, err);
    if (code == 0 && !same)
        code = deliver(p, request, response, err);
    else if (code == 0)
        code = intake_response(&p->intake, state, request, response, err);
    if (code == 0 && same && !response->throttled)
        code = run_push_polled(p->intake.store, request->feed, state, before, err);
    if (code == 0 && same)
        run_log_response(request, response, state, p->intake.warning);
    return lease_leave(p, request->index, code, err);
}

static int second_passed(void *context, struct error *err)
{
    struct poller *p = context;
    const double now = clock_running();

    if ((now - p->renewed) * POLL_RENEWALS < (double)p->options->lease_seconds)
        return 0;
    p->renewed = now;
    return store_lease_renew(p->intake.store, p->lease, p->leased_count, p->options->lease_seconds,
                             err);
}

static int requests_send(struct poller *p, struct error *err)
{
    char user_agent[USER_AGENT_SIZE];
    struct fetch_options options = {.settings = &p->config->settings,
                                    .user_agent = user_agent,
                                    .now = p->now,
                                    .stop = p->options->stop,
                                    .replay_folder = p->options->replay,
                                    .programs = p->options->programs,
                                    .starting = starting,
                                    .second = second_passed};
    int code;

    fetch_user_agent(user_agent, sizeof(user_agent), p->config->settings.contact);
    p->renewed = clock_running();
    code = fetch_all(p->requests, p->request_count, &options, take, p, err);
    if (code == ERR_LOCKED) { /* a host of the round is another poller's now */
        log_line(LOG_LEVEL_NOTICE, "%s; the round ends", err->text);
        *err = (struct error){.code = ERR_NONE};
        code = 0;
    }
    return code;
}

/* When a host is due again: when its first feed is. */
static int64_t host_due(const struct poller *p, const struct leased *host)
{
    int64_t due = INT64_MAX;

    for (size_t i = host->first; i < host->first + host->count; i++) {
        const struct plan_decision decision =
            plan_decide(&p->feeds[i], &p->states[i], p->now, false);

        due = decision.not_before < due ? decision.not_before : due;
    }
    return due;
}

static int hosts_release(struct poller *p, struct error *err)
{
    const int64_t rest = (p->options->now != TIME_NONE ? p->now : clock_now()) +
                         p->config->settings.host_gap_seconds;
    int code = store_lease_use(p->intake.store, 0, NULL, err);

    for (size_t i = 0; i < p->leased_count && code == 0; i++)
        code = store_host_release(p->intake.store, p->lease, p->hosts[i].name,
                                  i < p->host_count ? host_due(p, &p->hosts[i]) : TIME_NONE, rest,
                                  err);
    return code;
}

static int round_poll(struct poller *p, const char **names, size_t count, struct error *err)
{
    int code = 0;

    p->hosts = arena_array(&p->round, count + 1, sizeof(*p->hosts));
    if (p->hosts == NULL)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        p->hosts[i] = (struct leased){.name = names[i]};
    p->host_count = p->leased_count = count;
    p->request_count = 0;
    code = feeds_load(p, err);
    for (size_t i = 0; i < p->feed_count && code == 0; i++)
        code = request_add(p, i, err);
    if (code == 0 && p->request_count > 0)
        code = requests_send(p, err);
    failpoint("poll-round");
    return code == 0 ? hosts_release(p, err) : code;
}

static bool is_stopped(const struct poller *p)
{
    return p->options->stop != NULL && *p->options->stop != 0;
}

static void second_wait(void)
{
    nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

/* One lease and its requests; *ret_idle: nothing was to be done. */
static int round_begin(struct poller *p, bool *ret_idle, struct error *err)
{
    const char **names;
    size_t count;
    int64_t waiting;
    int code = store_inbox_count(&waiting, p->intake.store, err);

    *ret_idle = true;
    if (code != 0 || waiting > POLL_INBOX_MAX)
        return code;
    p->now = p->options->now != TIME_NONE ? p->options->now : clock_now();
    p->intake.now = p->now;
    code = store_hosts_lease(&p->lease, &names, &count, p->intake.store, &p->round, POLL_HOSTS,
                             p->options->lease_seconds, p->now, err);
    if (code != 0 || count == 0)
        return code;
    *ret_idle = false;
    return round_poll(p, names, count, err);
}

static int rounds(struct poller *p, struct error *err)
{
    bool idle = false;
    int code = 0;

    while (code == 0 && !is_stopped(p) && (!idle || p->options->forever)) {
        if (idle)
            second_wait();
        code = round_begin(p, &idle, err);
        arena_reset(&p->round);
    }
    return code == 0 ? store_sync(p->intake.store, err) : code;
}

int run_poll(struct intake_counts *ret_counts, size_t *ret_delivered, const struct config *config,
             const struct poll_options *options, struct error *err)
{
    struct poller p = {.config = config, .options = options};
    int code = store_open(&p.session.store, options->state_address, err);

    arena_init(&p.index, INDEX_BYTES);
    arena_init(&p.round, ROUND_BYTES);
    p.intake = (struct intake){.session = &p.session,
                               .store = p.session.store,
                               .settings = &config->settings,
                               .rules = &config->rules,
                               .stop = options->stop};
    if (code == 0)
        code = seats_make(&p, err);
    if (code == 0)
        code = hosts_tell(&p, err);
    if (code == 0)
        code = fetch_setup(err);
    if (code == 0) {
        code = rounds(&p, err);
        fetch_teardown();
    }
    *ret_counts = p.intake.counts;
    *ret_delivered = p.delivered;
    store_close(p.session.store);
    arena_release(&p.round);
    arena_release(&p.index);
    return code;
}
