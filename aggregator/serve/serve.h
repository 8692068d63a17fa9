/*
 * A small HTTP server for documents that change seldom and are asked for often.
 *
 * What there is to serve it learns from a source: a table of two functions, asked from one thread.
 * It answers GET and HEAD, with ETag, Last-Modified, 304 and gzip, keeps the documents it was given
 * last, and holds its own against clients that send slowly or not at all. Knows nothing of feeds or
 * stories. Sources: RFC 9110, RFC 9111, sd_listen_fds(3). Does not log.
 */
#ifndef HEADWATER_SERVE_SERVE_H
#define HEADWATER_SERVE_SERVE_H

#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SERVE_DOCUMENT_BYTES = 128 * 1024 * 1024, /* of one document */
    SERVE_KEPT_DOCUMENTS = 64,                /* in memory, with their compressed forms */
    SERVE_KEPT_BYTES = 64 * 1024 * 1024,      /* all of them together */
    SERVE_CONNECTIONS = 16000,                /* fewer where the system allows fewer files */
    SERVE_CONNECTION_BYTES = 8 * 1024,        /* memory of one, its request headers included */
    SERVE_REQUEST_SECONDS = 20,               /* until a request's headers must be complete */
    SERVE_LOCATION_SIZE = 128,
};

/* What stands at a path. */
struct serve_resource {
    int status;                         /* 200, 301, 404, 503 ... */
    const char *media_type;             /* a constant */
    char location[SERVE_LOCATION_SIZE]; /* for 301 */
    uint64_t version;                   /* differs whenever the content may; 0: never keep */
    int64_t modified;                   /* TIME_NONE: not told */
    int max_age;                        /* seconds a client may keep it unasked */
    uint64_t number;                    /* these four are for the source's own use */
    size_t row;
    int64_t day;
    unsigned page;
};

struct serve_source {
    /* Looks up a path (decoded, without its query). Must be quick: it is asked for every request.
     */
    int (*find)(struct serve_resource *ret, void *context, const char *path, struct error *err);
    /* Appends the content of what find returned. ERR_ABSENT answers 404, another error 503. */
    int (*load)(struct str *into, void *context, const struct serve_resource *resource,
                struct error *err);
    void *context;
};

struct serve;

/* Opens a listening socket at "ADDR:PORT" ("127.0.0.1:8080", "[::1]:0", ":80"), or takes the one
 * that systemd passed. *ret_text gets the address it has then. ERR_USAGE when the address cannot be
 * read, ERR_NETWORK when it cannot be had. */
int serve_listen(int *ret_socket, char ret_text[64], const char *address, struct error *err);

/* Starts answering on a socket, in a thread of its own; the source must live until serve_stop. */
int serve_start(struct serve **ret, int socket, const struct serve_source *source,
                struct error *err);

/* To be called about once a second from one thread: ends connections that are too slow. now is any
 * clock that only runs forward, in seconds. */
void serve_sweep(struct serve *serve, int64_t now);

/* Requests answered since the start, by the first digit of their status (index 0 to 5). */
void serve_count(const struct serve *serve, uint64_t ret[6]);

/* Ends all connections, and frees. Accepts NULL. */
void serve_stop(struct serve *serve);

#endif
