/*
 * Translates a CSS selector to an XPath 1.0 expression.
 *
 * Understood are type, *, #id, .class, [attribute] with = ~= |= ^= $= *=, the combinators, lists,
 * the structural pseudo-classes that css_pseudo.h lists, :not(), :has(), and at the end
 * ::attr(name) and ::text. Names of elements and attributes match HTML, whose parser writes them in
 * lower case. Anything else is an error with its position, never ignored. Sources: Selectors Level
 * 4, XPath 1.0.
 */
#ifndef HEADWATER_SCRAPE_CSS_H
#define HEADWATER_SCRAPE_CSS_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

enum { CSS_DEPTH_MAX = 8 }; /* of :not() and :has() inside one another */

/* Appends the expression, which starts at the context node and also finds that node itself.
 * ERR_SYNTAX: *ret_at is the offset of the byte that is not understood. */
int css_translate(struct str *into, size_t *ret_at, const char *selector, struct error *err);

#endif
