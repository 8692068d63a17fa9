/* Removes the outlet's name that a news search appends to headlines. */
#ifndef HEADWATER_CLEAN_OUTLET_H
#define HEADWATER_CLEAN_OUTLET_H

#include <stddef.h>

/* Length of the headline in "Headline - Outlet", where outlet is the name of the item's source; the
 * full length when the title has another form. */
size_t outlet_title_length(const char *title, const char *outlet);

/* The same for a text that is exactly "Headline Outlet"; title is the headline. */
size_t outlet_text_length(const char *text, const char *title, const char *outlet);

#endif
