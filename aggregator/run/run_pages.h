/*
 * The pages of a run: for feeds with fulltext, requests the pages of new items, as many as the hour
 * still allows, where robots.txt allows it, and takes their text into the state.
 */
#ifndef HEADWATER_RUN_RUN_PAGES_H
#define HEADWATER_RUN_RUN_PAGES_H

#include "aggregator/config/config.h"
#include "aggregator/run/intake_reading.h"

struct run_pages {
    const struct config *config;
    const struct feed_state *states;   /* of the feeds, in their order */
    const struct fetch_options *fetch; /* without callbacks */
    struct intake *intake;
    /* whether the host of this address may be asked now; else its pages wait for a later run. NULL:
     * every host may */
    int (*may_ask)(bool *ret, void *context, const char *url, struct error *err);
    void *may_ask_context;
};

/* Call it outside a transaction, after the feeds were polled. A page that fails is not an error. */
int run_pages(const struct run_pages *options, struct error *err);

#endif
