/*
 * Many pollers and one placer on one state: leases of hosts, and the inbox between them.
 *
 * Part of the store; only an engine that several machines can reach has it, others answer
 * ERR_REFUSED. A poller leases hosts, since politeness is owed to a host, requests their feeds, and
 * puts bodies that have news into the inbox. The placer, who holds the lock of the state
 * (store_lock()), takes them out in their order. A lease ends by itself: a poller that hung or died
 * is replaced, and a transaction of a lease that has ended fails, so that it cannot write over its
 * successor (a fenced lease: Kleppmann 2017, "Designing Data-Intensive Applications", chapter 8).
 *
 * Leases run by the clock of the database; due times are those of the callers.
 */
#ifndef HEADWATER_STORE_STORE_POLLING_H
#define HEADWATER_STORE_STORE_POLLING_H

#include "aggregator/store/store.h"

/* Adds hosts that are unknown; they are due at once. Others are due at that time, or sooner if they
 * were: their feeds may be new. */
int store_hosts_add(struct store *store, const char *const *names, size_t count, int64_t due,
                    struct error *err);

/* Leases at most limit hosts that are due and free, longest due first, for some seconds. *ret_lease
 * is the lease's number, greater than all before; the names are in the arena. */
int store_hosts_lease(int64_t *ret_lease, const char ***ret_names, size_t *ret_count,
                      struct store *store, struct arena *arena, size_t limit, int64_t seconds,
                      int64_t now, struct error *err);
/* Adds a host to a lease, due or not; *ret tells whether it was free. An unknown one is added. */
int store_host_lease(bool *ret, struct store *store, int64_t lease, const char *name,
                     int64_t seconds, struct error *err);
/* Lets a lease last for some seconds from now. ERR_LOCKED when it has lost a host. */
int store_lease_renew(struct store *store, int64_t lease, size_t hosts, int64_t seconds,
                      struct error *err);
/* Ends the lease of a host, which is due again at that time (TIME_NONE: as before), and not to be
 * asked before rest. Nothing happens if the lease has ended. */
int store_host_release(struct store *store, int64_t lease, const char *name, int64_t due,
                       int64_t rest, struct error *err);
/* The hosts that pollers have leased now; 0 where there are no pollers. */
int store_hosts_leased(int64_t *ret, struct store *store, struct error *err);
/* Lets a host be due at that time, unless it is sooner: it is said to have news. Does nothing where
 * there are no pollers. */
int store_host_news(struct store *store, const char *name, int64_t due, struct error *err);
/* All transactions from now on belong to the lease of a host, and fail with ERR_LOCKED when it has
 * ended. They may save feed states and use the inbox, at the same time as others. NULL: they belong
 * to the placer again. The name is borrowed. */
int store_lease_use(struct store *store, int64_t lease, const char *name, struct error *err);

/* A response on its way to the placer. */
struct store_delivery {
    int64_t id; /* given by the inbox: their order */
    const char *feed_url, *host;
    int64_t fetched;  /* when, by the poller's clock */
    const char *meta; /* what the response says about itself, in the form of the caller */
    const void *body;
    size_t size;
};
/* Puts a delivery into the inbox; one of the same feed that still waits there is replaced. */
int store_inbox_put(struct store *store, const struct store_delivery *delivery, struct error *err);
/* Whether a delivery of the feed waits. */
int store_inbox_waits(bool *ret, struct store *store, const char *feed_url, struct error *err);
/* The number of deliveries that wait. */
int store_inbox_count(int64_t *ret, struct store *store, struct error *err);
/* The first delivery after this id, in the arena; *ret_found is false when there is none. */
int store_inbox_next(struct store_delivery *ret, bool *ret_found, struct store *store,
                     struct arena *arena, int64_t after, struct error *err);
/* Deletes a delivery, and lets its host be due at that time if it is not leased and due later. */
int store_inbox_settle(struct store *store, int64_t id, const char *host, int64_t due,
                       struct error *err);

#endif
