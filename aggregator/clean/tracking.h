/* Recognises the parts of an address that only record where a visitor came from. */
#ifndef HEADWATER_CLEAN_TRACKING_H
#define HEADWATER_CLEAN_TRACKING_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the parameter ("name=value" or "name", length bytes) is tracking on every site, or on
 * this host (lower case, without "www."). */
bool tracking_is_parameter(const char *parameter, size_t length, const char *host,
                           size_t host_length);

/* Whether a fragment (without its '#') has no effect on the page: empty, a part that every page
 * has ("top", "comments"), a text position (":~:text="), or only tracking ("utm_source=x",
 * "ref=rss"). */
bool tracking_is_fragment(const char *fragment);

#endif
