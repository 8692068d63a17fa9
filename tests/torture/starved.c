/*
 * Linked into a copy of the program: HEADWATER_STARVE=N makes its N-th allocation fail, N+ that one
 * and all later ones; HEADWATER_STARVE_COUNT=FILE writes their number.
 */
#include "tests/torture/fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void count_tell(void)
{
    size_t count = fault_end();
    FILE *file = fopen(getenv("HEADWATER_STARVE_COUNT"), "w");

    if (file != NULL) {
        fprintf(file, "%zu\n", count);
        fclose(file);
    }
}

__attribute__((constructor)) static void starve(void)
{
    const char *text = getenv("HEADWATER_STARVE");

    if (getenv("HEADWATER_STARVE_COUNT") != NULL)
        atexit(count_tell);
    if (text != NULL)
        fault_begin(strchr(text, '+') != NULL ? FAULT_FROM_THEN : FAULT_ONCE,
                    strtoul(text, NULL, 10));
}
