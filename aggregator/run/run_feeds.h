/*
 * The feeds of a configuration by their addresses, and the request that a feed's state asks for.
 */
#ifndef HEADWATER_RUN_RUN_FEEDS_H
#define HEADWATER_RUN_RUN_FEEDS_H

#include "aggregator/config/config.h"
#include "aggregator/fetch/fetch.h"

struct feed_seat {
    const struct feed *feed; /* of the configuration */
};

struct feed_index {
    struct feed_seat *seats; /* by address */
    size_t count;
};

/* The seats are in the arena. ERR_MEMORY. */
int run_feeds_index(struct feed_index *ret, struct arena *arena, const struct config *config,
                    struct error *err);
/* NULL for an address that no feed has. */
const struct feed *run_feeds_find(const struct feed_index *index, const char *url);

/* The request for a feed, with the validators of its state if they are of the same reading. */
struct fetch_request run_feeds_request(const struct feed *feed, const struct feed_state *state,
                                       size_t index);

#endif
