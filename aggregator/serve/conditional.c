#include "aggregator/serve/conditional.h"

#include "aggregator/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* weak: whether weak tags may match. */
static bool tag_is_listed(const char *header, const char *tag, bool weak)
{
    const size_t length = strlen(tag);
    bool counts;

    while (header != NULL && *header != '\0') {
        header += strspn(header, " \t,");
        if (*header == '*')
            return true;
        counts = weak || strncasecmp(header, "W/", 2) != 0;
        if (strncasecmp(header, "W/", 2) == 0)
            header += 2;
        if (*header != '"')
            return false; /* not a list of tags */
        header++;
        if (counts && strncmp(header, tag, length) == 0 &&
            (header[length] == '"' || strncmp(header + length, "-gz\"", 4) == 0))
            return true;
        header += strcspn(header, "\"");
        header += *header == '"';
    }
    return false;
}

bool conditional_tag_matches(const char *header, const char *tag)
{
    return tag_is_listed(header, tag, true);
}

bool conditional_tag_is(const char *header, const char *tag)
{
    return tag_is_listed(header, tag, false);
}

/* Parses the only date form that RFC 9110 §5.6.7 allows senders: "Mon, 02 Mar 2026 03:48:46
 * GMT". */
static int64_t date_parse(const char *text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil_time civil = {0};
    char month[4];
    const char *found;
    int year, used = 0;

    if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &civil.day, month, &year,
               &civil.hour, &civil.minute, &civil.second, &used) != 6 ||
        used == 0 || (found = strstr(months, month)) == NULL || (found - months) % 3 != 0)
        return TIME_NONE;
    civil.year = year;
    civil.month = (int)(found - months) / 3 + 1;
    return clock_from_civil(&civil);
}

bool conditional_is_unmodified(const char *header, int64_t modified)
{
    int64_t since = header != NULL && modified != TIME_NONE ? date_parse(header) : TIME_NONE;

    return since != TIME_NONE && since >= modified;
}

/* The weight after a coding; 1 when there is none. */
static double quality(const char *at)
{
    at += strspn(at, " \t");
    if (*at != ';')
        return 1;
    at += 1 + strspn(at + 1, " \t");
    return strncasecmp(at, "q=", 2) == 0 ? strtod(at + 2, NULL) : 1;
}

bool conditional_accepts_gzip(const char *header)
{
    while (header != NULL && *header != '\0') {
        size_t length;

        header += strspn(header, " \t,");
        length = strcspn(header, " \t,;");
        if ((length == 4 && strncasecmp(header, "gzip", 4) == 0) ||
            (length == 6 && strncasecmp(header, "x-gzip", 6) == 0))
            return quality(header + length) > 0;
        header += strcspn(header, ",");
    }
    return false;
}
