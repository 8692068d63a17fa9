/* Resolves addresses for publication: absolute where possible, with harmless schemes only. */
#ifndef HEADWATER_CLEAN_ADDRESS_H
#define HEADWATER_CLEAN_ADDRESS_H

#include "aggregator/base/arena.h"

#include <stdbool.h>

/* Resolves text against base (which may be NULL). "" when text is empty or its scheme is not
 * allowed; NULL for NULL and when out of memory. */
const char *address_resolve(struct arena *arena, const char *base, const char *text);

/* Whether the address has no scheme, or one that is safe to click. Blanks and control characters,
 * which browsers ignore, do not hide a scheme. */
bool address_is_allowed(const char *text);

#endif
