/*
 * An item as the feed wrote it to an item that may be shown and compared.
 *
 * Titles become plain text; summaries and contents become HTML of an allow list of elements,
 * attributes, CSS properties and URL schemes, every address absolute, no 1x1 pixels; links are
 * resolved; `plain` and `canonical` are filled. A text of which nothing may stay is the empty
 * string. Pure: the same item gives the same result.
 */
#ifndef HEADWATER_CLEAN_CLEAN_H
#define HEADWATER_CLEAN_CLEAN_H

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

/* *ret is a cleaned copy in the arena; strings that need no change are shared with item. base is
 * the address of the document, for what has no base of its own. ERR_LIMIT, of the item, when it is
 * too large for the arena, or one of its texts grows too large; ERR_MEMORY, of the feed. */
int clean_item(struct item *ret, struct arena *arena, const struct item *item, const char *base,
               struct error *err);

/* The same for the feed's own title, subtitle and link. */
int clean_document(struct document *ret, struct arena *arena, const struct document *document,
                   const char *base, struct error *err);

/* One HTML fragment, sanitised. NULL when memory is out, or the result would be too large. */
const char *clean_html(struct arena *arena, const char *html, const char *base);

/* The text of an HTML fragment: blocks on lines of their own, entities decoded, nothing invisible.
 */
const char *clean_plain(struct arena *arena, const char *html);

/* Characters with every run of blanks one space, none at the ends. */
const char *clean_spaces(struct arena *arena, const char *text);

/* The address that names the page for comparing: scheme and host in lower case, "www.", "m.",
 * "amp." and AMP paths removed, tracking parameters (utm_*, fbclid ...) and fragments removed, the
 * rest of the query sorted. NULL for NULL, and for addresses that are not http or https. */
const char *clean_canonical_url(struct arena *arena, const char *url);

#endif
