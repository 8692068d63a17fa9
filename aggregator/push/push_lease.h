/*
 * Decides about subscriptions at hubs: when a hub is to be asked, how long its word counts, and
 * whether it may be relied on. Pure: the caller passes the clock. Source: W3C WebSub §5.
 *
 * Every request to a hub counts as a try until the hub confirms it, and tries wait longer each
 * time, so that a hub that is gone, or answers and does nothing, needs no other rule. A hub is
 * relied on while its lease lasts, it answers, and its deliveries come before polls find the news.
 */
#ifndef HEADWATER_PUSH_PUSH_LEASE_H
#define HEADWATER_PUSH_PUSH_LEASE_H

#include "aggregator/model/push.h"

#include <stdbool.h>

enum {
    PUSH_LEASE_SECONDS = 10 * 86400,     /* what a hub is asked for */
    PUSH_LEASE_MAX_SECONDS = 30 * 86400, /* a longer one counts as this */
    PUSH_ANSWER_SECONDS = 86400,         /* a hub confirms a request within this time */
    PUSH_TRY_SECONDS = 6 * 3600,         /* after the first try; doubles with each */
    PUSH_TRY_MAX_SECONDS = 7 * 86400,
    PUSH_DENIED_SECONDS = 7 * 86400, /* after a hub has refused */
    PUSH_RENEWAL_MIN_SECONDS = 3600, /* however short the lease */
    PUSH_TRIES_MAX = 3,              /* without confirmation, a hub is not relied on */
    PUSH_MISSES_MAX = 3,             /* news in a row that a hub did not announce */
    PUSH_CLOCK_SLACK = 600,          /* of times that are past */
};

/* Whether the hub can be relied on to announce news. */
bool push_lease_is_live(const struct push_subscription *push, int64_t now);

/* What is to be done now. */
enum push_step { PUSH_STEP_NONE, PUSH_STEP_SUBSCRIBE, PUSH_STEP_UNSUBSCRIBE, PUSH_STEP_FORGET };
enum push_step push_lease_step(const struct push_subscription *push, int64_t now);

/* When the hub may be asked again, if it is asked now. */
int64_t push_lease_next_try(const struct push_subscription *push, int64_t now);

/* Whether the hub was asked to subscribe (or to unsubscribe) lately, so that its verification is
 * expected. */
bool push_lease_awaits(const struct push_subscription *push, bool subscribe, int64_t now);

/* Reads hub.lease_seconds: at most PUSH_LEASE_MAX_SECONDS; PUSH_LEASE_SECONDS for NULL, because
 * older hubs send none; 0 for anything but a number. */
int64_t push_lease_read(const char *text);

/* When a lease is to be renewed: after three quarters of it. */
int64_t push_lease_renewal(int64_t lease_seconds, int64_t now);

#endif
