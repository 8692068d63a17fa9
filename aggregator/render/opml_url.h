/*
 * Removes secrets from a feed's address. A private feed often differs from a public one only by a
 * token in its address, which a published subscription list would disclose.
 */
#ifndef HEADWATER_RENDER_OPML_URL_H
#define HEADWATER_RENDER_OPML_URL_H

#include "aggregator/base/arena.h"

/* The address without user, password, fragment and parameters with secret names. NULL when its path
 * contains a secret: such a feed is not listed. NULL also when out of memory; check the arena's
 * status. */
const char *opml_url_public(struct arena *arena, const char *url);

#endif
