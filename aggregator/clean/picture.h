/* Pictures that a script would load later, and pictures in data: addresses. */
#ifndef HEADWATER_CLEAN_PICTURE_H
#define HEADWATER_CLEAN_PICTURE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/html_token.h"

#include <stdbool.h>

/* Copies lazy-loading attributes (data-src, data-srcset, data-original ...) to src, srcset and
 * poster if they hold an address. */
void picture_unlazy(struct html_token *token, struct arena *arena);

/* The data: address of a picture in a raster format (an SVG may contain scripts), in base64, not
 * too large, with blanks removed. NULL for anything else, and for a picture of one pixel. */
const char *picture_inline(struct arena *arena, const char *address);

/* Appends all candidates of a srcset, resolved; false when one is not allowed or invalid, or when
 * there is none. */
bool picture_set_write(struct str *into, struct arena *arena, const char *set, const char *base);

#endif
