/* Unwraps addresses that only redirect to another address, which they contain. */
#ifndef HEADWATER_CLEAN_UNWRAP_H
#define HEADWATER_CLEAN_UNWRAP_H

#include "aggregator/base/arena.h"

/* Returns the http or https address contained in a redirector's address (google.com/url?url=...,
 * l.php?u=...) or in an AMP cache's. Returns the address itself when it contains none. NULL when
 * out of memory. No request is made: an address that hides its target stays. */
const char *url_unwrap(struct arena *arena, const char *url);

#endif
