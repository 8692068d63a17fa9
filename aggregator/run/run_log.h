/*
 * The log messages of a run, with fields in systemd's journal; headwater(1) lists the fields.
 */
#ifndef HEADWATER_RUN_RUN_LOG_H
#define HEADWATER_RUN_RUN_LOG_H

#include "aggregator/run/run_summary.h"
#include "aggregator/run/session.h"

/* Logs a line about the response of a feed if there is something to report: it failed, it is gone
 * for good, or its document was repaired (warning; empty if not). */
void run_log_response(const struct fetch_request *request, const struct fetch_response *response,
                      const struct feed_state *state, const char *warning);

/* Logs an item that was placed in a story, for --verbose; an intake_placed. */
void run_log_placed(void *context, const struct feed *feed, const struct item *item,
                    const struct dedup_verdict *verdict);

/* Logs the end of a run with its counts if the log goes to the journal; otherwise the command
 * prints them. */
void run_log_finished(const struct run_summary *summary);

/* Logs the items that the current judge moved out of stories joined by an older version. */
void run_log_parted(const struct session *session);

/* Logs that there is no lexicon. That none is installed is said until a run has succeeded;
 * headwater check says it always. */
void run_log_lexicon(const struct session *session);

#endif
