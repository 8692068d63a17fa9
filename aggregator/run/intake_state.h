/*
 * Brings a feed's state up to date with what was asked and answered, and decides when to ask again.
 * The caller stores the state. Used by intake alone.
 */
#ifndef HEADWATER_RUN_INTAKE_STATE_H
#define HEADWATER_RUN_INTAKE_STATE_H

#include "aggregator/model/document.h"
#include "aggregator/run/intake_reading.h"

/* Notes in the state that the feed is about to be asked. */
void intake_state_start(struct feed_state *state, const struct intake *intake,
                        const struct fetch_request *request);

/* Takes over what a document that was read says of its feed and the times of its items. Where the
 * feed's stories show other words, they are to be published anew: the store is told so. */
int intake_state_describe(struct intake_reading *r, const struct document *document,
                          struct error *err);

/* Takes over the answer, counts it, and decides when the feed is asked again. refusal: why the
 * answer is of no use; NULL when it is of use. */
void intake_state_update(struct intake_reading *r, const struct fetch_request *request,
                         const char *refusal);

#endif
