/* What fetch is asked and what it answers, for fetch itself, its transports and its callers. */
#ifndef HEADWATER_FETCH_FETCH_TYPES_H
#define HEADWATER_FETCH_FETCH_TYPES_H

#include "aggregator/base/arena.h"
#include "aggregator/base/spool.h"
#include "aggregator/model/feed.h"

#include <signal.h>
#include <stdbool.h>

/* One request. Borrowed until fetch_all() returns. */
struct fetch_request {
    const struct feed *feed;
    /* address to request: the configured one, or where the feed has moved; http, https or file */
    const char *url;
    const char *etag, *last_modified; /* validators to send, byte for byte; or NULL */
    /* the address that issued the validators; no other server gets them; NULL: url */
    const char *validators_from;
    const char *accept; /* media types to ask for; NULL: those of feeds */
    /* the body of a POST, application/x-www-form-urlencoded; NULL: a GET. Only 307 and 308 lead a
     * POST elsewhere (RFC 9110 §15.4), and never from https to http. Nothing is read of the body
     * that answers it. */
    const char *form;
    bool stays;   /* a form that no redirect may lead to another server */
    size_t index; /* the caller's index of this request */
};

/* One response; valid only during the callback. */
struct fetch_response {
    /* HTTP status of the last hop; 200 for a file that was read; 0: no response, see error */
    int status;
    struct error error; /* ERR_NONE when there was a response, whatever its status */
    struct spool *body; /* decoded; empty when there is none, and for a form */
    const char *url;    /* where the body came from, after redirects */
    /* set when every hop was permanent (301, 308) and the target may be stored; else NULL */
    const char *moved_to;
    const char *location; /* where a redirect leads that was not followed; or NULL */
    const char *content_type, *content_language, *content_location;
    const char *etag, *last_modified; /* byte for byte; NULL when the response has none */
    /* http or https, from Link headers (RFC 8288; W3C WebSub §4); NULL when there are none */
    const char *hub, *self;
    int64_t max_age_seconds; /* -1 when absent, and for no-cache and no-store */
    bool no_cache;           /* Cache-Control has no-cache or no-store */
    /* not requested, because the host is throttled; retry_at says until when */
    bool throttled;
    int64_t expires_at; /* TIME_NONE when absent or unreadable */
    int64_t retry_at;   /* TIME_NONE when absent; from either form of Retry-After */
    int64_t bytes;      /* received, before decoding */
    double seconds;     /* from the start of the request to its end */
};

/* Receives a response. A nonzero result stops the whole fetch with that code. */
typedef int fetch_response_fn(void *context, const struct fetch_request *request,
                              struct fetch_response *response, struct error *err);

/* Called right before the first hop of a request is sent; not for files, and not for a throttled
 * request. A nonzero result stops the whole fetch with that code. */
typedef int fetch_start_fn(void *context, const struct fetch_request *request, struct error *err);

/* Called about once a second while requests are in progress. A nonzero result stops the fetch. */
typedef int fetch_second_fn(void *context, struct error *err);

struct fetch_options {
    const struct settings *settings;
    const char *user_agent;
    int64_t now;                 /* for Retry-After and Expires */
    volatile sig_atomic_t *stop; /* set by a signal handler: no new requests; may be NULL */
    /* responses come from files in this folder instead of the network; see fetch/replay.h */
    const char *replay_folder;
    bool after_others;     /* hosts may just have answered others: each waits for its gap first */
    bool programs;         /* exec and filter of feeds may run */
    int64_t stall_seconds; /* ends a transfer after this long without data; 0: 20 s */
    fetch_start_fn *starting; /* may be NULL; called with the context of the response callback */
    fetch_second_fn *second;  /* may be NULL */
};

#endif
