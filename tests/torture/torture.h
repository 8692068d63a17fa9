/*
 * Torture: a piece of work is done again and again, and each time another allocation fails.
 *
 * The work must then end with an error that speaks of memory, or with the very result of the clean
 * pass where it can do without; the address sanitizer finds what it touched wrongly and, at the
 * end, what it lost. Of long works some allocations are tried, with HEADWATER_THOROUGH in the
 * environment all, and HEADWATER_SHARD=2/3 every third of these from the second on.
 */
#ifndef HEADWATER_TESTS_TORTURE_TORTURE_H
#define HEADWATER_TESTS_TORTURE_TORTURE_H

#include "aggregator/base/error.h"
#include "tests/support/test.h"
#include "tests/torture/fault.h"

/* From nothing to nothing: all it makes is released when it returns. *ret_digest stands for the
 * result; after a failure for that of a second try with enough memory, or it stays 0. Memory fails
 * only between fault_begin() and fault_end(), which torture_run() calls around it; returns 0 or an
 * ERR_* code. */
typedef int torture_work(uint64_t *ret_digest, void *context, struct error *err);

/* Fails each of the allocations in turn, at most so many of them (the first, the last and some
 * between), once each and then from there on. Prints how many there are. */
void torture_run(const char *name, torture_work *work, void *context, size_t max);

/* Adds bytes to a digest. */
uint64_t torture_digest(uint64_t digest, const void *data, size_t size);

#endif
