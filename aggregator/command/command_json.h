/*
 * The JSON value that a command prints with --json.
 */
#ifndef HEADWATER_COMMAND_COMMAND_JSON_H
#define HEADWATER_COMMAND_COMMAND_JSON_H

#include "aggregator/base/error.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Prints the value and a newline to standard output; flags are those of json_dumpf(). Always
 * takes ownership of the value. NULL stands for a value that could not be allocated. ERR_MEMORY,
 * ERR_IO. */
int command_print_json(json_t *value, size_t flags, struct error *err);

/* A JSON string of text from outside: bytes that are not UTF-8 become '?'. null for NULL; NULL when
 * out of memory. */
json_t *command_json_text(const char *text);

/* A time in RFC 3339; null for TIME_NONE and INT64_MAX, which is never; NULL when out of memory. */
json_t *command_json_time(int64_t time);

#endif
