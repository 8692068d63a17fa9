/*
 * The documents that were given last, ready to be sent: plain, compressed, and as "not modified".
 */
#ifndef HEADWATER_SERVE_RESPONSE_CACHE_H
#define HEADWATER_SERVE_RESPONSE_CACHE_H

#include "aggregator/serve/serve.h"

#include <microhttpd.h>

enum { RESPONSE_TAG_SIZE = 17 };

struct document {
    char *path;
    struct serve_resource resource;
    char tag[RESPONSE_TAG_SIZE]; /* XXH3 of the body, in hexadecimal digits */
    struct MHD_Response *plain, *unmodified;
    struct MHD_Response *gzip, *gzip_unmodified; /* may be NULL: it would save nothing */
    size_t size;                                 /* bytes in memory */
    uint64_t used;                               /* when it was last asked for, in requests */
};

struct response_cache {
    struct document documents[SERVE_KEPT_DOCUMENTS];
    size_t size;
    uint64_t clock;
};

/* The document kept for a path in this version; NULL when there is none. */
struct document *response_cache_find(struct response_cache *cache, const char *path,
                                     const struct serve_resource *resource);

/* Makes the forms of a document and keeps it in place of the path's old one, or of the one not
 * asked for the longest. Valid until the next call. */
int response_cache_put(struct document **ret, struct response_cache *cache, const char *path,
                       const struct serve_resource *resource, const struct str *body,
                       struct error *err);

/* Frees all documents; what is being sent lives on until it is sent. */
void response_cache_release(struct response_cache *cache);

#endif
