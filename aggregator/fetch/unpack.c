#include "aggregator/fetch/unpack.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

enum { PIECE_BYTES = 32 * 1024, GZIP_ONLY = 16 + MAX_WBITS };

struct unpacking {
    struct spool *from, into;
    z_stream stream;
    unsigned char packed[PIECE_BYTES], plain[PIECE_BYTES];
    bool ended; /* end of the compressed data */
};

static int too_large(const struct unpacking *u, struct error *err)
{
    return error_set(err, ERR_LIMIT, SCOPE_FEED, "body larger than %zu bytes", u->from->ceiling);
}

/* Decompresses the available bytes. A second gzip member counts only if it follows immediately. */
static int piece_unpack(struct unpacking *u, struct error *err)
{
    int result = Z_OK, code = 0;

    while (code == 0 && !u->ended && (u->stream.avail_in > 0 || u->stream.avail_out == 0)) {
        u->stream.next_out = u->plain;
        u->stream.avail_out = sizeof(u->plain);
        result = inflate(&u->stream, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return error_set(err, ERR_SYNTAX, SCOPE_FEED, "the gzip body is damaged");
        code = spool_write(&u->into, u->plain, sizeof(u->plain) - u->stream.avail_out, err);
        if (code == ERR_LIMIT)
            code = too_large(u, err);
        if (result == Z_STREAM_END)
            u->ended = u->stream.avail_in < 2 || u->stream.next_in[0] != 0x1f ||
                       u->stream.next_in[1] != 0x8b || inflateReset(&u->stream) != Z_OK;
    }
    return code;
}

static int all_unpack(struct unpacking *u, struct error *err)
{
    size_t size = 0;
    int code = 0;

    if (inflateInit2(&u->stream, GZIP_ONLY) != Z_OK)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    do {
        code = spool_read(&size, u->from, u->packed, sizeof(u->packed), err);
        u->stream.next_in = u->packed;
        u->stream.avail_in = (unsigned)size;
        if (code == 0)
            code = piece_unpack(u, err);
    } while (code == 0 && size > 0 && !u->ended);
    inflateEnd(&u->stream);
    if (code == 0 && !u->ended)
        code = error_set(err, ERR_SYNTAX, SCOPE_FEED, "the gzip body is truncated");
    return code;
}

int unpack_body(struct spool *body, struct error *err)
{
    struct unpacking u = {.from = body};
    unsigned char magic[3];
    size_t size;
    int code;

    spool_rewind(body);
    code = spool_read(&size, body, magic, sizeof(magic), err);
    spool_rewind(body);
    if (code != 0 || size < sizeof(magic) || memcmp(magic, "\x1f\x8b\x08", sizeof(magic)) != 0)
        return code;
    spool_init(&u.into, body->ceiling);
    code = all_unpack(&u, err);
    if (code != 0) {
        spool_release(&u.into);
        return code;
    }
    spool_release(body);
    *body = u.into;
    spool_rewind(body);
    return 0;
}
