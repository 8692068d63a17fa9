/*
 * A small HTTP server for documents that change rarely and are requested often.
 *
 * A source provides the documents: a table of two functions, called from one thread. The server
 * handles GET and HEAD with ETag, Last-Modified, 304 and gzip, caches the most recent documents,
 * and closes connections that send too slowly or not at all. Independent of feeds and stories.
 * Sources: RFC 9110, RFC 9111, sd_listen_fds(3). Does not log.
 */
#ifndef HEADWATER_SERVE_SERVE_H
#define HEADWATER_SERVE_SERVE_H

#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SERVE_DOCUMENT_BYTES = 128 * 1024 * 1024, /* one document */
    SERVE_KEPT_DOCUMENTS = 64,                /* documents in memory, with their compressed forms */
    SERVE_KEPT_BYTES = 64 * 1024 * 1024,      /* all cached documents together */
    SERVE_CONNECTIONS = 16000,                /* fewer when the system limits open files */
    SERVE_CONNECTION_BYTES = 8 * 1024, /* memory per connection, including its request headers */
    SERVE_REQUEST_SECONDS = 20,        /* time limit for complete request headers */
    SERVE_LOCATION_SIZE = 128,
};

/* The resource at a path. */
struct serve_resource {
    int status;                         /* 200, 301, 404, 503 ... */
    const char *media_type;             /* a constant */
    char location[SERVE_LOCATION_SIZE]; /* for 301 */
    uint64_t version; /* changes whenever the content may change; 0: never cache */
    int64_t modified; /* TIME_NONE: no Last-Modified */
    int max_age;      /* seconds a client may cache it */
    uint64_t number;  /* number, row, day and page are for the source's own use */
    size_t row;
    int64_t day;
    unsigned page;
};

struct serve_source {
    /* Looks up a path (decoded, without its query). Must be quick: it is called for every
     * request. */
    int (*find)(struct serve_resource *ret, void *context, const char *path, struct error *err);
    /* Appends the content of a resource that find returned. ERR_ABSENT yields a 404, any other
     * error a 503. */
    int (*load)(struct str *into, void *context, const struct serve_resource *resource,
                struct error *err);
    void *context;
};

struct serve;

/* Opens a listening socket at "ADDR:PORT" ("127.0.0.1:8080", "[::1]:0", ":80"), or uses the one
 * that systemd passed. *ret_text receives its actual address. ERR_USAGE when the address cannot be
 * parsed, ERR_NETWORK when the socket cannot be opened. */
int serve_listen(int *ret_socket, char ret_text[64], const char *address, struct error *err);

/* Starts to serve on a socket, in its own thread. The source must live until serve_stop(). */
int serve_start(struct serve **ret, int socket, const struct serve_source *source,
                struct error *err);

/* Closes connections that are too slow. Call it about once a second from one thread. now is a
 * monotonic clock in seconds. */
void serve_sweep(struct serve *serve, int64_t now);

/* Responses sent since the start, by the first digit of their status (index 0 to 5). */
void serve_count(const struct serve *serve, uint64_t ret[6]);

/* Closes all connections and frees the server. Accepts NULL. */
void serve_stop(struct serve *serve);

#endif
