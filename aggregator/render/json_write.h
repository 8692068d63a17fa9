/*
 * JSON piece by piece into a bounded string (RFC 8259): commas are placed by the writer.
 */
#ifndef HEADWATER_RENDER_JSON_WRITE_H
#define HEADWATER_RENDER_JSON_WRITE_H

#include "aggregator/base/str.h"

/* Opens and closes an object or an array ('{', '[', and their ends) as a member, or as an element
 * where name is NULL. */
void json_open(struct str *into, const char *name, char bracket);
void json_close(struct str *into, char bracket);

/* "name":"text"; nothing when text is NULL. As an element where name is NULL. Characters that XML
 * forbids are left out here too: no reader shows them. */
void json_text(struct str *into, const char *name, const char *text);

/* "name":number, the digits as they are given; nothing when NULL. */
void json_number(struct str *into, const char *name, const char *digits);

/* The inside of a string, escaped, without its quotes: for texts made of several. */
void json_escape(struct str *into, const char *text);

/* "name": and the comma before it; a value is to follow. */
void json_name(struct str *into, const char *name);

#endif
