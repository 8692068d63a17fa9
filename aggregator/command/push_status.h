/* What headwater status says of a feed's subscription at a hub. */
#ifndef HEADWATER_COMMAND_PUSH_STATUS_H
#define HEADWATER_COMMAND_PUSH_STATUS_H

#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"
#include "aggregator/store/store_push.h"

#include <jansson.h>

/* Loads the feed's subscription, if settings.websub is set and there is one, and tells plan of it;
 * *ret is NULL otherwise. In the arena. */
int push_status_load(const struct push_subscription **ret, struct feed_state *state,
                     struct store *store, struct arena *arena, const struct feed *feed,
                     const struct settings *settings, int64_t now, struct error *err);

/* Appends a line: the hub, how far it may be relied on, and what it has delivered. */
void push_status_line(struct str *into, struct arena *arena, const struct feed *feed,
                      const struct push_subscription *push, int64_t now);

/* An object, or null when push is NULL; NULL when out of memory. */
json_t *push_status_json(const struct push_subscription *push, int64_t now);

#endif
