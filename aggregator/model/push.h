/*
 * A subscription at a hub, which announces what is new in a feed (W3C WebSub).
 *
 * A run asks the hub; serve receives what the hub sends to the callback. What a hub delivers is a
 * hint that the feed has news, never the news themselves.
 */
#ifndef HEADWATER_MODEL_PUSH_H
#define HEADWATER_MODEL_PUSH_H

#include <stdint.h>

enum { PUSH_TOKEN_DIGITS = 32 }; /* 128 random bits */

/* Stored as numbers: never change them. */
enum push_state {
    PUSH_ASKED = 0,  /* the hub has not confirmed it yet (WebSub §5.3) */
    PUSH_LIVE = 1,   /* the hub has confirmed it */
    PUSH_DENIED = 2, /* the hub has refused or revoked it (WebSub §5.2) */
    PUSH_ENDING = 3, /* nobody wants it any more; the hub is to be told */
};

struct push_subscription {
    /* the key: hexadecimal digits, the last part of the callback; who knows it may call */
    const char *token;
    const char *feed_url; /* as configured */
    const char *hub, *topic;
    const char *callback; /* the whole address, as the hub was told it */
    const char *secret;   /* for signatures; NULL: the hub got none, because it has no https */
    enum push_state state;
    int64_t asked_at;               /* the last request to the hub; TIME_NONE: never */
    int64_t due;                    /* no request to the hub before */
    int64_t tries;                  /* requests since the hub last confirmed or denied */
    int64_t verified_at, lease_end; /* TIME_NONE: not confirmed */
    int64_t news_at;                /* a delivery that no poll has followed; TIME_NONE: none */
    int64_t delivered_at;           /* the last delivery; TIME_NONE: none */
    int64_t refused_at;             /* the last one that was not signed well; TIME_NONE: none */
    int64_t deliveries, refusals;   /* of both kinds, at most one in a second */
    int64_t missed; /* polls that found news which no delivery had announced, in a row */
};

#endif
