/*
 * A table of functions that carries out requests: over the network, or from recorded files.
 */
#ifndef HEADWATER_FETCH_TRANSPORT_H
#define HEADWATER_FETCH_TRANSPORT_H

#include "aggregator/fetch/transfer.h"

#include <poll.h>

struct transport {
    /* Prepares for this many parallel transfers, numbered by slot. */
    int (*open)(void **ret_self, const struct fetch_options *options, size_t slots,
                struct error *err);
    /* Requests the current address of the transfer's redirect chain. A transfer that cannot start
     * is returned by wait() with its error, like any other. */
    void (*start)(void *self, struct transfer *transfer);
    /* The next finished transfer; NULL when none finishes within the timeout, or when one of the
     * caller's files is ready. Waits even when no transfer is in progress. */
    struct transfer *(*wait)(void *self, int64_t timeout_ms, struct pollfd *files, size_t count);
    void (*close)(void *self); /* accepts NULL */
};

extern const struct transport transport_network;
extern const struct transport transport_replay;

#endif
