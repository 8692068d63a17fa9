/* Measurements for the dedup benchmarks. */
#ifndef HEADWATER_TESTS_BENCH_MEASURE_H
#define HEADWATER_TESTS_BENCH_MEASURE_H

#include <stddef.h>

/* CPU time of this process, in seconds. */
double measure_seconds(void);
/* Time of the clock, in seconds: a database in another process takes time too. */
double measure_wall_seconds(void);

/* Resident memory in megabytes: current (where the system reports it) and peak. */
double measure_resident(void);
double measure_resident_peak(void);

/* A file's bytes, malloc'ed; ends the program when the file cannot be read. */
void *measure_file(size_t *ret_size, const char *path);

#endif
