/*
 * Tracks connections with a pending request, so that those that never complete one can be closed.
 * The server's own timeout counts from the last byte, and a slow client can send bytes forever.
 *
 * Safe for two threads: one that serves and one that sweeps.
 */
#ifndef HEADWATER_SERVE_PENDING_H
#define HEADWATER_SERVE_PENDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pending_request {
    int64_t since;   /* time of the first sweep that saw it; -1: not seen yet */
    bool open, busy; /* busy: the request is complete and the response is in progress */
};

/* Indexed by socket number. */
struct pending_requests {
    pthread_mutex_t mutex;
    struct pending_request *ones;
    size_t room;
};

/* room: the highest socket number plus one. False when out of memory. */
bool pending_init(struct pending_requests *pending, size_t room);
void pending_release(struct pending_requests *pending); /* accepts a zeroed one */

/* Record that a connection was opened or closed, and whether its request is being processed. */
void pending_open(struct pending_requests *pending, int socket);
void pending_close(struct pending_requests *pending, int socket);
void pending_set_busy(struct pending_requests *pending, int socket, bool busy);

/* Shuts down connections whose request has been pending for more than limit seconds. */
void pending_sweep(struct pending_requests *pending, int64_t now, int64_t limit);

#endif
