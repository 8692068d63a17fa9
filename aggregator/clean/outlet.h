/* Headlines that a news search gives with the name of the outlet behind them. */
#ifndef HEADWATER_CLEAN_OUTLET_H
#define HEADWATER_CLEAN_OUTLET_H

#include <stddef.h>

/* How many bytes of "Headline - Outlet" are the headline, where outlet is the name that the item's
 * source goes by; all of them when the title does not end so, or is nothing else. */
size_t outlet_title_length(const char *title, const char *outlet);

/* The same of a text that is "Headline Outlet" and nothing else; title is the headline. */
size_t outlet_text_length(const char *text, const char *title, const char *outlet);

#endif
