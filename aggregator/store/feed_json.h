/*
 * The written form of a feed's state: a JSON object with the members that differ from a fresh
 * state, so that a new field needs a row in a table and no migration. Values of headers are kept
 * byte for byte.
 */
#ifndef HEADWATER_STORE_FEED_JSON_H
#define HEADWATER_STORE_FEED_JSON_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

/* The state of a feed that was never asked; url is borrowed. */
void feed_state_fresh(struct feed_state *ret, const char *url);

/* JSON text, malloc'ed, the caller's; NULL when memory is out. The url is not in it. */
char *feed_state_write(const struct feed_state *state);

/* Reads what feed_state_write() wrote; strings are copied into the arena, the url too. Unknown
 * members are passed over. ERR_STORE when the text is damaged, ERR_MEMORY. */
int feed_state_read(struct feed_state *ret, struct arena *arena, const char *url, const char *text,
                    struct error *err);

#endif
