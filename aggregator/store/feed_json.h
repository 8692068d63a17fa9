/*
 * The stored form of a feed's state: a JSON object with the members that differ from a fresh state,
 * so that a new field needs a table row but no migration. Header values are kept byte for byte.
 */
#ifndef HEADWATER_STORE_FEED_JSON_H
#define HEADWATER_STORE_FEED_JSON_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

/* The state of a feed that was never polled; url is borrowed. */
void feed_state_fresh(struct feed_state *ret, const char *url);

/* JSON text, malloc'ed, owned by the caller; NULL when out of memory. It does not contain the
 * url. */
char *feed_state_write(const struct feed_state *state);

/* Reads the output of feed_state_write(); copies all strings into the arena, including the url.
 * Ignores unknown members. ERR_STORE when the text is damaged, ERR_MEMORY. */
int feed_state_read(struct feed_state *ret, struct arena *arena, const char *url, const char *text,
                    struct error *err);

#endif
