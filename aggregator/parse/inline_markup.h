/* Writes inline markup (Atom's xhtml and similar) as the text of an HTML fragment. */
#ifndef HEADWATER_PARSE_INLINE_MARKUP_H
#define HEADWATER_PARSE_INLINE_MARKUP_H

#include "aggregator/parse/element.h"

#include "aggregator/base/str.h"

/* <name attributes>, without prefixes and namespaces. */
void inline_markup_write_start(struct str *into, const struct xml_element *element);
/* </name>; nothing for an HTML element without an end tag. */
void inline_markup_write_end(struct str *into, const char *name);
/* Characters, escaped. */
void inline_markup_write_text(struct str *into, const char *text, size_t size);

/* name="value", after a blank. */
void inline_markup_write_attribute(struct str *into, const char *name, const char *value,
                                   size_t size);
/* Escaped plain text with <br> at line ends; several blank lines become one. */
void inline_markup_write_lines(struct str *into, const char *text);

/* If the fragment is a single <div>, moves both ends inside it: Atom requires that <div> (RFC 4287
 * §3.1.1.3), and it is not part of the text. */
void inline_markup_unwrap(const char **text, size_t *length);

#endif
