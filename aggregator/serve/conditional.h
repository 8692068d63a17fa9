/*
 * Evaluates the request headers that decide which response is sent: pure functions on their values.
 */
#ifndef HEADWATER_SERVE_CONDITIONAL_H
#define HEADWATER_SERVE_CONDITIONAL_H

#include <stdbool.h>
#include <stdint.h>

/* Whether If-None-Match (RFC 9110 §13.1.2) contains this tag, given without quotes. A "W/" prefix
 * and the "-gz" suffix of our compressed form are accepted. */
bool conditional_tag_matches(const char *header, const char *tag);

/* Whether If-Match (RFC 9110 §13.1.1) contains this tag: the same, but a weak tag never matches. */
bool conditional_tag_is(const char *header, const char *tag);

/* Whether If-Modified-Since (RFC 9110 §13.1.3) is at or after this time; false for an unreadable
 * date. */
bool conditional_is_unmodified(const char *header, int64_t modified);

/* Whether Accept-Encoding (RFC 9110 §12.5.3) accepts gzip. False for NULL. */
bool conditional_accepts_gzip(const char *header);

#endif
