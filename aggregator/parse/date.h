/*
 * Parses dates in the forms that feeds use: RFC 822 in all variants, RFC 3339, W3CDTF, ISO 8601
 * with week and ordinal dates, asctime, two-digit years, named zones, month names of many
 * languages, IANA places, seconds since 1970. Deterministic: the clock fills nothing in.
 */
#ifndef HEADWATER_PARSE_DATE_H
#define HEADWATER_PARSE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The order of the numbers in "05/06/2026", by the first one. */
enum date_order {
    DATE_ORDER_UNKNOWN,
    DATE_ORDER_DAY,
    DATE_ORDER_MONTH,
    DATE_ORDER_YEAR,
    DATE_ORDER_MIXED, /* the feed contradicts itself */
};

/* What is known apart from the text of a date. Zero means nothing. */
struct date_context {
    const char *language, *url; /* of the feed, or NULL; they resolve a zone such as "IST" */
    enum date_order order;      /* as shown by the dates read so far */
};

/* Parses text; TIME_NONE when it is not a date or not an unambiguous one. The order of day and
 * month must follow from their values, a weekday or the context; an ambiguous zone is resolved by
 * the context. Records in the context what the text shows about the order. */
int64_t date_parse_within(const char *text, struct date_context *context);

/* The same without context. */
int64_t date_parse(const char *text);

/* Records what the dates at the start of a document show about the order, so that later dates help
 * to read the first. bytes are markup in a superset of ASCII; other charsets yield nothing. */
void date_order_scan(struct date_context *context, const char *bytes, size_t size);

/* The parts of date_parse_within(), for date_*.c only. */
enum { DATE_PLACE_SIZE = 36 };

struct date_parts {
    int year, month, day; /* 0: unknown */
    int hour, minute, second;
    int offset;                  /* minutes east of Greenwich */
    char place[DATE_PLACE_SIZE]; /* place that replaces offset; or "" */
    const struct date_context *context;
};

/* Converts the parts to a time; TIME_NONE when one is out of range. */
int64_t date_from_parts(const struct date_parts *parts);

/* Completes a two-digit year to one from 1990 to 2089: 26 is 2026, 95 is 1995. */
int date_full_year(int year, int digits);

/* Seconds or milliseconds since 1970; TIME_NONE when text is neither. */
int64_t date_read_epoch(const char *text);

/* Day, month and year as numbers, in any order. False when text is not such a date; when it is one
 * but ambiguous, *ret is TIME_NONE. */
bool date_read_triple(int64_t *ret, const char *text, struct date_context *context);

/* Year first (W3CDTF, RFC 3339, ISO 8601, and similar Korean, Hungarian and Greek forms). */
int64_t date_read_numeric(const char *text, const struct date_context *context);

/* Words and numbers in any plausible order (RFC 822, asctime and similar). */
int64_t date_read_words(const char *text, const struct date_context *context);

/* Reads what follows a date: nothing, or a time and a zone. */
bool date_read_rest(struct date_parts *parts, const char *text);

/* Reads "10:20", "10:20:30.5" or "1020" at *text and moves past it. False when there is no time. */
bool date_read_clock(struct date_parts *parts, const char **text);

/* Applies am or pm to the hour. */
void date_half_day_apply(struct date_parts *parts, bool afternoon);

/* Reads an optional "am" or "pm". */
void date_half_day_read(struct date_parts *parts, const char **text);

/* Reads "+01:00", "-0500", "GMT+1", "EST" or "Europe/Paris" at the start of text, after blanks.
 * Unknown names count as Greenwich. False for invalid digits and for an ambiguous name. */
bool date_read_zone(struct date_parts *parts, const char *text);

/* The month (1 to 12) whose name a word begins with, in any known language; 0: none. */
int date_month(const char *word);

enum date_zone_kind { DATE_ZONE_UNKNOWN, DATE_ZONE_UNSURE, DATE_ZONE_KNOWN };

/* Minutes east of Greenwich of a zone abbreviation in lower case. DATE_ZONE_UNSURE: the
 * abbreviation means different zones in different countries, and the context does not decide. */
enum date_zone_kind date_zone(int *ret_minutes, const char *name,
                              const struct date_context *context);

/* The same for an IANA place at a local time; false when the place is unknown for that year. */
bool date_place(int *ret_minutes, const char *name, int64_t local, int year);

#endif
