/*
 * How deep a YAML text is nested. libyaml takes time with the square of the depth, and nothing that
 * headwater reads is nested deeper than a few levels.
 */
#ifndef HEADWATER_CONFIG_DEPTH_H
#define HEADWATER_CONFIG_DEPTH_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

enum { DEPTH_MAX = 64 };

/* Whether a text is nested deeper than that, and where it begins to be. */
bool depth_is_exceeded(yaml_mark_t *ret_mark, const char *text, size_t size);

#endif
