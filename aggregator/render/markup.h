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

#include <stddef.h>

/* Appends text for element content and quoted attributes alike. Characters that XML 1.0 §2.2
 * forbids are left out, broken UTF-8 becomes U+FFFD. NULL appends nothing. */
void markup_escape(struct str *into, const char *text);

/* <name>text</name> and a newline; nothing when text is NULL. name may carry attributes: only its
 * first word is repeated in the end tag. */
void markup_element(struct str *into, const char *name, const char *text);

/* ' name="value"'; nothing when value is NULL. */
void markup_attribute(struct str *into, const char *name, const char *value);

/* An address made fit for any format: characters that RFC 3986 does not allow are percent-encoded,
 * in the host they are left alone. NULL when it has no scheme, or one that may run something
 * (javascript:, data: and all but a short list). */
const char *markup_url(struct arena *arena, const char *url);

/* A language tag as BCP 47 writes it, so that xml:lang and hreflang are valid: "pt_BR" comes back
 * as "pt-BR"; NULL for what is none, "und" included. */
const char *markup_language(struct arena *arena, const char *tag);

/* Plain text on one line, cut at a word to about so many characters, with "…" when it was cut. NULL
 * when nothing visible is there. */
const char *markup_excerpt(struct arena *arena, const char *plain, size_t characters);

/* Plain text to HTML paragraphs. */
const char *markup_paragraphs(struct arena *arena, const char *plain);

#endif
