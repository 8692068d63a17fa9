#include "aggregator/plan/describe.h"

#include <inttypes.h>
#include <stdio.h>

void describe_span(char ret[DESCRIBE_SPAN_SIZE], int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    size_t i = 0;
    int64_t rest;

    while (i + 1 < sizeof(units) / sizeof(units[0]) && seconds < units[i].seconds)
        i++;
    rest = i + 1 < sizeof(units) / sizeof(units[0])
               ? seconds % units[i].seconds / units[i + 1].seconds
               : 0;
    if (rest > 0)
        snprintf(ret, DESCRIBE_SPAN_SIZE, "%" PRId64 " %s %" PRId64 " %s",
                 seconds / units[i].seconds, units[i].name, rest, units[i + 1].name);
    else
        snprintf(ret, DESCRIBE_SPAN_SIZE, "%" PRId64 " %s", seconds / units[i].seconds,
                 units[i].name);
}
