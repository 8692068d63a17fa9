/*
 * The programs of feeds.yaml that are running: exec, whose output is a body, and filter, through
 * which a body is piped. Each belongs to one transfer in progress and is driven together with the
 * requests.
 */
#ifndef HEADWATER_FETCH_PROGRAMS_H
#define HEADWATER_FETCH_PROGRAMS_H

#include "aggregator/base/child.h"
#include "aggregator/fetch/transfer.h"

struct program {
    struct child child;
    struct transfer *transfer; /* NULL: none runs for this slot */
};

struct programs {
    struct program *slots; /* by the slot of the transfer */
    struct pollfd *files;  /* scratch */
    size_t count, running;
    void (*signal_before)(int); /* how SIGPIPE was handled */
};

/* Prepares for this many transfers. ERR_MEMORY; call programs_close() in any case. */
int programs_open(struct programs *ret, size_t slots, struct error *err);
/* Kills what runs. Accepts a zeroed struct. */
void programs_close(struct programs *programs);

/* Starts a program for a transfer: with its body as input, or without one. A program that cannot
 * start is returned by programs_next() like any other, with the transfer's error set. */
void programs_start(struct programs *programs, struct transfer *transfer,
                    const char *const *arguments, bool with_body, int64_t timeout_ms,
                    int64_t now_ms);

/* The files to wait for, and the longest time; *wait_ms is only lowered. Valid until the next
 * call. */
size_t programs_files(struct programs *programs, struct pollfd **ret, int64_t *wait_ms,
                      int64_t now_ms);

/* Does what can be done without waiting. The next transfer whose program has ended: its body is now
 * the program's output, or its error says why there is none. NULL: none has. */
struct transfer *programs_next(struct programs *programs, int64_t now_ms);

#endif
