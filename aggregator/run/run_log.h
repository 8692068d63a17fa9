/*
 * What a run says in the log, and in systemd's journal with fields: headwater(1) lists them.
 */
#ifndef HEADWATER_RUN_RUN_LOG_H
#define HEADWATER_RUN_RUN_LOG_H

#include "aggregator/run/run.h"

/* A line on a feed's answer when there is something to say: it failed, it is gone for good, or its
 * document had to be repaired (warning, empty when not). */
void run_log_response(const struct fetch_request *request, const struct fetch_response *response,
                      const struct feed_state *state, const char *warning);

/* An item that was placed in a story, for --verbose; an intake_placed. */
void run_log_placed(void *context, const struct feed *feed, const struct item *item,
                    const struct dedup_verdict *verdict);

/* The end of a run with its counts, where lines go to the journal; elsewhere the command's words
 * say it. */
void run_log_finished(const struct run_summary *summary);

#endif
