/*
 * Parses and formats single values: durations, sizes, numbers, booleans, header names. Independent
 * of YAML.
 */
#ifndef HEADWATER_CONFIG_VALUE_H
#define HEADWATER_CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VALUE_TEXT_SIZE = 32 };

/* "90s", "30m", "2h", "30d", "2w", and compounds such as "1h30m"; a bare number is seconds. False
 * for any other text, or on overflow. */
bool value_parse_duration(int64_t *ret_seconds, const char *text);

/* "65536", "512KB", "16MB", "1GB" (powers of 1024; "KiB" is the same as "KB"). */
bool value_parse_size(int64_t *ret_bytes, const char *text);

/* Decimal digits, nothing else. */
bool value_parse_count(int64_t *ret_count, const char *text);

/* true, false, yes, no, on, off, in any case (YAML 1.1). */
bool value_parse_bool(bool *ret_value, const char *text);

/* A token (RFC 9110 §5.6.2), as in header field names. */
bool value_is_token(const char *text);

/* No control characters: the text can be part of a line, a header or a log. */
bool value_is_line(const char *text, size_t length);

/* A time of day, "07:00" or "7:00", as minutes after midnight. */
bool value_parse_clock(int *ret_minute, const char *text);

/* An address for mail without a display name: "me@example.org", or a user of this machine, "root".
 * ASCII letters, digits and the characters of RFC 5322's dot-atom that no program or shell takes
 * for its own: nothing that could begin an option or end a header field. */
bool value_is_mailbox(const char *text);

/* Write the value exactly, in the largest unit that fits: 5400 is "90m", 1048576 is "1MB". */
void value_format_duration(char ret[VALUE_TEXT_SIZE], int64_t seconds);
void value_format_size(char ret[VALUE_TEXT_SIZE], int64_t bytes);

#endif
