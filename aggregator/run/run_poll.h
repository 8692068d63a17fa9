/*
 * A poller: requests the feeds of hosts that it leases, settles the responses that have no news,
 * and puts the others into the inbox for the placer (run_once() with options.inbox).
 *
 * Any number of pollers work on one state, with the same configuration. One host is asked by one
 * poller at a time, and no sooner than the gap after the last request of its last poller. A feed
 * that has moved is asked under the leases of both hosts; a host that is only met by a redirect is
 * not leased. A poller that is killed or hangs loses its leases after POLL_LEASE_SECONDS, and
 * cannot write any more. Logs.
 */
#ifndef HEADWATER_RUN_RUN_POLL_H
#define HEADWATER_RUN_RUN_POLL_H

#include "aggregator/config/config.h"
#include "aggregator/run/intake_reading.h"

enum {
    POLL_LEASE_SECONDS = 120, /* the default; renewed while requests are in progress */
    POLL_LEASE_MIN = 3,
    POLL_RENEWALS = 6,       /* in the time of a lease */
    POLL_HOSTS = 64,         /* per lease */
    POLL_INBOX_MAX = 10000,  /* deliveries; with more, pollers wait for the placer */
    POLL_WAITING_PAUSE = 60, /* before a feed whose delivery waits is looked at again */
};

struct poll_options {
    const char *state_address;
    int64_t now;           /* TIME_NONE: the clock */
    int64_t lease_seconds; /* how long a host stays reserved for a poller that died */
    bool forever;          /* else until no host is due */
    bool programs;         /* exec and filter of feeds may run */
    const char *replay;    /* as in struct run_options */
    volatile sig_atomic_t *stop;
};

/* Polls. *ret_counts and *ret_delivered are filled as far as it got. ERR_REFUSED when the state has
 * no inbox. */
int run_poll(struct intake_counts *ret_counts, size_t *ret_delivered, const struct config *config,
             const struct poll_options *options, struct error *err);

#endif
