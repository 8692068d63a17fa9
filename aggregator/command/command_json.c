#include "aggregator/command/command_json.h"

#include <stdio.h>

int command_print_json(json_t *value, size_t flags, struct error *err)
{
    int failed = value != NULL ? json_dumpf(value, stdout, flags) : -1;

    json_decref(value);
    if (ferror(stdout) || (failed == 0 && putchar('\n') == EOF))
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot write to standard output");
    return failed == 0 ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}
