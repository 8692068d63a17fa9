/*
 * The memory that a bench of dedup runs on. It stands between the store and the inside of dedup,
 * whose headers have some names in common.
 */
#ifndef HEADWATER_TESTS_BENCH_MEMORY_H
#define HEADWATER_TESTS_BENCH_MEMORY_H

#include "dedup.h"

struct bench_memory;

/* "ram" is dedup's own, others are the address of a store. All end the program on failure. */
struct bench_memory *bench_memory_open(struct dedup_memory *ret, const char *address);
void bench_memory_close(struct bench_memory *memory);

/* A transaction, where there is such a thing. */
void bench_memory_begin(struct bench_memory *memory);
void bench_memory_commit(struct bench_memory *memory);

#endif
