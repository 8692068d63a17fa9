/*
 * The head of one HTTP answer: its lines go in, the fields that matter come out. Knows nothing of
 * connections. Sources: RFC 9110 (fields, §10.2.3 Retry-After), RFC 9111 (§4.2 freshness).
 */
#ifndef HEADWATER_FETCH_REPLY_H
#define HEADWATER_FETCH_REPLY_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    REPLY_HEAD_BYTES_MAX = 128 * 1024, /* of all header lines of a request */
    REPLY_VALUE_BYTES_MAX = 8192,      /* of one value we keep; longer ones count as absent */
};

struct reply {
    int status; /* 200 for a 203, which is one that a proxy has changed (RFC 9110 §15.3.4) */
    /* In the arena, byte for byte without the surrounding blanks; NULL when absent, or when there
     * are control characters in it. */
    const char *content_type, *content_encoding, *content_language, *content_location, *etag,
        *last_modified, *location;
    int64_t max_age_seconds; /* as said; -1 when absent */
    bool no_cache;
    int64_t age_seconds;   /* 0 when absent */
    int64_t expires, date; /* TIME_NONE when absent or unreadable */
    int64_t retry_seconds; /* -1 when absent */
    int64_t retry_date;    /* TIME_NONE when absent */
    size_t head_bytes;     /* over all answers since reply_init() */
};

/* Empties it for a new request. */
void reply_init(struct reply *reply);

/* Takes one line as it came, its end included. A status line forgets the fields before it: an
 * interim answer (1xx), or the answer before a redirect. ERR_LIMIT when the head is too large. */
int reply_take_line(struct reply *reply, struct arena *arena, const char *line, size_t size,
                    struct error *err);

/* What the fields mean at this time. Dates are read against the server's own clock (Date), so that
 * one that runs wrong does no harm. */
int64_t reply_max_age(const struct reply *reply); /* what is left after Age; or -1 */
int64_t reply_expires_at(const struct reply *reply, int64_t now); /* or TIME_NONE */
int64_t reply_retry_at(const struct reply *reply, int64_t now);   /* or TIME_NONE */

#endif
