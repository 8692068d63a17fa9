/*
 * The headers of a request that decide what is sent: pure functions over their texts.
 */
#ifndef HEADWATER_SERVE_CONDITIONAL_H
#define HEADWATER_SERVE_CONDITIONAL_H

#include <stdbool.h>
#include <stdint.h>

/* Whether If-None-Match (RFC 9110 §13.1.2) names this tag, given without quotes; with or without
 * "W/" and a "-gz" that marks our compressed form. */
bool conditional_tag_matches(const char *header, const char *tag);

/* Whether If-Match (RFC 9110 §13.1.1) names it: the same, but a weak tag is none. */
bool conditional_tag_is(const char *header, const char *tag);

/* Whether If-Modified-Since (RFC 9110 §13.1.3) is at or after this time; a date that cannot be read
 * is not. */
bool conditional_is_unmodified(const char *header, int64_t modified);

/* Whether Accept-Encoding (RFC 9110 §12.5.3) takes gzip. NULL: no. */
bool conditional_accepts_gzip(const char *header);

#endif
