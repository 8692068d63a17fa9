#include "tests/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double measure_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

double measure_wall_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

double measure_resident(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long kilobytes = 0;

    while (file != NULL && kilobytes == 0 && fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "VmRSS: %ld", &kilobytes) != 1)
            kilobytes = 0;
    if (file != NULL)
        fclose(file);
    return kilobytes > 0 ? (double)kilobytes / 1024 : measure_resident_peak(); /* not Linux */
}

double measure_resident_peak(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

void *measure_file(size_t *ret_size, const char *path)
{
    FILE *file = fopen(path, "rb");
    void *data;

    if (file == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    *ret_size = (size_t)ftell(file);
    rewind(file);
    data = malloc(*ret_size + 1);
    if (data == NULL || fread(data, 1, *ret_size, file) != *ret_size)
        exit(1);
    fclose(file);
    return data;
}
