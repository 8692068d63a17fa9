/*
 * Any lines as the header section of an HTTP response: results are in range, and kept values are
 * one line.
 */
#include "aggregator/base/clock.h"
#include "aggregator/fetch/reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const char *value)
{
    if (value != NULL && (value[0] == '\0' || strlen(value) > REPLY_VALUE_BYTES_MAX))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data, *end = line + size;
    struct arena arena;
    struct reply reply;
    int code = 0;

    arena_init(&arena, 1 << 20);
    reply_init(&reply);
    while (line < end && code == 0) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = newline != NULL ? (size_t)(newline - line) + 1 : (size_t)(end - line);

        code = reply_take_line(&reply, &arena, line, length, NULL);
        line += length;
    }
    if (reply_max_age(&reply) < -1 || reply_max_age(&reply) > INT64_C(1) << 31)
        abort();
    (void)reply_expires_at(&reply, 0);
    (void)reply_retry_at(&reply, 0);
    check_value(reply.etag);
    check_value(reply.last_modified);
    check_value(reply.location);
    arena_release(&arena);
    return 0;
}
