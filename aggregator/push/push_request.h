/*
 * What a hub is told: the form of a request (W3C WebSub §5.1), and the random texts in it.
 */
#ifndef HEADWATER_PUSH_PUSH_REQUEST_H
#define HEADWATER_PUSH_PUSH_REQUEST_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/model/push.h"

#include <stdbool.h>

enum {
    PUSH_SECRET_DIGITS = 64,   /* 32 random bytes; WebSub allows less than 200 */
    PUSH_ADDRESS_BYTES = 2048, /* of a hub or topic; a longer one is not used */
};

/* Appends the form of a request. The secret is in it only when the hub has one. */
void push_request_form(struct str *into, const struct push_subscription *push, bool subscribe);

/* Fills a new subscription of a feed with a token and, for a hub with https, a secret (WebSub §5.1
 * allows none otherwise); base is settings.websub. The strings are in the arena or borrowed. ERR_IO
 * without random bytes, ERR_MEMORY. */
int push_request_new(struct push_subscription *ret, struct arena *arena, const char *feed_url,
                     const char *hub, const char *topic, const char *base, int64_t now,
                     struct error *err);

/* Whether a subscription is still for this hub, topic and callback address. */
bool push_request_is_for(const struct push_subscription *push, const char *hub, const char *topic,
                         const char *base);

/* Whether a feed names a hub that can be asked: hub and topic are http or https and not too long.
 * Either may be NULL. */
bool push_request_can_ask(const char *hub, const char *topic);

/* The token in a path of serve, "/websub/" and the token; NULL when the path is another. */
const char *push_request_token(const char *path);

#endif
