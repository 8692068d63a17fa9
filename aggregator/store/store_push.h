/*
 * Subscriptions at hubs (model/push.h), by their tokens.
 *
 * A run and serve write at the same time, so each verb changes only its own columns, and is its own
 * transaction outside of one. A verb for a token that does not exist does nothing. Part of the
 * store. An engine whose data does not outlive the process remembers none.
 */
#ifndef HEADWATER_STORE_STORE_PUSH_H
#define HEADWATER_STORE_STORE_PUSH_H

#include "aggregator/model/push.h"
#include "aggregator/store/store.h"

/* Receives a subscription; its strings are valid only during the call. */
typedef int store_push_fn(void *context, const struct push_subscription *push, struct error *err);

/* Adds a subscription that has not been asked for: its addresses, secret and due. A feed has one
 * that is not ending; if there is one, nothing is added. */
int store_push_add(struct store *store, const struct push_subscription *push, struct error *err);

/* The subscription with a token, or the one of a feed that is not ending; in the arena. ERR_ABSENT
 * when there is none. */
int store_push_find(struct push_subscription *ret, struct store *store, struct arena *arena,
                    const char *token, struct error *err);
int store_push_of_feed(struct push_subscription *ret, struct store *store, struct arena *arena,
                       const char *feed_url, struct error *err);
/* All of them, those that are due first; each may not write. */
int store_push_each(struct store *store, store_push_fn *each, void *context, struct error *err);

/* What a run does. Asked: the hub is being asked; due is when it may be asked again. Later: it may
 * be asked at due, or when serve has written since, whichever comes last. End: nobody wants it any
 * more. Polled: the feed was polled, so deliveries before until are no longer news; missed: the
 * poll found news that no delivery had announced. */
int store_push_asked(struct store *store, const char *token, int64_t now, int64_t due,
                     struct error *err);
int store_push_later(struct store *store, const char *token, int64_t due, struct error *err);
int store_push_end(struct store *store, const char *token, int64_t now, struct error *err);
int store_push_polled(struct store *store, const char *token, int64_t until, bool missed,
                      struct error *err);
/* Forgets a subscription. */
int store_push_drop(struct store *store, const char *token, struct error *err);

/* What a hub says. Each but the last leaves a subscription that is ending alone. */
int store_push_verified(struct store *store, const char *token, int64_t now, int64_t lease_end,
                        int64_t due, struct error *err);
int store_push_denied(struct store *store, const char *token, int64_t due, struct error *err);
int store_push_delivered(struct store *store, const char *token, int64_t now, struct error *err);
int store_push_refused(struct store *store, const char *token, int64_t now, struct error *err);

#endif
