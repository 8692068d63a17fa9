#include "aggregator/base/zone.h"

#include "aggregator/base/spelling.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { NAME_UNITS = 96, CHANGES_MAX = 1024, DAY = 86400 };

#define LAST_CHANGE INT64_C(4102444800) /* 2100-01-01 */

static int memory_error(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading the time zones");
}

/* The names that mean UTC are shown as that; so is what TZ may hold without being the name of a
 * zone, which ICU then takes for UTC. */
static bool is_utc(const UChar *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar whole[NAME_UNITS];
    UBool known;
    char text[NAME_UNITS];
    const int32_t length =
        ucal_getCanonicalTimeZoneID(name, -1, whole, NAME_UNITS, &known, &status);

    if (U_FAILURE(status) || length >= NAME_UNITS)
        return status == U_ILLEGAL_ARGUMENT_ERROR;
    u_UCharsToChars(whole, text, length);
    text[length] = '\0';
    return strcmp(text, "Etc/UTC") == 0 || strcmp(text, "Etc/GMT") == 0;
}

static int64_t offset_now(UCalendar *calendar, UErrorCode *status)
{
    const int64_t zone = ucal_get(calendar, UCAL_ZONE_OFFSET, status);

    return (zone + ucal_get(calendar, UCAL_DST_OFFSET, status)) / 1000;
}

/* Appends the offset from a time on if it differs from the one before. */
static void change_add(struct zone *zone, struct zone_change *changes, int64_t since,
                       int64_t seconds)
{
    if (zone->change_count > 0 && changes[zone->change_count - 1].seconds == seconds)
        return;
    changes[zone->change_count++] = (struct zone_change){since, seconds};
}

/* Collects the changes of a calendar's zone from 1970 to 2100. */
static int changes_load(struct zone *ret, struct arena *arena, UCalendar *calendar,
                        UErrorCode *status)
{
    struct zone_change *changes = arena_array(arena, CHANGES_MAX, sizeof(*changes));
    UDate next = 0;

    if (changes == NULL)
        return ERR_MEMORY;
    ucal_setMillis(calendar, 0, status);
    change_add(ret, changes, TIME_MIN, offset_now(calendar, status));
    while (U_SUCCESS(*status) && ret->change_count < CHANGES_MAX &&
           ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, status) &&
           next < (UDate)LAST_CHANGE * 1000) {
        ucal_setMillis(calendar, next, status);
        change_add(ret, changes, (int64_t)(next / 1000), offset_now(calendar, status));
    }
    ret->changes = changes;
    return U_SUCCESS(*status) ? 0 : ERR_MEMORY;
}

static int zone_read(struct zone *ret, struct arena *arena, const UChar *name, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    struct zone zone = {.change_count = 0};
    char text[NAME_UNITS] = "UTC";
    UCalendar *calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &status);
    int code = calendar != NULL && U_SUCCESS(status) ? changes_load(&zone, arena, calendar, &status)
                                                     : ERR_MEMORY;

    if (calendar != NULL)
        ucal_close(calendar);
    if (!is_utc(name))
        u_UCharsToChars(name, text, u_strlen(name) + 1);
    zone.name = arena_strdup(arena, text);
    if (code != 0 || zone.name == NULL)
        return memory_error(err);
    *ret = zone;
    return 0;
}

/* Calls visit with each name of the tz database, until it returns true. False: out of memory. */
static bool names_visit(bool (*visit)(void *context, const char *name), void *context)
{
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration *names = ucal_openTimeZones(&status);
    bool done = false;
    const char *name;

    while (U_SUCCESS(status) && !done && (name = uenum_next(names, NULL, &status)) != NULL)
        done = visit(context, name);
    if (names != NULL)
        uenum_close(names);
    return U_SUCCESS(status);
}

/* The search for a name, whatever its case. */
struct zone_search {
    const char *word;
    UChar found[NAME_UNITS];
};

static bool name_equals(void *context, const char *name)
{
    struct zone_search *search = context;

    if (strcasecmp(name, search->word) != 0)
        return false;
    u_charsToUChars(name, search->found, (int32_t)strlen(name) + 1);
    return true;
}

