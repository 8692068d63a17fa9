/*
 * The memory port for the dedup benchmarks. A separate file, since the headers of the store and
 * dedup's internal headers share some names.
 */
#ifndef HEADWATER_TESTS_BENCH_MEMORY_H
#define HEADWATER_TESTS_BENCH_MEMORY_H

#include "dedup.h"

struct bench_memory;

/* "ram" is dedup's own memory, any other value is the address of a store. All end the program on
 * failure. */
struct bench_memory *bench_memory_open(struct dedup_memory *ret, const char *address);
void bench_memory_close(struct bench_memory *memory);

/* A transaction, if the memory has transactions. */
void bench_memory_begin(struct bench_memory *memory);
void bench_memory_commit(struct bench_memory *memory);

/* The statements of a state in SQL so far, and those among them that wait for an answer: each is a
 * round trip where the database is a server. 0 without SQL. */
struct bench_effort {
    uint64_t statements, reads;
};
struct bench_effort bench_memory_effort(const struct bench_memory *memory);

#endif
