/* The pieces that repair.c is made of; nothing else includes this. */
#ifndef HEADWATER_PARSE_REPAIR_PARTS_H
#define HEADWATER_PARSE_REPAIR_PARTS_H

#include "aggregator/parse/repair.h"

/* A reference or a bare ampersand at text (which begins with '&'): writes what it means, well
 * formed. Returns the bytes read, 0 when more must come to tell. */
size_t repair_entity(struct repair *repair, const char *text, size_t size, bool last);

/* Characters without '<', or an attribute's value: writes them with all references mended. Returns
 * the bytes read: fewer than size when a reference is cut and last is false. */
size_t repair_characters(struct repair *repair, const char *text, size_t size, bool last);

/* A tag at the window's start (which begins with '<' and a name, or "</" and a name). Returns the
 * bytes read, 0 when more must come. */
size_t repair_start_tag(struct repair *repair);
size_t repair_end_tag(struct repair *repair);

/* The character may begin a name. */
bool repair_is_name_start(char c);

#endif
