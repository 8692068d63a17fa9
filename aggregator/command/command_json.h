/*
 * What a command prints with --json: one value, a line, and whether it was printed.
 */
#ifndef HEADWATER_COMMAND_COMMAND_JSON_H
#define HEADWATER_COMMAND_COMMAND_JSON_H

#include "aggregator/base/error.h"

#include <jansson.h>
#include <stddef.h>

/* Prints the value and the end of the line on standard output; flags are json_dumpf()'s. Takes the
 * value over in any case. NULL is a value for which there was no memory. ERR_MEMORY, ERR_IO. */
int command_print_json(json_t *value, size_t flags, struct error *err);

#endif
