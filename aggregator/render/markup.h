/*
 * XML and HTML output: escaping, characters that XML forbids, addresses and language tags.
 *
 * All external text passes through here on its way into a document. The functions append to a
 * bounded string, so errors show only in its status (see base/str.h).
 */
#ifndef HEADWATER_RENDER_MARKUP_H
#define HEADWATER_RENDER_MARKUP_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text escaped for both element content and quoted attributes. Characters that XML 1.0 §2.2
 * forbids are dropped; invalid UTF-8 becomes U+FFFD. NULL appends nothing. */
void markup_escape(struct str *into, const char *text);

/* Appends <name>text</name> and a newline; nothing when text is NULL. name may include attributes:
 * the end tag repeats only its first word. */
void markup_element(struct str *into, const char *name, const char *text);

/* The same for plain text in RSS, where "&lt;" in a title may or may not mean markup. The RSS
 * Advisory Board's profile recommends hexadecimal references for these characters; an XML parser
 * treats both alike. */
void markup_plain(struct str *into, const char *text);
void markup_plain_element(struct str *into, const char *name, const char *text);

/* Whether plain text would be mistaken for HTML: "</b>", "&amp;". False for NULL. */
bool markup_looks_like_html(const char *text);

/* Appends ' name="value"'; nothing when value is NULL. */
void markup_attribute(struct str *into, const char *name, const char *value);

/* The same for a number; nothing when it is 0. */
void markup_number(struct str *into, const char *name, int value);

/* Converts an address to an RFC 3986 URI, valid in any format: other characters are
 * percent-encoded, and an internationalised host becomes ASCII. NULL without a scheme, and for a
 * scheme outside a short allow list (javascript: and data: are excluded). */
const char *markup_url(struct arena *arena, const char *url);

/* Converts a language tag to BCP 47 form, valid for xml:lang and hreflang: "pt_BR" becomes "pt-BR".
 * NULL for invalid or unknown tags: "und", "english", "xx". */
const char *markup_language(struct arena *arena, const char *tag);

/* Plain text on one line, truncated at a word to about this many characters, with "…" when
 * truncated. NULL when nothing is visible. */
const char *markup_excerpt(struct arena *arena, const char *plain, size_t characters);

/* Converts plain text to HTML paragraphs. */
const char *markup_paragraphs(struct arena *arena, const char *plain);

#endif
