/*
 * Cache of the most recent documents as complete responses: plain, compressed, and "not modified".
 */
#ifndef HEADWATER_SERVE_RESPONSE_CACHE_H
#define HEADWATER_SERVE_RESPONSE_CACHE_H

#include "aggregator/serve/resource.h"

#include <microhttpd.h>

enum { RESPONSE_TAG_SIZE = 17 };

struct cached_document {
    char *path;
    struct serve_resource resource;
    char tag[RESPONSE_TAG_SIZE]; /* XXH3 of the body, in hexadecimal */
    struct MHD_Response *plain, *unmodified;
    struct MHD_Response *gzip, *gzip_unmodified; /* may be NULL when compression saves nothing */
    size_t size;   /* of the plain and the compressed body, in bytes */
    uint64_t used; /* time of the last use, counted in requests */
};

struct response_cache {
    struct cached_document documents[SERVE_KEPT_DOCUMENTS];
    size_t size;
    uint64_t clock;
};

/* The cached document of a path in this version; NULL when there is none. */
struct cached_document *response_cache_find(struct response_cache *cache, const char *path,
                                            const struct serve_resource *resource);

/* Builds the forms of a document and caches them. They replace the path's old document, or the
 * least recently used one. Valid until the next call. */
int response_cache_put(struct cached_document **ret, struct response_cache *cache, const char *path,
                       const struct serve_resource *resource, const struct str *body,
                       struct error *err);

/* Frees all documents; a response that is being sent lives until it is sent. */
void response_cache_release(struct response_cache *cache);

#endif
