/* Players that a page embeds as frames and plug-ins: a link to what they play is left of them. */
#ifndef HEADWATER_CLEAN_EMBED_H
#define HEADWATER_CLEAN_EMBED_H

#include "aggregator/base/arena.h"
#include "aggregator/clean/html_token.h"

/* What is left of an embedded player. */
struct embed {
    const char *page;   /* where it can be seen */
    const char *poster; /* a still of it; or NULL */
    const char *label;  /* its title, else the page's host */
};

/* Reads the start tag of a frame, a plug-in or an element that stands for a player (iframe, embed,
 * object, lite-youtube ...). false when it is none of these, or embeds something else: an
 * advertisement, a counter. */
bool embed_read(struct embed *ret, struct arena *arena, const struct html_token *token,
                const char *base);

#endif
