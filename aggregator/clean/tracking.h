/* What in an address only tells where a reader came from. */
#ifndef HEADWATER_CLEAN_TRACKING_H
#define HEADWATER_CLEAN_TRACKING_H

#include <stdbool.h>
#include <stddef.h>

/* Is the parameter ("name=value" or "name", length bytes) tracking everywhere, or on this host
 * (lower case, without "www.")? */
bool tracking_is_parameter(const char *parameter, size_t length, const char *host,
                           size_t host_length);

/* Does a fragment (without its '#') leave the page what it is: empty, a part every page has ("top",
 * "comments"), a reading position (":~:text="), or tracking alone ("utm_source=x", "ref=rss")? */
bool tracking_is_fragment(const char *fragment);

#endif
