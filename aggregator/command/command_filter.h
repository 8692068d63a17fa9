/*
 * The values of options that several commands have: numbers, times, languages, and words for a
 * feed.
 */
#ifndef HEADWATER_COMMAND_COMMAND_FILTER_H
#define HEADWATER_COMMAND_COMMAND_FILTER_H

#include "aggregator/base/arena.h"
#include "aggregator/base/zone.h"
#include "aggregator/model/story.h"
#include "aggregator/rule/pattern.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads a number of at least 1. NULL leaves *ret as it is. ERR_USAGE. */
int command_number_read(size_t *ret, const char *option, const char *text, struct error *err);

/* Reads "2026-03-01T12:00:00Z", "2026-03-01" (in the zone) or a duration before now such as "3d";
 * NULL gives TIME_NONE. ERR_USAGE. */
int command_time_read(int64_t *ret, const char *option, const char *text, const struct zone *zone,
                      int64_t now, struct error *err);

/* Reads a language tag and gives its usual form; NULL gives NULL. ERR_USAGE, ERR_MEMORY. */
int command_language_read(const char **ret, struct arena *arena, const char *text,
                          struct error *err);

/* Compiles words that match anywhere in a text; NULL gives NULL. ERR_USAGE, ERR_MEMORY. */
int command_feed_read(const struct pattern **ret, struct arena *arena, const char *text,
                      struct error *err);

/* Whether the address or the title of the telling's feed contains the words. ERR_MEMORY. */
int command_feed_meets(bool *ret, const struct pattern *words, const struct telling *telling,
                       struct error *err);

#endif
