/*
 * Dates as feeds write them to seconds since 1970: RFC 822 with all its sins, RFC 3339, W3CDTF, ISO
 * 8601 with week and ordinal dates, asctime, two-digit years, named zones, and the months of many
 * languages. Deterministic: nothing is filled in from the clock.
 */
#ifndef HEADWATER_PARSE_DATE_H
#define HEADWATER_PARSE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* The time that text tells; TIME_NONE when it tells none. */
int64_t date_parse(const char *text);

/* The parts of date_parse(), for date_*.c alone. */
struct date_parts {
    int year, month, day; /* 0: not told */
    int hour, minute, second;
    int offset; /* minutes east of Greenwich */
};

/* The parts to a time; TIME_NONE when one is out of its range. */
int64_t date_from_parts(const struct date_parts *parts);

/* 26 to 2026, 95 to 1995: a year of two digits is one from 1990 to 2089. */
int date_full_year(int year, int digits);

/* Digits first (W3CDTF, RFC 3339, ISO 8601, and Korean, Hungarian and Greek cousins). */
int64_t date_read_numeric(const char *text);

/* Words and numbers in any sensible order (RFC 822, asctime, and kin). */
int64_t date_read_words(const char *text);

/* "10:20", "10:20:30.5", "1020" at text: false when there is no time. *text moves behind it. */
bool date_read_clock(struct date_parts *parts, const char **text);

/* "+01:00", "-0500", "GMT+1", "EST" at the start of text, blanks before it skipped; unknown names
 * are Greenwich. false for nonsense digits. */
bool date_read_zone(struct date_parts *parts, const char *text);

/* The month (1 to 12) whose name a word begins with, in any language we know; 0: none. */
int date_month(const char *word);

/* Minutes east of Greenwich of a named zone; false when the name is not known. */
bool date_zone(int *ret_minutes, const char *name);

#endif
