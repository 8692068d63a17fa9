/*
 * Adds new feeds to the text of feeds.yaml, after the existing ones. Comments, order and layout of
 * the rest stay unchanged.
 */
#ifndef HEADWATER_CONFIG_APPEND_H
#define HEADWATER_CONFIG_APPEND_H

#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"

#include <stddef.h>

/*
 * Appends to *into the text with the new feeds' url, name, language, tags and allow_private added
 * to its list `feeds`, which is created when missing. The text must be valid YAML. The caller
 * leaves out feeds that are already listed. ERR_CONFIG when the list is written in a form that
 * cannot be extended.
 */
int config_append(struct str *into, const char *text, size_t size, const struct feed *feeds,
                  size_t count, struct error *err);

#endif
