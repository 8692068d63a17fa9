/* Internal functions of repair*.c; no other file includes this header. */
#ifndef HEADWATER_PARSE_REPAIR_PARTS_H
#define HEADWATER_PARSE_REPAIR_PARTS_H

#include "aggregator/parse/repair.h"

/* Handles a reference or bare ampersand at text (which begins with '&') and writes it well-formed.
 * Returns the bytes read; 0 when more input is needed. */
size_t repair_entity(struct repair *repair, const char *text, size_t size, bool last);

/* Writes characters without '<', or an attribute's value, with all references repaired. Returns the
 * bytes read: fewer than size when a reference is incomplete and last is false. */
size_t repair_characters(struct repair *repair, const char *text, size_t size, bool last);

/* Handle a tag at the start of the window (it begins with '<' and a name, or "</" and a name).
 * Return the bytes read; 0 when more input is needed. */
size_t repair_start_tag(struct repair *repair);
size_t repair_end_tag(struct repair *repair);

/* Whether the character may begin a name. */
bool repair_is_name_start(char c);

#endif
