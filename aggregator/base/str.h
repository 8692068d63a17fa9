/*
 * A string that grows up to a ceiling named when it is made.
 *
 * Appending never fails on the spot: the first failure (ceiling, memory) is remembered, later
 * appends do nothing, and str_status() tells once at the end. The text is always terminated and may
 * hold NUL bytes; its length is authoritative. Not thread safe.
 */
#ifndef HEADWATER_BASE_STR_H
#define HEADWATER_BASE_STR_H

#include "aggregator/base/error.h"

#include <stddef.h>

struct str {
    char *text; /* never NULL after str_init(); text[length] is NUL */
    size_t length;
    size_t room;    /* bytes allocated, 0 while the text is the static empty string */
    size_t ceiling; /* bytes that length may reach */
    enum error_code status;
};

/* An empty string; allocates nothing yet. */
void str_init(struct str *str, size_t ceiling);

/* Frees the text; the string may not be used again without str_init(). Accepts NULL and zeroed. */
void str_release(struct str *str);

/* Back to empty and unfailed, keeping the memory. */
void str_clear(struct str *str);

void str_append(struct str *str, const char *text);                    /* up to the NUL */
void str_append_bytes(struct str *str, const void *data, size_t size); /* exactly size bytes */
void str_append_char(struct str *str, char c);
void str_appendf(struct str *str, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* Cuts to at most length bytes. */
void str_truncate(struct str *str, size_t length);

/* The same, and forgets that an append behind them met the ceiling. */
void str_revert(struct str *str, size_t length);

/* The text, the caller's to free(), and the string is released; NULL when it has failed or is
 * empty. */
char *str_take(struct str *str);

/* ERR_NONE, ERR_LIMIT (the ceiling) or ERR_MEMORY: what stopped the first append that failed. */
enum error_code str_status(const struct str *str);

#endif
