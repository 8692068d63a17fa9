/* Inline markup (Atom's xhtml and its kin) written out again as the text of an HTML fragment. */
#ifndef HEADWATER_PARSE_MARKUP_H
#define HEADWATER_PARSE_MARKUP_H

#include "aggregator/parse/builder.h"

#include "aggregator/base/str.h"

/* <name attributes>, without prefixes and namespaces. */
void markup_write_start(struct str *into, const struct xml_element *element);
/* </name>; nothing for an element of HTML that has no end tag. */
void markup_write_end(struct str *into, const char *name);
/* Characters, escaped. */
void markup_write_text(struct str *into, const char *text, size_t size);

/* name="value", with a blank before. */
void markup_write_attribute(struct str *into, const char *name, const char *value, size_t size);
/* Plain text, escaped; its lines end with <br>, and more than one blank line is one. */
void markup_write_lines(struct str *into, const char *text);

/* When a fragment is one <div> with everything within, moves both ends inside it: the <div> is
 * Atom's (RFC 4287 §3.1.1.3), not the text's. */
void markup_unwrap(const char **text, size_t *length);

#endif
