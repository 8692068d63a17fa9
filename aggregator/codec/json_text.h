/*
 * Complete reading and writing of JSON text.
 *
 * jansson 2.14 silently skips a member's name when there is no memory to write it, and a character
 * when there is none to read it. These functions report both.
 */
#ifndef HEADWATER_CODEC_JSON_TEXT_H
#define HEADWATER_CODEC_JSON_TEXT_H

#include "aggregator/base/error.h"

#include <jansson.h>

/* The text, to be freed by the caller with free(); NULL when out of memory, and for NULL. flags are
 * jansson's, such as JSON_COMPACT. */
char *json_text_write(const json_t *value, size_t flags);

/* Reads size bytes like json_loadb(); *ret is a new reference. ERR_SYNTAX when it is not JSON
 * (fills *problem, which may be NULL), or ERR_MEMORY. */
enum error_code json_text_read(json_t **ret, const char *text, size_t size, size_t flags,
                               json_error_t *problem);

#endif
