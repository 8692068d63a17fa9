/*
 * Characters of XML and HTML: what must be escaped, what XML forbids, addresses and language tags.
 *
 * Everything from outside passes here on its way into a document. Appends to a bounded string and
 * therefore never fails on the spot (see base/str.h).
 */
#ifndef HEADWATER_RENDER_MARKUP_H
#define HEADWATER_RENDER_MARKUP_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text for element content and quoted attributes alike. Characters that XML 1.0 §2.2
 * forbids are left out, broken UTF-8 becomes U+FFFD. NULL appends nothing. */
void markup_escape(struct str *into, const char *text);

/* <name>text</name> and a newline; nothing when text is NULL. name may carry attributes: only its
 * first word is repeated in the end tag. */
void markup_element(struct str *into, const char *name, const char *text);

/* The same for plain text in RSS, where "&lt;" in a title leaves open whether markup is meant: the
 * RSS Advisory Board's profile has such characters as hexadecimal references. To an XML parser they
 * are the same. */
void markup_plain(struct str *into, const char *text);
void markup_plain_element(struct str *into, const char *name, const char *text);

/* Whether plain text would be taken for HTML by one who expects it: "</b>", "&amp;". NULL is not.
 */
bool markup_looks_like_html(const char *text);

/* ' name="value"'; nothing when value is NULL. */
void markup_attribute(struct str *into, const char *name, const char *value);

/* An address made fit for any format: an RFC 3986 URI. What is not allowed in one is
 * percent-encoded, a host in other letters is written as the DNS has it. NULL when it has no
 * scheme, or one that may run something (javascript:, data: and all but a short list). */
const char *markup_url(struct arena *arena, const char *url);

/* A language tag as BCP 47 writes it, so that xml:lang and hreflang are valid: "pt_BR" comes back
 * as "pt-BR"; NULL for what is none: "und", "english", "xx". */
const char *markup_language(struct arena *arena, const char *tag);

/* Plain text on one line, cut at a word to about so many characters, with "…" when it was cut. NULL
 * when nothing visible is there. */
const char *markup_excerpt(struct arena *arena, const char *plain, size_t characters);

/* Plain text to HTML paragraphs. */
const char *markup_paragraphs(struct arena *arena, const char *plain);

#endif
