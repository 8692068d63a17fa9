/*
 * Whose turn it is: errands wait in line behind their host, hosts take turns, and a host rests for
 * a gap between two of its errands. Pure: the time in milliseconds is passed in.
 *
 * An errand is a number below the count given at the start. Not thread safe.
 */
#ifndef HEADWATER_FETCH_QUEUE_H
#define HEADWATER_FETCH_QUEUE_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct queue_host {
    const char *name;
    size_t first, last; /* errands in line; SIZE_MAX when there are none */
    int64_t ready_ms;
    uint64_t turn; /* orders hosts that are ready at the same time */
    int64_t held_until;
    bool busy, held;
};

struct queue {
    struct arena arena;
    struct queue_host *hosts;
    size_t host_count;
    size_t *table; /* open addressing: a host's number plus one, 0 is free */
    size_t table_size;
    size_t *heap; /* hosts that have errands and are not busy, next turn first */
    size_t heap_count;
    size_t *next;    /* per errand: the one behind it in line */
    size_t *host_of; /* per errand */
    size_t waiting;  /* errands in line */
    uint64_t turn;
};

/* Room for count errands. ERR_MEMORY; release it in any case. */
int queue_init(struct queue *queue, size_t count, struct error *err);
void queue_release(struct queue *queue);

/* Puts an errand at the end of its host's line, or at the front. ERR_MEMORY. */
int queue_add(struct queue *queue, size_t errand, const char *host, struct error *err);
int queue_add_first(struct queue *queue, size_t errand, const char *host, struct error *err);

/* The next errand whose host is ready; the host is busy from now on. False when none is. */
bool queue_take(size_t *ret_errand, struct queue *queue, int64_t now_ms);

/* The errand's host is free again, ready for its next errand at this time. */
void queue_finish(struct queue *queue, size_t errand, int64_t ready_ms);

/* How long until a host is ready: 0 now, -1 when no errand is in line. */
int64_t queue_wait_ms(const struct queue *queue, int64_t now_ms);

/* The errand's host wants no more requests until this time (seconds); its errands still come out of
 * the queue, without delay, and queue_held() tells. */
void queue_hold(struct queue *queue, size_t errand, int64_t until);
bool queue_held(const struct queue *queue, size_t errand, int64_t *ret_until);

/* Whether this is the last errand in line for its host. */
bool queue_is_last(const struct queue *queue, size_t errand);

/* The name under which the errand was put in. */
const char *queue_host_name(const struct queue *queue, size_t errand);

#endif
