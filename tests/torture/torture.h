/*
 * Torture: repeats a piece of work, and each time a different allocation fails.
 *
 * The work must then either end with an out-of-memory error or, where it can do without, give
 * exactly the result of the clean pass. The address sanitizer detects invalid accesses and, at the
 * end, leaks. For long work only a sample of the allocations is tried. HEADWATER_THOROUGH in the
 * environment tries all, and HEADWATER_SHARD=2/3 every third of these starting with the second.
 */
#ifndef HEADWATER_TESTS_TORTURE_TORTURE_H
#define HEADWATER_TESTS_TORTURE_TORTURE_H

#include "aggregator/base/error.h"
#include "tests/support/test.h"
#include "tests/torture/fault.h"

/* Self-contained: releases everything it allocates before it returns. *ret_digest identifies the
 * result. After a failure it identifies the result of a second attempt with enough memory, or it
 * stays 0. Memory fails only between fault_begin() and fault_end(), which torture_run() calls
 * around it; returns 0 or an ERR_* code. */
typedef int torture_work(uint64_t *ret_digest, void *context, struct error *err);

/* Fails each of the allocations in turn, at most max of them (the first, the last and some
 * between): once alone, and once with all later ones. Prints their number. */
void torture_run(const char *name, torture_work *work, void *context, size_t max);

/* Adds bytes to a digest. */
uint64_t torture_digest(uint64_t digest, const void *data, size_t size);

#endif
