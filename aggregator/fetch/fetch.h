/*
 * Asking for bodies: many hosts at once, one host politely, through libcurl's multi interface.
 *
 * Knows requests and answers; nothing of feeds' formats, of the state or of when a feed is due. A
 * transport is a row of functions, so that tests replay recorded answers in place of the network.
 * Sources: RFC 9110 (HTTP), RFC 9111 (caching), RFC 6585 (429).
 */
#ifndef HEADWATER_FETCH_FETCH_H
#define HEADWATER_FETCH_FETCH_H

#include "aggregator/base/arena.h"
#include "aggregator/base/spool.h"
#include "aggregator/model/feed.h"

#include <signal.h>
#include <stdbool.h>

/* One question. Borrowed until fetch_all() returns. */
struct fetch_request {
    const struct feed *feed;
    const char
        *url; /* what to ask: the configured address, or where it has moved; http, https, file */
    const char *etag, *last_modified; /* validators to send, byte for byte; or NULL */
    const char *validators_from; /* whose they are: no other server gets them; NULL: that of url */
    size_t index;                /* the caller's number for it */
};

/* One answer; valid during the call that hands it on. */
struct fetch_response {
    int status; /* HTTP status of the last hop; 200 for a file read; 0: no answer, see error */
    struct error error; /* code ERR_NONE when there was an answer, whatever its status */
    struct spool *body; /* decoded; empty when there is none */
    const char *url;    /* where the body came from, after redirects */
    const char
        *moved_to; /* set when every hop was permanent (301, 308) and may be stored; else NULL */
    const char *content_type, *content_language, *content_location;
    const char *etag, *last_modified; /* byte for byte; NULL when the answer brought none */
    int64_t max_age_seconds;          /* -1 when absent; -1 as well for no-cache and no-store */
    bool no_cache;                    /* no-cache or no-store was said */
    bool throttled;     /* not asked: another feed of the host was told to wait; retry_at says until
                           when */
    int64_t expires_at; /* TIME_NONE when absent or unreadable */
    int64_t retry_at;   /* TIME_NONE when absent; seconds and dates both end here */
    int64_t bytes;      /* received, before decoding */
    double seconds;     /* from the start of the request to its end */
};

/* Takes an answer. A nonzero result stops the whole fetch with that code. */
typedef int fetch_response_fn(void *context, const struct fetch_request *request,
                              struct fetch_response *response, struct error *err);

/* Called for a request right before its first request leaves; not for files, nor for a request that
 * is held. A nonzero result stops the whole fetch with that code. */
typedef int fetch_start_fn(void *context, const struct fetch_request *request, struct error *err);

/* Called about once a second while requests are under way. The same. */
typedef int fetch_second_fn(void *context, struct error *err);

struct fetch_options {
    const struct settings *settings;
    const char *user_agent;
    int64_t now;                 /* for Retry-After and Age */
    volatile sig_atomic_t *stop; /* set by a signal handler: no new requests; may be NULL */
    const char *replay_folder;   /* answers come from files here and not from the network; see
                                    fetch/replay.h */
    int64_t stall_seconds;       /* so long without bytes ends a transfer; 0: 20 s */
    fetch_start_fn *starting;    /* or NULL; these get the context of the answers */
    fetch_second_fn *second;     /* or NULL */
};

/* Works through all requests; answers arrive in any order, one call each, from this thread. An
 * request that fails is an answer with an error, not a failure of the call. */
int fetch_all(const struct fetch_request *requests, size_t count,
              const struct fetch_options *options, fetch_response_fn *take, void *context,
              struct error *err);

enum { AGENT_CONTACT_SIZE = 400 }; /* more of a contact is cut */

/* "headwater/VERSION (+URL; contact)": who asks, told in every request. The URL is the program's
 * home, which whoever builds it may give (HEADWATER_HOMEPAGE); contact is the user's, an address or
 * a page, and may be NULL. */
void fetch_user_agent(char *ret, size_t room, const char *contact);

/* Whether that tells a publisher where to turn. */
bool fetch_agent_names_somebody(const char *contact);

/* Once a process, before any thread: libcurl's global state. */
int fetch_setup(struct error *err);
void fetch_teardown(void);

#endif
