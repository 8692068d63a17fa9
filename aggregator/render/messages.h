/*
 * The words on the HTML page in the user's language, and dates in that language's form (ICU).
 */
#ifndef HEADWATER_RENDER_MESSAGES_H
#define HEADWATER_RENDER_MESSAGES_H

#include "aggregator/base/arena.h"
#include "aggregator/base/zone.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Phrases that need no plural forms: "Stories: 12". */
struct messages {
    const char *language;
    const char *all, *languages, *outlets, *also, *stories, *tellings, *subscribe, *times, *untold;
};

/* The row for a language tag; English by default. Never NULL. */
const struct messages *messages_find(const char *language);

/* All rows, sorted by language, for the test. */
const struct messages *messages_all(size_t *ret_count);

/* The day in a zone on which a time falls: in words, "lundi 2 mars 2026", and short, "2 mars 2026".
 * Or "2026-03-02" when ICU fails. NULL only when out of memory. */
const char *messages_day(struct arena *arena, const char *language, const struct zone *zone,
                         int64_t time);
const char *messages_date(struct arena *arena, const char *language, const struct zone *zone,
                          int64_t time);

/* The zone's name, "heure d’Europe centrale", as it is called at a time; else its IANA name. NULL
 * only when out of memory. */
const char *messages_zone(struct arena *arena, const char *language, const struct zone *zone,
                          int64_t time);

/* Whether a language is written right to left. */
bool messages_right_to_left(const char *language);

#endif
