/*
 * Allocation failures on demand: the test program's own malloc(), calloc(), realloc() and
 * posix_memalign(). They take precedence over all others, so linked libraries use them too. They
 * call the real functions and fail where a test requires it.
 *
 * Only allocations by the program itself, and by libraries that report out of memory, are counted
 * and made to fail. Others always succeed: ICU, for example, omits a part of a date when it has no
 * memory for it and reports success. HEADWATER_FAULT_AT=N and HEADWATER_FAULT_TRACE=1 in the
 * environment print where the N-th allocation was requested. Single-threaded.
 */
#ifndef HEADWATER_TESTS_TORTURE_FAULT_H
#define HEADWATER_TESTS_TORTURE_FAULT_H

#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_ONCE,     /* the nth allocation fails, the next succeeds */
    FAULT_FROM_THEN /* the nth and all later allocations fail */
};

/* Starts counting; the nth allocation fails, counted from 1. nth 0: none fails. */
void fault_begin(enum fault_kind kind, size_t nth);

/* Stops: no allocation fails any more. Returns the number counted. */
size_t fault_end(void);

/* Whether an allocation has failed since fault_begin(). */
bool fault_happened(void);

#endif
