/* Pictures: those that a script would load later, and those written into their address. */
#ifndef HEADWATER_CLEAN_PICTURE_H
#define HEADWATER_CLEAN_PICTURE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/html_token.h"

#include <stdbool.h>

/* Puts what a script would put into src, srcset and poster (data-src, data-srcset, data-original
 * ...) there, where it is an address. */
void picture_unlazy(struct html_token *token, struct arena *arena);

/* The address of a picture that is its own data: of a raster format (an SVG may hold scripts), in
 * base64, not too large, without its blanks. NULL for all else, and for a picture of one pixel. */
const char *picture_inline(struct arena *arena, const char *address);

/* Appends every candidate of a srcset, resolved; false when one may not be followed, or there is
 * none. */
bool picture_set_write(struct str *into, struct arena *arena, const char *set, const char *base);

#endif
