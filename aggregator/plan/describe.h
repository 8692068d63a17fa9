/*
 * Formats time spans for the user.
 */
#ifndef HEADWATER_PLAN_DESCRIBE_H
#define HEADWATER_PLAN_DESCRIBE_H

#include <stdint.h>

enum { DESCRIBE_SPAN_SIZE = 32 };

/* "45 s", "10 min", "2 h 10 min", "3 d 4 h": the two largest units that are not zero. */
void describe_span(char ret[DESCRIBE_SPAN_SIZE], int64_t seconds);

#endif
