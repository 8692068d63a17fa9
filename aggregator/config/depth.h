/*
 * Limits how deep a YAML text is nested. libyaml's time grows with the square of the depth, and
 * headwater's own files nest only a few levels.
 */
#ifndef HEADWATER_CONFIG_DEPTH_H
#define HEADWATER_CONFIG_DEPTH_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

enum { DEPTH_MAX = 64 };

/* Whether the text is nested deeper than DEPTH_MAX, and where it first is. */
bool depth_is_exceeded(yaml_mark_t *ret_mark, const char *text, size_t size);

#endif
