/*
 * Connections from which a request is awaited, so that those that never finish one can be ended. A
 * server's own timeout counts from the last byte, which a slow client sends for ever.
 *
 * Safe to use from two threads: one that serves, one that sweeps.
 */
#ifndef HEADWATER_SERVE_PENDING_H
#define HEADWATER_SERVE_PENDING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pending_request {
    int64_t since;   /* the sweep that saw it first; -1: not seen yet */
    bool open, busy; /* busy: its request is complete and being answered */
};

/* The table is indexed by the socket's number. */
struct pending_requests {
    pthread_mutex_t mutex;
    struct pending_request *ones;
    size_t room;
};

/* room: the highest socket number and one. False when memory is out. */
bool pending_init(struct pending_requests *pending, size_t room);
void pending_release(struct pending_requests *pending); /* accepts a zeroed one */

/* A connection has been opened, has closed, and is or is no longer answered. */
void pending_open(struct pending_requests *pending, int socket);
void pending_close(struct pending_requests *pending, int socket);
void pending_set_busy(struct pending_requests *pending, int socket, bool busy);

/* Shuts down what has been awaited for more than limit seconds. */
void pending_sweep(struct pending_requests *pending, int64_t now, int64_t limit);

#endif
