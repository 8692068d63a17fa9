/*
 * The fields of a stored feed state, as one table for writing and reading.
 */
#ifndef HEADWATER_STORE_FEED_FIELDS_H
#define HEADWATER_STORE_FEED_FIELDS_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

enum field_kind {
    FEED_FIELD_TEXT, /* const char *, UTF-8 */
    /* const char *, any bytes: each byte is written as the code point with its value */
    FEED_FIELD_BYTES,
    FEED_FIELD_CHARS, /* char[size] */
    FEED_FIELD_INT64,
    FEED_FIELD_INT,
    FEED_FIELD_UINT32,
    FEED_FIELD_UINT64,
    FEED_FIELD_BOOL,
    FEED_FIELD_COUNTS, /* uint32_t[size / 4] */
};

/* A member of struct feed_state. */
struct feed_field {
    const char *name;
    enum field_kind kind;
    size_t offset, size;
};

/* In write order; the last row has no name. */
extern const struct feed_field feed_fields[];

/* Fast path for the usual output of feed_state_write(): members in table order, ASCII texts, only
 * quotes and backslashes escaped. Returns false for any other text, intact or damaged; *ret is then
 * undefined. *ret must be a fresh state before the call. */
bool feed_fields_scan(struct feed_state *ret, struct arena *arena, const char *text);

/* The name of a member with an impossible value; NULL when there is none. */
const char *feed_fields_flaw(const struct feed_state *state);

#endif
