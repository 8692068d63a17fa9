/*
 * Memory for things that live and die together: one document, one configuration, one item.
 *
 * An arena hands out zeroed memory aligned for any type; nothing is freed alone, all of it at once
 * with arena_reset() or arena_release(). Every arena names its ceiling in bytes when it is made; an
 * allocation beyond it returns NULL, as one that the system refuses does. The refusal is
 * remembered, so that whoever makes many small things can ask once at the end. Not thread safe.
 */
#ifndef HEADWATER_BASE_ARENA_H
#define HEADWATER_BASE_ARENA_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes handed out since init or reset */
    size_t ceiling;             /* bytes it may hand out */
    enum error_code status;     /* see arena_status() */
};

/* Makes an empty arena; allocates nothing yet. */
void arena_init(struct arena *arena, size_t ceiling);

/* Frees all that the arena handed out; the arena may be used again. */
void arena_reset(struct arena *arena);

/* The same, for an arena that is no longer needed. Accepts NULL and a zeroed arena. */
void arena_release(struct arena *arena);

/* size zeroed bytes; NULL when the ceiling or the system says no. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* count zeroed elements of size bytes each, checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of a string, or of its first length bytes; NULL for NULL. */
char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t length);

/* The text of a str, which is released. NULL when the str has failed; where the system refused it
 * memory, that counts as a refusal of the arena. */
char *arena_keep_str(struct arena *arena, struct str *str);

/* What was refused since init or reset: ERR_NONE, ERR_LIMIT (the ceiling) or, before that,
 * ERR_MEMORY (the system). */
enum error_code arena_status(const struct arena *arena);

/* Makes a refusal elsewhere count as one of the arena; ERR_NONE is none. */
void arena_note(struct arena *arena, enum error_code code);

/* A formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* An array that grows inside the arena: makes room for one more element after count and returns the
 * array, moved when it had to (room doubles: 0, 4, 8 ...; old copies stay until the reset).
 * count must be the number of elements in use. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#endif
