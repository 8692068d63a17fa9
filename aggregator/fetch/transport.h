/*
 * How questions are carried: over the network, or played from recorded files. A row of functions.
 */
#ifndef HEADWATER_FETCH_TRANSPORT_H
#define HEADWATER_FETCH_TRANSPORT_H

#include "aggregator/fetch/transfer.h"

struct transport {
    /* Ready for this many transfers at once, numbered by their slots. */
    int (*open)(void **ret_self, const struct fetch_options *options, size_t slots,
                struct error *err);
    /* Asks the present address of the transfer's trail. What cannot even be started comes out of
     * wait() with its error, as all the others do. */
    void (*start)(void *self, struct transfer *transfer);
    /* The next transfer that is finished; NULL when none is after this time, or when none is under
     * way (then it waits all the same). */
    struct transfer *(*wait)(void *self, int64_t timeout_ms);
    void (*close)(void *self); /* accepts NULL */
};

extern const struct transport transport_network;
extern const struct transport transport_replay;

#endif
