/*
 * Writes JSON piece by piece to a bounded string (RFC 8259) and places the commas.
 */
#ifndef HEADWATER_RENDER_JSON_WRITE_H
#define HEADWATER_RENDER_JSON_WRITE_H

#include "aggregator/base/str.h"

/* Open and close an object or array ('{', '[' and their counterparts) as a member, or as an element
 * when name is NULL. */
void json_open(struct str *into, const char *name, char bracket);
void json_close(struct str *into, char bracket);

/* Writes "name":"text", or an element when name is NULL; nothing when text is NULL. Characters that
 * XML forbids are dropped here too, because no feed reader shows them. */
void json_text(struct str *into, const char *name, const char *text);

/* Writes "name":number; nothing when digits is NULL. Leading zeros are dropped. */
void json_number(struct str *into, const char *name, const char *digits);

/* Escapes the inside of a string, without quotes, for a string built from several texts. */
void json_escape(struct str *into, const char *text);

/* Writes "name": and the comma before it; a value must follow. */
void json_name(struct str *into, const char *name);

#endif
