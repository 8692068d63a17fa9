/*
 * Time zones by their IANA names, and times in them (ICU's copy of the tz database).
 *
 * A zone is a value: all its offsets from 1970 to 2100, in the arena of its user. Looking one up
 * needs no ICU and no clock. Everywhere a zone that is NULL is UTC.
 */
#ifndef HEADWATER_BASE_ZONE_H
#define HEADWATER_BASE_ZONE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/clock.h"
#include "aggregator/base/error.h"

#include <stddef.h>
#include <stdint.h>

/* An offset, and the time from which it applies. */
struct zone_change {
    int64_t since;
    int64_t seconds; /* east of UTC */
};

struct zone {
    const char *name;                  /* in the spelling of the tz database: "Europe/Paris" */
    const struct zone_change *changes; /* by time; the first applies to everything before, too */
    size_t change_count;
};

/* Loads a zone by its name, in upper or lower case. ERR_ABSENT when there is none with this name,
 * without filling err. */
int zone_load(struct zone *ret, struct arena *arena, const char *name, struct error *err);

/* Loads the system's zone: the environment variable TZ if it is the name of a zone, else
 * /etc/localtime; UTC if neither says. */
int zone_load_system(struct zone *ret, struct arena *arena, struct error *err);

/* The zone that a wrong name was meant to be ("Pariss", "Paris", "Europe/Pariss"): a name in the
 * arena; NULL when none is similar or out of memory, which the arena records. */
const char *zone_suggest(struct arena *arena, const char *name);

/* The offset at a time, in seconds east of UTC. */
int64_t zone_offset(const struct zone *zone, int64_t time);

/* The number of the day, counted from 1970-01-01, on which a time falls in the zone. */
int64_t zone_day(const struct zone *zone, int64_t time);

/* The time at which a day given as "2026-03-02" begins in the zone; TIME_NONE for another text. */
int64_t zone_parse_day(const struct zone *zone, const char *text);

/* "2026-03-02T04:48:46+01:00"; with "Z" for UTC, as clock_format_rfc3339() writes it. */
void zone_format_rfc3339(const struct zone *zone, int64_t time, char ret[CLOCK_TEXT_SIZE]);

/* The hour and minute: "04:48". */
void zone_format_clock(const struct zone *zone, int64_t time, char ret[CLOCK_TEXT_SIZE]);

#endif
