/* The page that is left in the place of a story that was merged into another one. */
#ifndef HEADWATER_RENDER_RENDER_MOVED_H
#define HEADWATER_RENDER_RENDER_MOVED_H

#include "aggregator/render/render_types.h"

/* Appends a page that leads to the address of the other story's page, in the user's language. */
int render_moved(struct str *into, const struct render_input *input, const char *address,
                 struct error *err);

/* Whether this is the beginning of a page that headwater wrote (2 KB suffice). */
bool render_is_page(const char *text);

#endif
