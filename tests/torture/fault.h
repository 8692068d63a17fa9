/*
 * Memory that runs out on command: the test program's own malloc(), calloc(), realloc() and
 * posix_memalign(), before everything else that has these names, so that the libraries that we link
 * ask us too. They pass on to the real ones, and say no where a test wants it.
 *
 * Counted, and made to fail, are the allocations of the program itself and those of the libraries
 * that say so when they have no memory. What the others ask for is passed on: ICU formats a date
 * without the part that it found no memory for and calls it a success.
 * HEADWATER_FAULT_AT=N and HEADWATER_FAULT_TRACE=1 in the environment print where the N-th was
 * asked for. One thread.
 */
#ifndef HEADWATER_TESTS_TORTURE_FAULT_H
#define HEADWATER_TESTS_TORTURE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_ONCE,     /* the nth fails, the next succeeds again */
    FAULT_FROM_THEN /* the nth fails and all that follow */
};

/* Counts from here on; the nth allocation fails, counted from 1. nth 0: none does. */
void fault_begin(enum fault_kind kind, size_t nth);

/* Ends it: nothing fails any more. Returns how many were counted. */
size_t fault_end(void);

/* Whether one has failed since fault_begin(). */
bool fault_happened(void);

#endif
