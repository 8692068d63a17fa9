/*
 * Takes a feed out of the text of feeds.yaml, or hides it there. Comments, order and layout of the
 * rest stay unchanged; comments within the feed's own lines go with it.
 */
#ifndef HEADWATER_CONFIG_EDIT_H
#define HEADWATER_CONFIG_EDIT_H

#include "aggregator/base/str.h"

#include <stddef.h>

/* Appends to *into the text without the index-th feed of its list. The text must be valid.
 * ERR_CONFIG when the feed is written in a form that cannot be removed, such as an alias. */
int config_remove_feed(struct str *into, const char *text, size_t size, size_t index,
                       struct error *err);

/* Appends the text with enabled: false and publish: false for that feed. */
int config_hide_feed(struct str *into, const char *text, size_t size, size_t index,
                     struct error *err);

#endif
