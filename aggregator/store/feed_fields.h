/*
 * The members of a feed's state as it is written: a table that writing and reading share.
 */
#ifndef HEADWATER_STORE_FEED_FIELDS_H
#define HEADWATER_STORE_FEED_FIELDS_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

enum field_kind {
    FIELD_TEXT,  /* const char *, UTF-8 */
    FIELD_BYTES, /* const char *, any bytes: each is written as the character of its number */
    FIELD_CHARS, /* char[size] */
    FIELD_INT64,
    FIELD_INT,
    FIELD_UINT32,
    FIELD_UINT64,
    FIELD_BOOL,
    FIELD_COUNTS, /* uint32_t[size / 4] */
};

/* A member of struct feed_state. */
struct field {
    const char *name;
    enum field_kind kind;
    size_t offset, size;
};

/* In the order in which they are written; the last row has no name. */
extern const struct field feed_fields[];

/* Reads a text as feed_state_write() makes it of most states: members in the table's order, texts
 * of ASCII in which only quotes and backslashes are escaped. False when it is any other text, whole
 * or damaged: then *ret is as good as unread. *ret is a fresh state before. */
bool feed_fields_scan(struct feed_state *ret, struct arena *arena, const char *text);

/* The name of a member whose value can never have been written; NULL when there is none. */
const char *feed_fields_flaw(const struct feed_state *state);

#endif
