/*
 * The few words of the page, in the reader's language; dates as that language writes them (ICU).
 */
#ifndef HEADWATER_RENDER_WORDS_H
#define HEADWATER_RENDER_WORDS_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Phrases are chosen so that no plural is needed: "Stories: 12". */
struct words {
    const char *language;
    const char *all, *languages, *outlets, *also, *stories, *tellings, *subscribe, *utc, *untold;
};

/* The row for a language tag; English where there is none. Never NULL. */
const struct words *words_find(const char *language);

/* All rows, sorted by language, and their number; for the test. */
const struct words *words_all(size_t *ret_count);

/* "lundi 2 mars 2026", of a time's day in UTC; "2026-03-02" where ICU has no better. NULL only when
 * memory is out. */
const char *words_day(struct arena *arena, const char *language, int64_t time);

/* Whether a language is written from right to left. */
bool words_right_to_left(const char *language);

#endif
