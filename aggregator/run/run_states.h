/*
 * The states of all feeds, as a run begins with them.
 */
#ifndef HEADWATER_RUN_RUN_STATES_H
#define HEADWATER_RUN_RUN_STATES_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

enum { RUN_STATES_BYTES = 256 << 20 }; /* for the arena */

/* Loads them, in the order of the feeds, with what their hubs say and what their hosts want; times
 * in the future are mended. *ret_ahead: how many feeds that are on had such times. placing: pollers
 * have them, and only feeds with fulltext are loaded, for their pages. ERR_MEMORY, ERR_STORE. */
int run_states_load(struct feed_state **ret, size_t *ret_ahead, struct store *store,
                    struct arena *arena, const struct config *config, bool placing, int64_t now,
                    struct error *err);

#endif
