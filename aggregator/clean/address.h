/* Addresses in what we publish: absolute where they can be, and of harmless schemes only. */
#ifndef HEADWATER_CLEAN_ADDRESS_H
#define HEADWATER_CLEAN_ADDRESS_H

#include "aggregator/base/arena.h"

#include <stdbool.h>

/* text seen from base (which may be NULL). "" when its scheme is not allowed; NULL for NULL and
 * when memory is out. */
const char *address_resolve(struct arena *arena, const char *base, const char *text);

/* No scheme, or one that may be followed by a reader's click. Blanks and control characters, which
 * browsers pass over, do not hide one. */
bool address_is_allowed(const char *text);

#endif
