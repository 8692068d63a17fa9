/*
 * What the hubs of outputs have been told (W3C WebSub: a publisher tells a hub that a topic has new
 * content; here that is a ping).
 *
 * A ping is due from the moment a document is found with other bytes until its hub has answered, or
 * until the caller gives up. The state remembers the bytes by their hash, so that a run that was
 * killed anywhere pings again rather than never. Part of the store. An engine whose data does not
 * outlive the process remembers nothing: every ping is then the first one, and saving does nothing.
 */
#ifndef HEADWATER_STORE_STORE_PINGS_H
#define HEADWATER_STORE_STORE_PINGS_H

#include "aggregator/store/store.h"

enum {
    STORE_PING_ERROR_SIZE = 256,
    STORE_PING_KEPT_SECONDS = 400 * 86400, /* from the last request */
};

/* One hub of one output. */
struct store_ping {
    const char *hub, *topic; /* the key: the addresses of the hub and of the document; borrowed */
    uint64_t content;        /* hash of the document that the rest is about; 0: none yet */
    int64_t due_since;       /* the hub was not told of it since then; TIME_NONE: no ping is due */
    int64_t tried;           /* the last request; TIME_NONE: never */
    int64_t pinged;          /* the last request that the hub accepted; TIME_NONE: never */
    int64_t not_before;      /* no request before; 0: now */
    int failures;            /* requests in a row that failed; if no ping is due, it was given up */
    char error[STORE_PING_ERROR_SIZE]; /* of the last one; one line; empty after success */
};

/* Loads what is known of this hub and topic. An unknown pair gives a fresh ping (all times
 * TIME_NONE), not an error. */
int store_ping_load(struct store_ping *ret, struct store *store, const char *hub, const char *topic,
                    struct error *err);
/* Saves it; replaces what was saved for this hub and topic. */
int store_ping_save(struct store *store, const struct store_ping *ping, struct error *err);
/* Deletes what was last tried, or never tried and due, STORE_PING_KEPT_SECONDS ago: the output is
 * gone. */
int store_pings_forget(struct store *store, int64_t now, struct error *err);

#endif
