/*
 * One run: what is due is polled, what is new is placed, what changed is published.
 *
 * The order of the stages is known here and nowhere else. Once a day a run also lets go of what is
 * past (store_prune), without writing the state anew. Logs one line for each feed that fails;
 * the caller prints the summary. A lock beside the state keeps two runs apart (ERR_LOCKED).
 */
#ifndef HEADWATER_RUN_RUN_H
#define HEADWATER_RUN_RUN_H

#include "aggregator/config/config.h"
#include "aggregator/publish/publish.h"
#include "aggregator/run/intake.h"

struct run_options {
    const char *state_address;
    int64_t now;
    bool force;          /* what is not due too; never against Retry-After or 410 */
    const char *lexicon; /* NULL: the settings', else the installed one */
    const char *replay;  /* a folder of recorded answers in place of the network; NULL: none */
    const char *secret;  /* for a state without items: 32 hexadecimal digits; NULL: a random one */
    const char *metrics; /* a file for node_exporter's textfile collector; NULL: none */
    volatile sig_atomic_t *stop; /* set by a signal handler; may be NULL */
};

enum run_stage { RUN_OPEN, RUN_POLL, RUN_PUBLISH, RUN_PRUNE, RUN_STAGES };

struct run_summary {
    double seconds[RUN_STAGES]; /* how long each took */
    size_t feeds, due;          /* enabled; asked in this run */
    struct intake_counts intake;
    struct publish_result published;
    struct store_counts counts;
    struct store_pruned pruned;
    int64_t set_aside; /* damaged rows of the state */
    bool has_lexicon;
};

/* *ret is filled as far as the run came. Feeds that fail are no failure of the run. */
int run_once(struct run_summary *ret, const struct config *config,
             const struct run_options *options, struct error *err);

/* Prints for each feed when it would be asked and why; polls nothing. */
int run_explain(const struct config *config, const struct run_options *options, struct error *err);

#endif
