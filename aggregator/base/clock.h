/*
 * Time as seconds since 1970-01-01T00:00:00Z, without leap seconds, and its text forms in UTC.
 *
 * Only the commands read the system clock. They read it once and pass the time on, so that tests
 * and replays can choose it.
 */
#ifndef HEADWATER_BASE_CLOCK_H
#define HEADWATER_BASE_CLOCK_H

#include <stdint.h>

#define TIME_NONE INT64_MIN             /* the time is unknown */
#define TIME_MIN  INT64_C(-62167219200) /* 0000-01-01T00:00:00Z, the first representable time */
#define TIME_MAX  INT64_C(253402300799) /* 9999-12-31T23:59:59Z, the last representable time */

enum { CLOCK_TEXT_SIZE = 40 };

/* The calendar fields of a time, proleptic Gregorian, UTC. */
struct civil_time {
    int64_t year;
    int month, day, hour, minute, second; /* month and day from 1 */
    int weekday;                          /* 0 is Sunday */
};

/* The current system time. */
int64_t clock_now(void);

/* Seconds of the monotonic clock, to measure durations. */
double clock_running(void);

/* Converts between fields and time. Out-of-range fields carry over (hour 25 is 1:00 on the next
 * day). */
int64_t clock_from_civil(const struct civil_time *civil);
void clock_to_civil(int64_t time, struct civil_time *ret);

/* "2026-03-02T03:48:46Z" (RFC 3339) and "Mon, 02 Mar 2026 03:48:46 GMT" (RFC 822 with a four-digit
 * year, the form of RSS and of RFC 9110 §5.6.7). Times outside the years 0 to 9999 are clamped. */
void clock_format_rfc3339(int64_t time, char ret[CLOCK_TEXT_SIZE]);
void clock_format_rfc822(int64_t time, char ret[CLOCK_TEXT_SIZE]);

/* Parses exactly the form that clock_format_rfc3339() writes, optionally with a numeric offset or a
 * fraction. TIME_NONE for any other text; parse handles the date formats of real feeds. */
int64_t clock_parse_rfc3339(const char *text);

#endif
