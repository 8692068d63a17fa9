/*
 * Converts an item as the feed wrote it to an item that is safe to publish and ready to compare.
 *
 * Titles become plain text, without the outlet's name after a dash. Summaries and contents become
 * HTML from an allow list of elements, attributes, CSS properties and URL schemes, with absolute
 * addresses and without tracking pixels. Links are resolved; `plain` and `canonical` are filled. A
 * text with nothing left is the empty string. Pure: the same item gives the same result.
 */
#ifndef HEADWATER_CLEAN_CLEAN_H
#define HEADWATER_CLEAN_CLEAN_H

#include "aggregator/base/arena.h"
#include "aggregator/model/document.h"

/* *ret is a cleaned copy in the arena; unchanged strings are shared with item. base is the
 * document's address, for texts and links without their own base. ERR_LIMIT (SCOPE_ITEM) when the
 * item is too large for the arena or one of its texts grows too large; ERR_MEMORY (SCOPE_FEED). */
int clean_item(struct item *ret, struct arena *arena, const struct item *item, const char *base,
               struct error *err);

/* The same for the feed's own title, subtitle, addresses and authors. */
int clean_document(struct document *ret, struct arena *arena, const struct document *document,
                   const char *base, struct error *err);

/* Sanitises one HTML fragment. NULL when out of memory or when the result is too large. */
const char *clean_html(struct arena *arena, const char *html, const char *base);

/* The text of an HTML fragment: each block on its own line, references decoded, invisible
 * characters removed. NULL when out of memory. */
const char *clean_plain(struct arena *arena, const char *html);

/* The text with each run of blanks replaced by one space, and trimmed. NULL when out of memory. */
const char *clean_spaces(struct arena *arena, const char *text);

/*
 * The canonical form of a page address, for comparison. Removed: wrappers that only redirect
 * (google.com/url?url=...), the case of scheme and host, "www.", "m.", "amp.", AMP parts of the
 * path, and parameters that are tracking on every site (utm_*, fbclid ...). The scheme becomes
 * https, and the rest of the query is sorted. Parameters whose names are words (src, ref, feed)
 * stay: on some sites they select the page.
 *
 * A fragment is removed only when it does not change the page on any site: an empty one, parts that
 * every page has (#top, #comments, #more-17), places in the text (#:~:text=), tracking (#xtor=1).
 * All others stay: they may be a route (#!/post/1, app#/news/2), a changelog entry (#1.1), a part
 * of a day's page (#a2) or one comment (#comment-3). Two addresses of one page that differ in such
 * a fragment do not match by address, but may match by text; the opposite mistake would hide a
 * story.
 *
 * NULL for NULL, for addresses that are not http or https or too long, and when out of memory.
 */
const char *clean_canonical_url(struct arena *arena, const char *url);

#endif
