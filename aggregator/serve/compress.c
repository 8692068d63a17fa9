#include "aggregator/serve/compress.h"

#include "aggregator/serve/resource.h"

#include <stdlib.h>
#include <zlib.h>

enum { GZIP_MIN_BYTES = 512, GZIP_WINDOW = 15 + 16 };

unsigned char *compress_body(size_t *ret_size, const struct str *body)
{
    z_stream stream = {.next_in = (unsigned char *)body->text, .avail_in = (uInt)body->length};
    unsigned char *packed = NULL;
    size_t room;

    if (body->length < GZIP_MIN_BYTES || body->length > SERVE_DOCUMENT_BYTES ||
        deflateInit2(&stream, 6, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    room = deflateBound(&stream, body->length);
    packed = malloc(room);
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    if (packed == NULL || deflate(&stream, Z_FINISH) != Z_STREAM_END ||
        stream.total_out >= body->length) {
        free(packed);
        packed = NULL;
    }
    *ret_size = stream.total_out;
    deflateEnd(&stream);
    return packed;
}
