/*
 * A growing string with a ceiling set at init.
 *
 * Appends do not report failure: the first failure (ceiling, memory) is recorded, later appends do
 * nothing, and str_status() reports it at the end. The text is always NUL-terminated and may
 * contain NUL bytes; its length is authoritative. Not thread safe.
 */
#ifndef HEADWATER_BASE_STR_H
#define HEADWATER_BASE_STR_H

#include "aggregator/base/error.h"

#include <stddef.h>

struct str {
    char *text; /* never NULL after str_init(); text[length] is NUL */
    size_t length;
    size_t room;    /* bytes allocated; 0 while the text is the static empty string */
    size_t ceiling; /* maximum of length */
    enum error_code status;
};

/* Initializes an empty string; allocates nothing yet. */
void str_init(struct str *str, size_t ceiling);

/* Frees the text; the string must not be used again without str_init(). Accepts NULL and zeroed. */
void str_release(struct str *str);

/* Empties the string and clears the failure; keeps the memory. */
void str_clear(struct str *str);

void str_append(struct str *str, const char *text);                    /* up to the NUL */
void str_append_bytes(struct str *str, const void *data, size_t size); /* exactly size bytes */
void str_append_char(struct str *str, char c);
void str_appendf(struct str *str, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* Truncates to at most length bytes. */
void str_truncate(struct str *str, size_t length);

/* Like str_truncate(), and clears a ceiling failure of the appends that it removes. */
void str_revert(struct str *str, size_t length);

/* Returns the text, to be freed by the caller with free(), and releases the string; NULL when it
 * has failed or is empty. */
char *str_take(struct str *str);

/* The cause of the first failed append: ERR_NONE, ERR_LIMIT (the ceiling) or ERR_MEMORY. */
enum error_code str_status(const struct str *str);

#endif
