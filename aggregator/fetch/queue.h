/*
 * Whose turn it is: requests wait in line behind their host, hosts take turns, and a host rests for
 * a gap between two of its requests. Pure: the time in milliseconds is passed in.
 *
 * A request is a number below the count given at the start. Not thread safe.
 */
#ifndef HEADWATER_FETCH_QUEUE_H
#define HEADWATER_FETCH_QUEUE_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct queue_host {
    const char *name;
    size_t first, last; /* requests in line; SIZE_MAX when there are none */
    int64_t ready_ms;
    uint64_t turn; /* orders hosts that are ready at the same time */
    int64_t throttled_until;
    bool busy, throttled;
};

struct queue {
    struct arena arena;
    struct queue_host *hosts;
    size_t host_count;
    size_t *table; /* open addressing: a host's number plus one, 0 is free */
    size_t table_size;
    size_t *heap; /* hosts that have requests and are not busy, next turn first */
    size_t heap_count;
    size_t *next;    /* per request: the one behind it in line */
    size_t *host_of; /* per request */
    size_t waiting;  /* requests in line */
    uint64_t turn;
};

/* Room for count requests. ERR_MEMORY; release it in any case. */
int queue_init(struct queue *queue, size_t count, struct error *err);
void queue_release(struct queue *queue);

/* Puts a request at the end of its host's line, or at the front. ERR_MEMORY. */
int queue_add(struct queue *queue, size_t request, const char *host, struct error *err);
int queue_add_first(struct queue *queue, size_t request, const char *host, struct error *err);

/* The next request whose host is ready; the host is busy from now on. False when none is. */
bool queue_take(size_t *ret_request, struct queue *queue, int64_t now_ms);

/* The request's host is free again, ready for its next request at this time. */
void queue_finish(struct queue *queue, size_t request, int64_t ready_ms);

/* How long until a host is ready: 0 now, -1 when no request is in line. */
int64_t queue_wait_ms(const struct queue *queue, int64_t now_ms);

/* The request's host wants no more requests until this time (seconds); its requests still come out
 * of the queue, without delay, and queue_throttled() tells. */
void queue_throttle(struct queue *queue, size_t request, int64_t until);
bool queue_throttled(const struct queue *queue, size_t request, int64_t *ret_until);

/* Whether this is the last request in line for its host. */
bool queue_is_last(const struct queue *queue, size_t request);

/* The name under which the request was put in. */
const char *queue_host_name(const struct queue *queue, size_t request);

#endif
