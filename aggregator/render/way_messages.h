/*
 * The words of the ways between pages, in the user's language: search, days, further pages. The
 * words of all pages are in messages.h.
 */
#ifndef HEADWATER_RENDER_WAY_MESSAGES_H
#define HEADWATER_RENDER_WAY_MESSAGES_H

#include <stddef.h>

struct way_messages {
    const char *language;
    const char *search, *no_word, *nothing, *no_index, *too_long;
    const char *next_page, *previous_page;
    const char *older_day, *newer_day, *latest, *days;
};

/* The row for a language tag; English by default. Never NULL. */
const struct way_messages *way_messages_find(const char *language);

/* All rows, sorted by language, for the test. */
const struct way_messages *way_messages_all(size_t *ret_count);

#endif
