/*
 * Compiles what feeds.yaml says of a part of a page: a CSS selector, or an XPath expression, to a
 * valid XPath expression.
 *
 * An XPath expression begins with "xpath:", or with one of / ./ .. ( and @, with which no selector
 * begins. Depends on no page.
 */
#ifndef HEADWATER_SCRAPE_SELECTOR_H
#define HEADWATER_SCRAPE_SELECTOR_H

#include "aggregator/base/arena.h"
#include "aggregator/model/scrape.h"

enum { SELECTOR_BYTES_MAX = 2048 }; /* as written */

/* The names of the parts in feeds.yaml, by enum scrape_part. */
extern const char *const scrape_part_names[SCRAPE_PARTS];

/* *ret is in the arena. The item has to be elements, any other part may be a text, too. ERR_SYNTAX:
 * err says why, and *ret_at is the offset of the mistake. ERR_MEMORY. */
int selector_compile(const char **ret, size_t *ret_at, struct arena *arena, enum scrape_part part,
                     const char *text, struct error *err);

#endif