int zone_load(struct zone *ret, struct arena *arena, const char *name, struct error *err)
{
    struct zone_search search = {.word = name};

    if (strlen(name) >= NAME_UNITS)
        return ERR_ABSENT;
    if (!names_visit(name_equals, &search))
        return memory_error(err);
    return search.found[0] != 0 ? zone_read(ret, arena, search.found, err) : ERR_ABSENT;
}

int zone_load_system(struct zone *ret, struct arena *arena, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar name[NAME_UNITS];
    const int32_t length = ucal_getDefaultTimeZone(name, NAME_UNITS, &status);

    if (U_FAILURE(status) || length >= NAME_UNITS)
        return memory_error(err);
    return zone_read(ret, arena, name, err);
}

/* The search for a similar name. */
struct zone_guess {
    struct spelling whole, city;
    struct arena *arena;
    const char *in_city; /* the zone whose city the spelling found */
};

static bool name_try(void *context, const char *borrowed)
{
    struct zone_guess *guess = context;
    const char *name = arena_strdup(guess->arena, borrowed), *slash, *before = guess->city.nearest;

    if (name == NULL)
        return true;
    slash = strrchr(name, '/');
    spelling_try(&guess->whole, name);
    if (slash == NULL)
        return false;
    spelling_try(&guess->city, slash + 1);
    if (guess->city.nearest != before)
        guess->in_city = name;
    return false;
}

const char *zone_suggest(struct arena *arena, const char *name)
{
    struct zone_guess guess = {.arena = arena};
    char word[NAME_UNITS];

    if (strlen(name) >= sizeof(word))
        return NULL;
    for (size_t i = 0; i <= strlen(name); i++)
        word[i] = (char)(name[i] == ' ' ? '_' : name[i]);
    spelling_init(&guess.whole, word);
    spelling_init(&guess.city, word);
    if (!names_visit(name_try, &guess))
        arena_note(arena, ERR_MEMORY);
    return guess.in_city != NULL && guess.city.distance < guess.whole.distance
               ? guess.in_city
               : guess.whole.nearest;
}

int64_t zone_offset(const struct zone *zone, int64_t time)
{
    size_t first = 0, last;

    if (zone == NULL || zone->change_count == 0)
        return 0;
    last = zone->change_count;
    while (last - first > 1) {
        const size_t middle = first + (last - first) / 2;

        if (zone->changes[middle].since <= time)
            first = middle;
        else
            last = middle;
    }
    return zone->changes[first].seconds;
}

/* The time whose fields in UTC are the time's fields in the zone. */
static int64_t to_local(const struct zone *zone, int64_t time)
{
    const int64_t within = time < TIME_MIN ? TIME_MIN : time > TIME_MAX ? TIME_MAX : time;

    return within + zone_offset(zone, within);
}

int64_t zone_day(const struct zone *zone, int64_t time)
{
    const int64_t local = to_local(zone, time);

    return (local - (local % DAY + DAY) % DAY) / DAY;
}

int64_t zone_parse_day(const struct zone *zone, const char *text)
{
    char midnight[CLOCK_TEXT_SIZE];
    int64_t time, guess;

    if (strlen(text) != 10)
        return TIME_NONE;
    snprintf(midnight, sizeof(midnight), "%sT00:00:00Z", text);
    time = clock_parse_rfc3339(midnight);
    if (time == TIME_NONE)
        return TIME_NONE;
    guess = time - zone_offset(zone, time);
    return time - zone_offset(zone, guess); /* on the day of a change the offset differs */
}

void zone_format_rfc3339(const struct zone *zone, int64_t time, char ret[CLOCK_TEXT_SIZE])
{
    const int64_t local = to_local(zone, time), offset = local - to_local(NULL, time);
    const unsigned minutes = (unsigned)((offset < 0 ? -offset : offset) / 60);

    clock_format_rfc3339(local, ret);
    if (offset != 0)
        snprintf(ret + strlen(ret) - 1, 8, "%c%02u:%02u", offset < 0 ? '-' : '+',
                 minutes / 60 % 100, minutes % 60);
}

void zone_format_clock(const struct zone *zone, int64_t time, char ret[CLOCK_TEXT_SIZE])
{
    struct civil_time civil;

    clock_to_civil(to_local(zone, time), &civil);
    snprintf(ret, CLOCK_TEXT_SIZE, "%02d:%02d", civil.hour, civil.minute);
}
