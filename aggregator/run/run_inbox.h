/*
 * The placer's half of a poll: takes the deliveries of pollers out of the inbox, in their order,
 * and each into the state as run takes a response, in one transaction with its removal from the
 * inbox. Part of run; logs.
 */
#ifndef HEADWATER_RUN_RUN_INBOX_H
#define HEADWATER_RUN_RUN_INBOX_H

#include "aggregator/config/config.h"
#include "aggregator/run/intake_reading.h"

/* What one call takes at most, so that what came is also published. */
enum { INBOX_ROUND_MAX = 2000 };

struct run_inbox {
    const struct config *config;
    struct intake *intake; /* its time is that of each delivery during the call */
    /* by clock_running(): takes what comes until then; 0: what is there */
    double until;
};

/* Waits until something is in the inbox, at most some seconds. */
int run_inbox_wait(struct store *store, double seconds, volatile sig_atomic_t *stop,
                   struct error *err);

/* Takes what waits. *ret_taken counts the deliveries. */
int run_inbox(size_t *ret_taken, const struct run_inbox *inbox, struct error *err);

#endif
