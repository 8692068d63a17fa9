/*
 * Resolving and splitting URLs. Built on libcurl's URL parser, which is also used for fetching, so
 * that two parsers cannot disagree on one address (RFC 3986).
 */
#ifndef HEADWATER_BASE_URL_H
#define HEADWATER_BASE_URL_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"

#include <stdbool.h>

/* Resolves reference against base; a string in the arena. Without a base, or when either is not a
 * valid URL, returns the reference itself (trimmed); NULL only when out of memory. */
const char *url_resolve(struct arena *arena, const char *base, const char *reference);

/* Resolves textually (RFC 3986 §5.2): checks, escapes and changes nothing beyond what joining
 * requires, so that an address stays as written. For published and compared addresses; use
 * url_resolve() for addresses to fetch. Does not check the scheme. */
const char *url_join(struct arena *arena, const char *base, const char *reference);

/* The host in lower case, "" when there is none; NULL only when out of memory. */
const char *url_host(struct arena *arena, const char *url);

/* Whether the scheme is http or https. */
bool url_is_http(const char *url);

/* Whether two http or https addresses are one: in any case of scheme and host, of any of the two
 * schemes, with or without the usual port, a fragment, and percent signs that are not needed (RFC
 * 3986 §6.2). */
bool url_is_same(const char *a, const char *b);

/* The length of a path, or of an address without a query, up to and with its last slash; 0 when it
 * has none. */
size_t url_folder_length(const char *path);

/* Whether two paths are in one folder. */
bool url_is_beside(const char *path, const char *other);

/* Appends a text as a segment of a path or the value of a parameter: all but unreserved characters
 * are percent-encoded (RFC 3986 §2.3). */
void url_escape(struct str *into, const char *text);

/* The value of a hexadecimal digit; -1 for any other character. */
int url_hex_digit(char c);

/* Writes the path of a file URL (RFC 8089), percent-decoded. False for other URLs, and when the
 * path is too long or contains a NUL; ret then has its start. */
bool url_file_path(char *ret, size_t room, const char *url);

#endif
