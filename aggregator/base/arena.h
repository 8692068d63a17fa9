/*
 * Memory for objects with the same lifetime: one document, one configuration, one item.
 *
 * An arena allocates zeroed memory aligned for any type. Objects are not freed individually but all
 * at once, with arena_reset() or arena_release(). Every arena has a ceiling in bytes, set at init.
 * An allocation beyond it returns NULL, as does one that the system refuses. The arena records the
 * failure, so that a caller with many small allocations can check once at the end. Not thread safe.
 */
#ifndef HEADWATER_BASE_ARENA_H
#define HEADWATER_BASE_ARENA_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes allocated since init or reset */
    size_t ceiling;             /* maximum of used */
    enum error_code status;     /* see arena_status() */
};

/* Initializes an empty arena; allocates nothing yet. */
void arena_init(struct arena *arena, size_t ceiling);

/* Frees everything allocated from the arena, which may be used again. */
void arena_reset(struct arena *arena);

/* Like arena_reset(), for an arena that is no longer needed. Accepts NULL and a zeroed arena. */
void arena_release(struct arena *arena);

/* size zeroed bytes; NULL when the ceiling or the system refuses. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* count zeroed elements of size bytes each, checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of a string, or of its first length bytes; NULL for NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);

/* Copies the text of a str and releases the str. NULL when the str has failed. If it failed for
 * lack of memory, the arena records that failure too. */
char *arena_keep_str(struct arena *arena, struct str *str);

/* The first failure since init or reset: ERR_NONE, ERR_LIMIT (the ceiling) or ERR_MEMORY (the
 * system). ERR_MEMORY takes precedence. */
enum error_code arena_status(const struct arena *arena);

/* Records a failure that occurred elsewhere; ERR_NONE has no effect. */
void arena_note(struct arena *arena, enum error_code code);

/* A formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* A growing array inside the arena: makes room for one element after count and returns the array,
 * which may have moved (capacity doubles: 0, 4, 8 ...; old copies remain until the reset). count
 * must be the number of elements in use. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#endif
