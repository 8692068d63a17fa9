#include "aggregator/publish/publish_name.h"

#include "aggregator/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SECONDS = 86400, DATE_LENGTH = 10, NAMES_BYTES = 64 * 1024 };

bool publish_is_paged(const struct output *output)
{
    return output->format == OUTPUT_JSON && output->self != NULL;
}

static size_t stem_length(const char *name)
{
    const char *slash = strrchr(name, '/'), *dot = strrchr(name, '.');

    return dot != NULL && (slash == NULL || dot > slash + 1) ? (size_t)(dot - name) : strlen(name);
}

const char *publish_name(struct arena *arena, const char *name, struct publish_part part)
{
    const size_t stem = stem_length(name);
    char time[CLOCK_TEXT_SIZE], day[DATE_LENGTH + 2] = "", page[16] = "";

    if (part.day != PUBLISH_NO_DAY) {
        clock_format_rfc3339(part.day * DAY_SECONDS, time);
        snprintf(day, sizeof(day), "-%.*s", DATE_LENGTH, time);
    }
    if (part.page > 1)
        snprintf(page, sizeof(page), "-p%u", part.page);
    return arena_printf(arena, "%.*s%s%s%s", (int)stem, name, day, page, name + stem);
}

/* Reads "-2026-03-02" at the start and moves *at past it. */
static int64_t day_read(const char **at)
{
    char date[CLOCK_TEXT_SIZE];
    int64_t time;

    if ((*at)[0] != '-' || strlen(*at) < DATE_LENGTH + 1)
        return PUBLISH_NO_DAY;
    snprintf(date, sizeof(date), "%.*sT00:00:00Z", DATE_LENGTH, *at + 1);
    time = clock_parse_rfc3339(date);
    if (time < 0)
        return PUBLISH_NO_DAY;
    *at += DATE_LENGTH + 1;
    return time / DAY_SECONDS;
}

/* Numbers are parsed leniently; the check is that publish_name() gives exactly the same name
 * again. */
bool publish_name_read(struct publish_part *ret, const char *output_name, const char *name)
{
    const size_t stem = stem_length(output_name);
    struct publish_part part = {.page = 1};
    struct arena arena;
    const char *at, *again;
    bool same;

    if (strncmp(name, output_name, stem) != 0)
        return false;
    at = name + stem;
    part.day = day_read(&at);
    if (strncmp(at, "-p", 2) == 0) {
        const unsigned long page = strtoul(at + 2, NULL, 10);

        part.page = page >= 2 && page <= PUBLISH_PAGES_MAX ? (unsigned)page : 0;
    }
    if (part.page == 0 || (part.page == 1 && part.day == PUBLISH_NO_DAY))
        return false;
    arena_init(&arena, NAMES_BYTES);
    again = publish_name(&arena, output_name, part);
    same = again != NULL && strcmp(again, name) == 0;
    arena_release(&arena);
    if (same)
        *ret = part;
    return same;
}
