/*
 * The subscriptions of a run at hubs (W3C WebSub §4 and §5), where settings.websub is set: what
 * they say about the schedule, and the requests to the hubs.
 *
 * A feed is subscribed to at the hub that it names, as soon as a poll has found one, and a
 * subscription is renewed long before it ends. It ends when the feed is no longer polled, names
 * another hub or topic, or when the setting is removed or changed. A feed with credentials is never
 * subscribed to: what it contains is for the user. Part of run; logs.
 */
#ifndef HEADWATER_RUN_RUN_PUSH_H
#define HEADWATER_RUN_RUN_PUSH_H

#include "aggregator/config/config.h"
#include "aggregator/fetch/fetch.h"
#include "aggregator/store/store.h"

enum {
    RUN_PUSH_REQUESTS_MAX = 30,   /* to hubs in one run; the others wait for the next */
    RUN_PUSH_KEPT_SECONDS = 86400 /* a feed changes its hub or topic at most this often */
};

/* Tells plan what the feed's subscription says; after plan_mend_clock(). */
int run_push_state(struct feed_state *state, struct store *store, const struct feed *feed,
                   const struct settings *settings, int64_t now, struct error *err);

/* After a response was taken into the state: what a hub has announced is no longer news, and news
 * that it has not announced are counted. before: the last poll before this one, or TIME_NONE. */
int run_push_polled(struct store *store, const struct feed *feed, const struct feed_state *state,
                    int64_t before, struct error *err);

struct run_push {
    const struct config *config;
    struct store *store;
    const struct fetch_options *fetch; /* without callbacks */
};

/* Subscribes, renews and unsubscribes what is due, one after the other at one host; a host that
 * does not answer is not asked again in this run. Takes no longer than run_pings() may. Call it
 * outside a transaction: a hub may ask serve before it answers. A hub that fails is logged and is
 * not an error. */
int run_push(const struct run_push *options, struct error *err);

#endif
