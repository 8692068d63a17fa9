/*
 * Finds the feeds that an HTML page declares in its head (autodiscovery).
 */
#ifndef HEADWATER_SUBSCRIBE_DISCOVER_H
#define HEADWATER_SUBSCRIBE_DISCOVER_H

#include "aggregator/base/arena.h"
#include "aggregator/model/item.h"

enum { DISCOVER_MAX = 50 };

/* Collects <link rel=alternate> with a feed's media type, in page order, each address once and made
 * absolute against <base> and url. An empty result is not an error. */
int discover_feeds(struct link **ret, size_t *ret_count, struct arena *arena, const char *html,
                   size_t size, const char *url, struct error *err);

#endif
