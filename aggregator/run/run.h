/*
 * One run: polls the feeds that are due, places new items, and publishes what changed.
 *
 * Only this module defines the order of the stages. Once a day a run also prunes old data
 * (store_prune) without rewriting the file of the state. Logs one line for each feed that fails;
 * the caller prints the summary. A lock beside the state prevents two runs at once (ERR_LOCKED).
 */
#ifndef HEADWATER_RUN_RUN_H
#define HEADWATER_RUN_RUN_H

#include "aggregator/config/config.h"
#include "aggregator/run/run_summary.h"

/* Called after the response of a polled feed has been taken into the state; the arguments are valid
 * only during the call. */
typedef void run_answered(void *context, const struct feed *feed, const struct feed_state *state);

struct run_options {
    const char *state_address;
    int64_t now;
    bool force;          /* also polls feeds that are not due, except after Retry-After or 410 */
    const char *lexicon; /* NULL: the one in the settings, else the installed one */
    /* a folder of recorded responses to use instead of the network; NULL: none */
    const char *replay;
    bool programs;       /* exec and filter of feeds may run */
    const char *secret;  /* for a state without items: 32 hexadecimal digits; NULL: a random one */
    const char *metrics; /* output file for node_exporter's textfile collector; NULL: none */
    /* polls nothing, but places what pollers put into the state's inbox: see run_inbox.h */
    bool inbox;
    volatile sig_atomic_t *stop; /* set by a signal handler; may be NULL */
    run_answered *answered;      /* may be NULL */
    void *answered_context;
};

/* Runs once. *ret is filled as far as the run got. Feeds that fail are not an error of the run. */
int run_once(struct run_summary *ret, const struct config *config,
             const struct run_options *options, struct error *err);

/* Places and publishes what pollers deliver until it is stopped, with one run after another on one
 * open state: as soon as something waits, and at least once a minute. tell is called after each.
 * options->now is TIME_NONE for the clock. */
typedef int run_told(void *context, const struct run_summary *summary, struct error *err);
int run_forever(const struct config *config, const struct run_options *options, run_told *tell,
                void *context, struct error *err);

/* Prints for each feed when it will be polled and why; polls nothing. */
int run_explain(const struct config *config, const struct run_options *options, struct error *err);

#endif
