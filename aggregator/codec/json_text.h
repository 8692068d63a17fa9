/*
 * A JSON value as text, whole or not at all.
 *
 * jansson 2.14 passes over a member's name that it found no memory to write, and over a character
 * that it found none to read, and calls the rest a success. Here every piece counts.
 */
#ifndef HEADWATER_CODEC_JSON_TEXT_H
#define HEADWATER_CODEC_JSON_TEXT_H

#include "aggregator/base/error.h"

#include <jansson.h>

/* The text, the caller's to free(); NULL when memory is out, and for NULL. flags are jansson's,
 * JSON_COMPACT and the like. */
char *json_text_write(const json_t *value, size_t flags);

/* Reads size bytes as json_loadb() does; *ret is a new reference. ERR_SYNTAX when it is no JSON,
 * with *problem filled (which may be NULL), or ERR_MEMORY. */
enum error_code json_text_read(json_t **ret, const char *text, size_t size, size_t flags,
                               json_error_t *problem);

#endif
