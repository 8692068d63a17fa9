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

struct waiting_one {
    int64_t since;   /* the sweep that saw it first; -1: not seen yet */
    bool open, busy; /* busy: its request is complete and being answered */
};

/* The table is indexed by the socket's number. */
struct waiting {
    pthread_mutex_t mutex;
    struct waiting_one *ones;
    size_t room;
};

/* room: the highest socket number and one. False when memory is out. */
bool waiting_init(struct waiting *waiting, size_t room);
void waiting_release(struct waiting *waiting); /* accepts a zeroed one */

/* A connection has been opened, has closed, and is or is no longer answered. */
void waiting_open(struct waiting *waiting, int socket);
void waiting_close(struct waiting *waiting, int socket);
void waiting_set_busy(struct waiting *waiting, int socket, bool busy);

/* Shuts down what has been awaited for more than limit seconds. */
void waiting_sweep(struct waiting *waiting, int64_t now, int64_t limit);

#endif
