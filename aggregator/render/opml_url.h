/*
 * What of a feed's address strangers may read: a private feed is often told from a public one by a
 * token in its address alone, and a list of subscriptions that is published would give it away.
 */
#ifndef HEADWATER_RENDER_OPML_URL_H
#define HEADWATER_RENDER_OPML_URL_H

#include "aggregator/base/arena.h"

/* The address without user, password, parameters whose names say that they are secret, and
 * fragment. NULL where its path is one: such a feed is not listed; also when memory is out, which
 * the arena's status tells. */
const char *opml_url_public(struct arena *arena, const char *url);

#endif
