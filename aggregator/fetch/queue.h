/*
 * Schedules requests by host: each host has a queue, hosts take turns, and a gap separates two
 * requests to the same host. Pure: the caller passes the time in milliseconds.
 *
 * A request is an index below the count given to queue_init(). Not thread-safe.
 */
#ifndef HEADWATER_FETCH_QUEUE_H
#define HEADWATER_FETCH_QUEUE_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct queue_host {
    const char *name;
    size_t first, last; /* first and last queued request; first is SIZE_MAX when there is none */
    int64_t ready_ms;
    uint64_t turn; /* orders hosts that are ready at the same time */
    int64_t throttled_until;
    bool busy, throttled;
};

struct queue {
    struct arena arena;
    struct queue_host *hosts;
    size_t host_count;
    size_t *table; /* open addressing: host index plus one, 0 is free */
    size_t table_size;
    size_t *heap; /* hosts that have requests and are not busy; the next turn first */
    size_t heap_count;
    size_t *next;    /* per request: the next one in its host's queue */
    size_t *host_of; /* per request */
    size_t waiting;  /* number of queued requests */
    uint64_t turn;
    int64_t first_ready_ms; /* of a host that is added; the caller may set it */
};

/* Allocates room for count requests. ERR_MEMORY; call queue_release() in any case. */
int queue_init(struct queue *queue, size_t count, struct error *err);
void queue_release(struct queue *queue);

/* Adds a request at the end, or at the front, of its host's queue. ERR_MEMORY. */
int queue_add(struct queue *queue, size_t request, const char *host, struct error *err);
int queue_add_first(struct queue *queue, size_t request, const char *host, struct error *err);

/* Takes the next request whose host is ready, and marks the host busy. False when there is none. */
bool queue_take(size_t *ret_request, struct queue *queue, int64_t now_ms);

/* Marks the request's host as free, and ready for its next request at ready_ms. */
void queue_finish(struct queue *queue, size_t request, int64_t ready_ms);

/* Time until a host is ready: 0 when one is ready now, -1 when no request is queued. */
int64_t queue_wait_ms(const struct queue *queue, int64_t now_ms);

/* Throttles the request's host until this time (in seconds). Its requests still come out of the
 * queue, without a gap, and queue_throttled() reports the throttling. */
void queue_throttle(struct queue *queue, size_t request, int64_t until);
bool queue_throttled(const struct queue *queue, size_t request, int64_t *ret_until);

/* Whether no further request is queued for the request's host. */
bool queue_is_last(const struct queue *queue, size_t request);

/* The host name under which the request was added. */
const char *queue_host_name(const struct queue *queue, size_t request);

#endif
