/*
 * Takes one response into the state: the items of its body are cleaned, placed and stored, and the
 * state of the feed is updated, all in one transaction of the store.
 */
#ifndef HEADWATER_RUN_INTAKE_H
#define HEADWATER_RUN_INTAKE_H

#include "aggregator/run/intake_reading.h"

/* Loads the state's secret into intake->secret. If given is not NULL, its 32 hexadecimal digits
 * become the secret of a state without items, so that two states number the same stories alike. */
int intake_secret_load(struct intake *intake, const char *given, struct error *err);

/* Stores that a request to the feed is about to start, so that the next run does not repeat the
 * request if this run ends before the response. Committed on return as by store_commit_soon(). */
int intake_start(struct intake *intake, struct feed_state *state,
                 const struct fetch_request *request, struct error *err);

/*
 * Takes one response into the store and updates *state. When this returns 0, the transaction is
 * committed as by store_commit_soon(). A failed feed is not an error of this call; it is recorded
 * in state->last_error. Any other failure is one of the state or the engine: nothing of this
 * response is kept, and the run must end, because the engine then has data that the store lacks.
 */
int intake_response(struct intake *intake, struct feed_state *state,
                    const struct fetch_request *request, struct fetch_response *response,
                    struct error *err);

/* Whether a 200 response has the body that was read last; nothing is then to be read. Rewinds the
 * body. */
int intake_is_same(bool *ret, const struct feed *feed, const struct feed_state *state,
                   struct fetch_response *response, struct error *err);

/* Writes what the engine has learned, before the transaction is committed. */
int intake_flush(struct intake *intake, struct error *err);

#endif
