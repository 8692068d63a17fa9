/*
 * Tells the hubs of outputs which documents have changed (W3C WebSub §6), at the end of a run.
 *
 * The state remembers the bytes of which each hub was last told. So a run tells of whatever has
 * changed since, also what a killed run or another command has written, and a run that is killed
 * between the request and the note of its result repeats it. A hub that fails is no failure of the
 * run, and hubs can hold up its end only for PINGS_SECONDS or so. Part of run; logs.
 *
 * A ping is POST hub.mode=publish, hub.url and hub.topic, both the address of the document: §6
 * leaves the form open, PubSubHubbub 0.3 §7.1 has the former, and some hubs only know the latter.
 */
#ifndef HEADWATER_RUN_RUN_PINGS_H
#define HEADWATER_RUN_RUN_PINGS_H

#include "aggregator/config/config.h"
#include "aggregator/fetch/fetch.h"
#include "aggregator/store/store.h"

enum {
    PINGS_SECONDS = 30,       /* for all pings of a run; the others wait for the next */
    PING_TIMEOUT_SECONDS = 10 /* for one; less if the user's timeout is */
};

/* Notes what has changed and sends the pings that are due, one after the other to one host; the
 * first that a hub does not accept is the last to it in this run. Reads the files of the outputs,
 * which must be written and the state be committed. Each failure is logged, and retried by later
 * runs; only the state and memory can fail. fetch: the network, with options->now and stop; not
 * for recorded responses. *ret_accepted counts the pings that hubs accepted. */
int run_pings(size_t *ret_accepted, struct store *store, const struct config *config,
              const struct fetch_options *fetch, struct error *err);

/* Shortens the times of requests, so that a hub that is silent holds up a run for no longer. */
void run_pings_shorten(struct settings *settings);

#endif
