/* What is at a path of the server, and the limits of what the server keeps of it. */
#ifndef HEADWATER_SERVE_RESOURCE_H
#define HEADWATER_SERVE_RESOURCE_H

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
    bool pictures;    /* it may show pictures of other servers */
    const char *link; /* the header Link, which lives as long as the source; or NULL */
    int64_t modified; /* TIME_NONE: no Last-Modified */
    int max_age;      /* seconds a client may cache it */
    uint64_t number;  /* number, row, day and page are for the source's own use */
    size_t row;
    int64_t day;
    unsigned page;
};

#endif
