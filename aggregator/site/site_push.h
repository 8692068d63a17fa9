/*
 * The callbacks of subscriptions at hubs, "/websub/" and a token: hubs verify requests (W3C WebSub
 * §5.3), refuse them (§5.2) and deliver (§7).
 *
 * Nothing of a delivery is stored but that there was one: the next run polls the feed, through the
 * same stages as ever, so that a hub can hasten news and cannot invent any. A delivery whose
 * signature does not match is answered like a good one, and counted. Writes little, in short
 * transactions, so runs may be in progress. Used from the thread of serve; does not log.
 */
#ifndef HEADWATER_SITE_SITE_PUSH_H
#define HEADWATER_SITE_SITE_PUSH_H

#include "aggregator/serve/source.h"
#include "aggregator/store/store.h"

struct site_push {
    const char *state_address;
    struct store *store; /* for writing; NULL until something is to be written */
    uint64_t store_identity;
};

/* Closes the state. Accepts a zeroed struct. */
void site_push_release(struct site_push *push);

enum { SITE_PUSH_METHODS = SERVE_GET | SERVE_POST | SERVE_BODY };

/* Whether a path may be a callback. */
bool site_push_takes(const char *path);

/* The methods of a path; 0 unless it is the callback of a subscription in the state. store is open
 * for reading; NULL: there is none. All of them when the state cannot be read just now: the answer
 * says so then. */
unsigned site_push_methods(struct store *store, const char *path);

/* Answers a request with one of these methods. Any error means that the state cannot be used just
 * now; the hub tries again. */
int site_push_answer(struct serve_reply *reply, struct site_push *push,
                     const struct serve_request *request, int64_t now, struct error *err);

#endif
