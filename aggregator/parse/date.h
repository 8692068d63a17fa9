/*
 * Dates as feeds write them to seconds since 1970: RFC 822 with all its sins, RFC 3339, W3CDTF, ISO
 * 8601 with week and ordinal dates, asctime, two-digit years, named zones, and the months of many
 * languages, IANA places, seconds since 1970. Deterministic: nothing is filled in from the clock.
 */
#ifndef HEADWATER_PARSE_DATE_H
#define HEADWATER_PARSE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which of the numbers in "05/06/2026" comes first. */
enum date_order {
    DATE_ORDER_UNKNOWN,
    DATE_ORDER_DAY,
    DATE_ORDER_MONTH,
    DATE_ORDER_YEAR,
    DATE_ORDER_MIXED, /* the feed contradicts itself */
};

/* What is known beside a date's text. Zero is nothing. */
struct date_context {
    const char *language, *url; /* of the feed, or NULL: whose "IST" is it? */
    enum date_order order;      /* as the dates read so far have shown it */
};

/* The time that text tells; TIME_NONE when it tells none, or none for sure: the order of day and
 * month must be told by their values, a weekday or the context, an ambiguous zone by the context.
 * Notes in the context what the text shows of the order. */
int64_t date_parse_within(const char *text, struct date_context *context);

/* The same without a context. */
int64_t date_parse(const char *text);

/* Notes what the dates in the beginning of a document show of the order, so that its first date can
 * be read by its later ones. bytes are markup in a charset that contains ASCII; others say nothing.
 */
void date_order_scan(struct date_context *context, const char *bytes, size_t size);

/* The parts of date_parse_within(), for date_*.c alone. */
enum { DATE_PLACE_SIZE = 36 };

struct date_parts {
    int year, month, day; /* 0: not told */
    int hour, minute, second;
    int offset;                  /* minutes east of Greenwich */
    char place[DATE_PLACE_SIZE]; /* whose clock it is, instead of offset; "" */
    const struct date_context *context;
};

/* The parts to a time; TIME_NONE when one is out of its range. */
int64_t date_from_parts(const struct date_parts *parts);

/* 26 to 2026, 95 to 1995: a year of two digits is one from 1990 to 2089. */
int date_full_year(int year, int digits);

/* Seconds or milliseconds since 1970; TIME_NONE when text is neither. */
int64_t date_read_epoch(const char *text);

/* Day, month and year as numbers, in whichever order: false when text is no such date. *ret is
 * TIME_NONE when it is, and cannot be read for sure. */
bool date_read_triple(int64_t *ret, const char *text, struct date_context *context);

/* Year first (W3CDTF, RFC 3339, ISO 8601, and Korean, Hungarian and Greek cousins). */
int64_t date_read_numeric(const char *text, const struct date_context *context);

/* Words and numbers in any sensible order (RFC 822, asctime, and kin). */
int64_t date_read_words(const char *text, const struct date_context *context);

/* What follows a date: nothing, or a time and a zone. */
bool date_read_rest(struct date_parts *parts, const char *text);

/* "10:20", "10:20:30.5", "1020" at text: false when there is no time. *text moves behind it. */
bool date_read_clock(struct date_parts *parts, const char **text);

/* The afternoon begins at 12. */
void date_half_day_apply(struct date_parts *parts, bool afternoon);

/* "am" or "pm" at text, if it is there. */
void date_half_day_read(struct date_parts *parts, const char **text);

/* "+01:00", "-0500", "GMT+1", "EST", "Europe/Paris" at the start of text, blanks before it skipped;
 * unknown names are Greenwich. false for nonsense digits, and for a name that means several zones.
 */
bool date_read_zone(struct date_parts *parts, const char *text);

/* The month (1 to 12) whose name a word begins with, in any language we know; 0: none. */
int date_month(const char *word);

enum date_zone_kind { DATE_ZONE_UNKNOWN, DATE_ZONE_UNSURE, DATE_ZONE_KNOWN };

/* Minutes east of Greenwich of a zone by its abbreviation, in lower case. Unsure is one that means
 * different zones in different countries, when the context names none of them. */
enum date_zone_kind date_zone(int *ret_minutes, const char *name,
                              const struct date_context *context);

/* The same of a place of the IANA database at a time of its own clocks; false when it is not known
 * for that year. */
bool date_place(int *ret_minutes, const char *name, int64_t local, int year);

#endif
