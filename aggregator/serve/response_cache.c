#include "aggregator/serve/response_cache.h"

#include "aggregator/base/clock.h"
#include "aggregator/serve/compress.h"
#include "aggregator/serve/policy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory serving");
}

/* Headers of every response. */
static void headers_add(struct MHD_Response *response, const struct serve_resource *resource)
{
    char text[CLOCK_TEXT_SIZE];

    snprintf(text, sizeof(text), "max-age=%d", resource->max_age);
    MHD_add_response_header(response, "Cache-Control", text);
    MHD_add_response_header(response, "Content-Security-Policy", serve_policy(resource->pictures));
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    if (resource->link != NULL)
        MHD_add_response_header(response, "Link", resource->link);
    if (resource->modified != TIME_NONE) {
        clock_format_rfc822(resource->modified, text);
        MHD_add_response_header(response, "Last-Modified", text);
    }
}

/* Never called: a 304 has no body. */
static ssize_t nothing_read(void *context, uint64_t position, char *into, size_t room)
{
    (void)context, (void)position, (void)into, (void)room;
    return MHD_CONTENT_READER_END_OF_STREAM;
}

/* RFC 9110 §8.6: a 304 has the Content-Length of the 200, or none. Given the 200's length, some
 * clients wait for a body. A response of unknown length has none, at the cost of the connection,
 * which libmicrohttpd then closes. The ETag is that of the 200 (§15.4.5). */
static struct MHD_Response *unmodified_make(const struct cached_document *document,
                                            const char *tag_end)
{
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1, nothing_read, NULL, NULL);
    char tag[RESPONSE_TAG_SIZE + 8];

    if (response == NULL)
        return NULL;
    MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    headers_add(response, &document->resource);
    snprintf(tag, sizeof(tag), "\"%s%s\"", document->tag, tag_end);
    MHD_add_response_header(response, "ETag", tag);
    return response;
}

static struct MHD_Response *response_make(const struct cached_document *document, const void *body,
                                          size_t size, const char *tag_end)
{
    const struct serve_resource *resource = &document->resource;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(size, (void *)body, MHD_RESPMEM_MUST_COPY);
    char tag[RESPONSE_TAG_SIZE + 8];

    if (response == NULL)
        return NULL;
    headers_add(response, resource);
    snprintf(tag, sizeof(tag), "\"%s%s\"", document->tag, tag_end);
    if (resource->status == 200)
        MHD_add_response_header(response, "ETag", tag);
    if (size > 0)
        MHD_add_response_header(response, "Content-Type", resource->media_type);
    if (resource->location[0] != '\0')
        MHD_add_response_header(response, "Location", resource->location);
    return response;
}

static void document_release(struct cached_document *document)
{
    struct MHD_Response *responses[] = {document->plain, document->gzip, document->unmodified,
                                        document->gzip_unmodified};

    for (size_t i = 0; i < sizeof(responses) / sizeof(responses[0]); i++)
        if (responses[i] != NULL)
            MHD_destroy_response(responses[i]);
    free(document->path);
    memset(document, 0, sizeof(*document));
}

static void response_cache_drop(struct response_cache *cache, struct cached_document *document)
{
    cache->size -= document->size;
    document_release(document);
}

struct cached_document *response_cache_find(struct response_cache *cache, const char *path,
                                            const struct serve_resource *resource)
{
    cache->clock++;
    for (size_t i = 0; i < SERVE_KEPT_DOCUMENTS; i++) {
        struct cached_document *document = &cache->documents[i];

        if (document->path == NULL || strcmp(document->path, path) != 0)
            continue;
        if (resource->version == 0 || document->resource.version != resource->version ||
            document->resource.status != resource->status)
            return NULL;
        document->used = cache->clock;
        return document;
    }
    return NULL;
}

/* Finds a slot: the path's own, an empty one, or that of the least recently used document. */
static struct cached_document *response_cache_place(struct response_cache *cache, const char *path)
{
    struct cached_document *best = &cache->documents[0];

    for (size_t i = 0; i < SERVE_KEPT_DOCUMENTS; i++) {
        struct cached_document *document = &cache->documents[i];

        if (document->path != NULL && strcmp(document->path, path) == 0) {
            best = document;
            break;
        }
        if (best->path != NULL && (document->path == NULL || document->used < best->used))
            best = document;
    }
    response_cache_drop(cache, best);
    return best;
}

/* Evicts documents until the total is within its limit; the one just added stays. */
static void response_cache_shrink(struct response_cache *cache, const struct cached_document *kept)
{
    while (cache->size > SERVE_KEPT_BYTES) {
        struct cached_document *oldest = NULL;

        for (size_t i = 0; i < SERVE_KEPT_DOCUMENTS; i++) {
            struct cached_document *document = &cache->documents[i];

            if (document->path != NULL && document != kept &&
                (oldest == NULL || document->used < oldest->used))
                oldest = document;
        }
        if (oldest == NULL)
            return;
        response_cache_drop(cache, oldest);
    }
}

int response_cache_put(struct cached_document **ret, struct response_cache *cache, const char *path,
                       const struct serve_resource *resource, const struct str *body,
                       struct error *err)
{
    struct cached_document *document = response_cache_place(cache, path);
    size_t packed_size = 0;
    unsigned char *packed = compress_body(&packed_size, body);

    document->path = strdup(path);
    document->resource = *resource;
    document->used = cache->clock;
    snprintf(document->tag, sizeof(document->tag), "%016" PRIx64,
             (uint64_t)XXH3_64bits(body->text, body->length));
    document->plain = response_make(document, body->text, body->length, "");
    document->unmodified = unmodified_make(document, "");
    document->gzip_unmodified = packed != NULL ? unmodified_make(document, "-gz") : NULL;
    if (packed != NULL && (document->gzip = response_make(document, packed, packed_size, "-gz")))
        MHD_add_response_header(document->gzip, "Content-Encoding", "gzip");
    free(packed);
    if (document->path == NULL || document->plain == NULL || document->unmodified == NULL) {
        document_release(document);
        return out_of_memory(err);
    }
    document->size = body->length + packed_size;
    cache->size += document->size;
    response_cache_shrink(cache, document);
    *ret = document;
    return 0;
}

void response_cache_release(struct response_cache *cache)
{
    for (size_t i = 0; i < SERVE_KEPT_DOCUMENTS; i++)
        document_release(&cache->documents[i]);
    cache->size = 0;
}
