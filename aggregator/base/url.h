/*
 * Addresses: resolving a relative one, taking one apart. Built on libcurl's URL parser, the one
 * that will also fetch, so that two readings of one address cannot differ (RFC 3986).
 */
#ifndef HEADWATER_BASE_URL_H
#define HEADWATER_BASE_URL_H

#include "aggregator/base/arena.h"

#include <stdbool.h>

/* reference seen from base, as a string in the arena. Without a base, or when either cannot be read
 * as an address, the reference comes back as it is (trimmed); NULL only when memory is out. */
const char *url_resolve(struct arena *arena, const char *base, const char *reference);

/* The same by the text alone (RFC 3986 §5.2): nothing is checked, escaped or changed beyond what
 * joining needs, so that an address stays as it was written. For what is published and compared;
 * what is fetched goes through url_resolve(). The scheme is not judged. */
const char *url_join(struct arena *arena, const char *base, const char *reference);

/* The host in lower case, "" when there is none; NULL only when memory is out. */
const char *url_host(struct arena *arena, const char *url);

/* The scheme is http or https. */
bool url_is_http(const char *url);

#endif
