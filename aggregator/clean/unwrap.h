/* Addresses that only lead on to another one, which they hold. */
#ifndef HEADWATER_CLEAN_UNWRAP_H
#define HEADWATER_CLEAN_UNWRAP_H

#include "aggregator/base/arena.h"

/* The address of http or https that a redirector's address (google.com/url?url=..., l.php?u=...)
 * or an AMP cache's holds; the address itself when it holds none, or anything else. NULL when
 * memory is out. Nothing is asked: what hides its target stays. */
const char *url_unwrap(struct arena *arena, const char *url);

#endif
