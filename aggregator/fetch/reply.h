/*
 * Parses the header section of one HTTP response, line by line, and keeps the fields that matter.
 * Independent of connections. Sources: RFC 9110 (fields, §10.2.3 Retry-After), RFC 9111 (§4.2
 * freshness), RFC 8288 (Link).
 */
#ifndef HEADWATER_FETCH_REPLY_H
#define HEADWATER_FETCH_REPLY_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    REPLY_HEAD_BYTES_MAX = 128 * 1024, /* all header lines of a request */
    REPLY_VALUE_BYTES_MAX = 8192,      /* one kept value; a longer one counts as absent */
};

struct reply {
    int status; /* 203 is stored as 200: a proxy has changed the response (RFC 9110 §15.3.4) */
    /* In the arena, byte for byte without surrounding blanks. NULL when absent or when the value
     * has control characters. */
    const char *content_type, *content_encoding, *content_language, *content_location, *etag,
        *last_modified, *location;
    /* the first targets of these relations in Link; may be relative (W3C WebSub §4) */
    const char *hub, *self;
    int64_t max_age_seconds; /* as received; -1 when absent */
    bool no_cache;
    int64_t age_seconds;   /* 0 when absent */
    int64_t expires, date; /* TIME_NONE when absent or unreadable */
    int64_t retry_seconds; /* -1 when absent */
    int64_t retry_date;    /* TIME_NONE when absent */
    size_t head_bytes;     /* over all responses since reply_init() */
};

/* Resets it for a new request. */
void reply_init(struct reply *reply);

/* Parses one line as received, with its line end. A status line discards the fields before it: they
 * belong to an interim response (1xx) or to the response before a redirect. ERR_LIMIT when the
 * header section is too large. */
int reply_take_line(struct reply *reply, struct arena *arena, const char *line, size_t size,
                    struct error *err);

/* Evaluate the fields at the time now. Dates are taken relative to the server's Date, so a wrong
 * server clock does no harm. */
int64_t reply_max_age(const struct reply *reply); /* what is left after Age; or -1 */
int64_t reply_expires_at(const struct reply *reply, int64_t now); /* or TIME_NONE */
int64_t reply_retry_at(const struct reply *reply, int64_t now);   /* or TIME_NONE */

#endif
