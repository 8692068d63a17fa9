/*
 * New feeds into the text of feeds.yaml, behind those that are there; comments, order and layout of
 * the rest stay as the user wrote them.
 */
#ifndef HEADWATER_CONFIG_APPEND_H
#define HEADWATER_CONFIG_APPEND_H

#include "aggregator/base/str.h"
#include "aggregator/model/feed.h"

#include <stddef.h>

/*
 * Appends to *into the text with the feeds' url, name, language and tags added to its list `feeds`,
 * which is made where there is none. The text must be valid YAML; feeds that are there already are
 * the caller's to leave out. ERR_CONFIG where the list is written in a way that cannot be added to.
 */
int config_append(struct str *into, const char *text, size_t size, const struct feed *feeds,
                  size_t count, struct error *err);

#endif
