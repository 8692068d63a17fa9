/*
 * The HTTP header Link of the documents that have hubs: W3C WebSub §4 has subscribers look there
 * first, before they read the document.
 */
#ifndef HEADWATER_SITE_SITE_LINKS_H
#define HEADWATER_SITE_SITE_LINKS_H

#include "aggregator/base/arena.h"
#include "aggregator/config/config.h"

enum { SITE_LINK_BYTES = 2048 }; /* of one header; a response has little room for headers */

/* The value of the header for each output of the configuration, in its order (RFC 8288): its hubs,
 * as many as fit, and the address of the document itself; NULL for an output without hubs. In the
 * arena. ERR_MEMORY. */
int site_links_make(const char *const **ret, struct arena *arena, const struct config *config,
                    struct error *err);

#endif
