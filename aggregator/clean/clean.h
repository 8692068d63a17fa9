/*
 * An item as the feed wrote it to an item that may be shown and compared.
 *
 * Titles become plain text, without the name of the item's source behind a dash; summaries and
 * contents become HTML of an allow list of elements, attributes, CSS properties and URL schemes,
 * every address absolute, no 1x1 pixels; links are resolved; `plain` and `canonical` are filled. A
 * text of which nothing may stay is the empty string. Pure: the same item gives the same result.
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

/*
 * The address that names the page for comparing. Gone are: a wrapper that only leads on to it
 * (google.com/url?url=...), the scheme's and host's case, "www.", "m.", "amp." and AMP's parts of
 * the path, parameters that are tracking everywhere (utm_*, fbclid ...); the rest of the query is
 * sorted. Parameters whose names are words (src, ref, feed) stay: on some sites they choose the
 * page.
 *
 * Of fragments only those go that are the same page whatever the site: none at all, parts that
 * every page has (#top, #comments, #more-17), places in a text (#:~:text=), tracking (#xtor=1).
 * All others stay: they may be a route (#!/post/1, app#/news/2), an entry of a list of changes
 * (#1.1), a piece of a day's page (#a2) or one comment (#comment-3). Two addresses of one page that
 * differ in such a fragment are then not one by address, but may be by their text; the other
 * mistake would hide a story.
 *
 * NULL for NULL, for addresses that are not http or https, and when memory is out.
 */
const char *clean_canonical_url(struct arena *arena, const char *url);

#endif
