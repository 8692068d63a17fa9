/*
 * The feeds that an HTML page names in its head (autodiscovery).
 */
#ifndef HEADWATER_SUBSCRIBE_DISCOVER_H
#define HEADWATER_SUBSCRIBE_DISCOVER_H

#include "aggregator/base/arena.h"
#include "aggregator/model/item.h"

enum { DISCOVER_MAX = 50 };

/* <link rel=alternate> of a feed's media type, in the order of the page, each address once, made
 * absolute against <base> and url. None is no error. */
int discover_feeds(struct link **ret, size_t *ret_count, struct arena *arena, const char *html,
                   size_t size, const char *url, struct error *err);

#endif
