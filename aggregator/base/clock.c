#include "aggregator/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY = 86400 };

double clock_running(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

/* Days since 1970-01-01. Years start in March, so that the leap day is the last day. */
static int64_t days_from_date(int64_t year, int month, int day)
{
    int64_t era, year_of_era, day_of_year;

    year += (month - 1) / 12;
    month = (month - 1) % 12 + 1;
    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

int64_t clock_from_civil(const struct civil_time *civil)
{
    return days_from_date(civil->year, civil->month, civil->day) * DAY + civil->hour * 3600 +
           civil->minute * 60 + civil->second;
}

void clock_to_civil(int64_t time, struct civil_time *ret)
{
    int64_t days = time / DAY, rest = time % DAY, era, day_of_era, year_of_era, day_of_year;
    int shifted_month;

    if (rest < 0) {
        rest += DAY;
        days--;
    }
    ret->weekday = (int)(((days + 4) % 7 + 7) % 7);
    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    day_of_era = days - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    shifted_month = (int)((5 * day_of_year + 2) / 153);
    ret->day = (int)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    ret->month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    ret->year = year_of_era + era * 400 + (ret->month <= 2);
    ret->hour = (int)(rest / 3600);
    ret->minute = (int)(rest / 60 % 60);
    ret->second = (int)(rest % 60);
}

static void to_civil_within_bounds(int64_t time, struct civil_time *ret)
{
    clock_to_civil(time < TIME_MIN ? TIME_MIN : time > TIME_MAX ? TIME_MAX : time, ret);
}

void clock_format_rfc3339(int64_t time, char ret[CLOCK_TEXT_SIZE])
{
    struct civil_time c;

    to_civil_within_bounds(time, &c);
    snprintf(ret, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)c.year, c.month, c.day,
             c.hour, c.minute, c.second);
}

void clock_format_rfc822(int64_t time, char ret[CLOCK_TEXT_SIZE])
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil_time c;

    to_civil_within_bounds(time, &c);
    snprintf(ret, CLOCK_TEXT_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[c.weekday], c.day,
             months[c.month - 1], (int)c.year, c.hour, c.minute, c.second);
}

/* "Z", "+hh:mm" or "-hh:mm" to seconds; false for anything else. */
static int offset_parse(const char *text, int *ret_seconds)
{
    int hours, minutes, used = 0;

    *ret_seconds = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return 1;
    if ((text[0] != '+' && text[0] != '-') ||
        sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 || used != 5 ||
        text[6] != '\0' || hours > 23 || minutes > 59)
        return 0;
    *ret_seconds = (hours * 3600 + minutes * 60) * (text[0] == '-' ? -1 : 1);
    return 1;
}

int64_t clock_parse_rfc3339(const char *text)
{
    struct civil_time c = {0};
    int year, used = 0, offset;

    if (sscanf(text, "%4d-%2d-%2d%*1[Tt ]%2d:%2d:%2d%n", &year, &c.month, &c.day, &c.hour,
               &c.minute, &c.second, &used) != 6 ||
        used != 19)
        return TIME_NONE;
    if (year < 0 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 || c.hour > 23 ||
        c.minute > 59 || c.second > 60)
        return TIME_NONE;
    c.year = year;
    text += used;
    if (*text == '.')
        text += 1 + strspn(text + 1, "0123456789");
    return offset_parse(text, &offset) ? clock_from_civil(&c) - offset : TIME_NONE;
}
