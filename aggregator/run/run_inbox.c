#include "aggregator/run/run_inbox.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/log.h"
#include "aggregator/plan/plan.h"
#include "aggregator/run/delivery.h"
#include "aggregator/run/intake.h"
#include "aggregator/run/run_feeds.h"
#include "aggregator/run/run_log.h"
#include "aggregator/run/run_push.h"

#include <time.h>

enum { FEEDS_BYTES = 64 << 20, DELIVERY_BYTES = 256 << 20, LOOK_NANOSECONDS = 300 * 1000 * 1000 };

struct taking {
    const struct run_inbox *inbox;
    struct feed_index feeds;
    struct arena feeds_arena;
    struct arena arena;
    struct store_delivery delivery;
};

/* Within the transaction of the response. */
static int settled(void *context, const struct feed *feed, const struct feed_state *state,
                   struct error *err)
{
    struct taking *t = context;
    const struct plan_decision decision = plan_decide(feed, state, t->delivery.fetched, false);

    return store_inbox_settle(t->inbox->intake->store, t->delivery.id, t->delivery.host,
                              decision.not_before, err);
}

/* A delivery that nobody wants any more, or that cannot be read, is dropped: its feed is asked
 * again when it is due. */
static int drop(const struct taking *t, const char *why, struct error *err)
{
    log_line(LOG_LEVEL_NOTICE, "dropped a delivery of %s: %s", t->delivery.feed_url, why);
    return store_inbox_settle(t->inbox->intake->store, t->delivery.id, t->delivery.host,
                              t->delivery.fetched, err);
}

static int response_place(struct taking *t, const struct feed *feed,
                          struct fetch_response *response, const char *asked, struct error *err)
{
    struct intake *intake = t->inbox->intake;
    const struct fetch_request request = {.feed = feed, .url = asked};
    struct feed_state state;
    int64_t before;
    int code = store_feed_load(&state, intake->store, &t->arena, feed->url, err);

    if (code != 0)
        return code;
    plan_mend_clock(&state, feed, intake->settings, t->delivery.fetched);
    code = run_push_state(&state, intake->store, feed, intake->settings, t->delivery.fetched, err);
    if (code != 0)
        return code;
    before = state.last_poll;
    intake->now = t->delivery.fetched;
    code = intake_response(intake, &state, &request, response, err);
    if (code == 0)
        code = run_push_polled(intake->store, feed, &state, before, err);
    if (code != 0) {
        error_prefix(err, "storing the response of %s: ", feed->name);
        return code;
    }
    run_log_response(&request, response, &state, intake->warning);
    return 0;
}

static int delivery_place(struct taking *t, struct error *err)
{
    const struct feed *feed = run_feeds_find(&t->feeds, t->delivery.feed_url);
    struct error local = {.code = ERR_NONE};
    struct fetch_response response;
    const char *asked = NULL;
    struct spool body;
    int code;

    if (feed == NULL || !feed->enabled)
        return drop(t, "feeds.yaml does not have it any more", err);
    spool_init(&body, t->delivery.size);
    code = delivery_read(&asked, &response, &body, &t->arena, &t->delivery, &local);
    if (code == 0)
        code = response_place(t, feed, &response, asked, err);
    else
        code = code == ERR_SYNTAX
                   ? drop(t, local.text, err)
                   : error_set(err, (enum error_code)code, SCOPE_RUN, "%s", local.text);
    spool_release(&body);
    return code;
}

static bool is_stopped(const volatile sig_atomic_t *stop)
{
    return stop != NULL && *stop != 0;
}

static void look_pause(void)
{
    nanosleep(&(struct timespec){.tv_nsec = LOOK_NANOSECONDS}, NULL);
}

int run_inbox_wait(struct store *store, double seconds, volatile sig_atomic_t *stop,
                   struct error *err)
{
    const double end = clock_running() + seconds;
    int64_t waiting = 0;
    int code = 0;

    while (code == 0 && waiting == 0 && !is_stopped(stop) && clock_running() < end) {
        look_pause();
        code = store_inbox_count(&waiting, store, err);
    }
    return code;
}

int run_inbox(size_t *ret_taken, const struct run_inbox *inbox, struct error *err)
{
    struct taking t = {.inbox = inbox};
    struct intake *intake = inbox->intake;
    const int64_t now = intake->now;
    bool found = true;
    int code;

    *ret_taken = 0;
    arena_init(&t.arena, DELIVERY_BYTES);
    arena_init(&t.feeds_arena, FEEDS_BYTES);
    code = run_feeds_index(&t.feeds, &t.feeds_arena, inbox->config, err);
    intake->settled = settled;
    intake->settled_context = &t;
    while (code == 0 && found && *ret_taken < INBOX_ROUND_MAX && !is_stopped(intake->stop)) {
        code = store_inbox_next(&t.delivery, &found, intake->store, &t.arena, 0, err);
        if (code == 0 && found)
            code = delivery_place(&t, err);
        *ret_taken += code == 0 && found;
        arena_reset(&t.arena);
        if (code == 0 && !found && clock_running() < inbox->until) {
            look_pause();
            found = true;
        }
    }
    if (code == 0)
        code = store_sync(intake->store, err);
    intake->settled = NULL;
    intake->now = now;
    arena_release(&t.arena);
    arena_release(&t.feeds_arena);
    return code;
}
