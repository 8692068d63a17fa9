/* Replaces players that a page embeds as frames and plug-ins by a link to what they play. */
#ifndef HEADWATER_CLEAN_EMBED_H
#define HEADWATER_CLEAN_EMBED_H

#include "aggregator/base/arena.h"
#include "aggregator/clean/html_token.h"

/* The replacement of an embedded player. */
struct embed {
    const char *page;   /* where the video can be watched */
    const char *poster; /* a still image; or NULL */
    const char *label;  /* its title, else the page's host */
};

/* Reads the start tag of a frame, a plug-in or a player element (iframe, embed, object,
 * lite-youtube ...). false for any other element, and for advertisements and tracking pixels. */
bool embed_read(struct embed *ret, struct arena *arena, const struct html_token *token,
                const char *base);

#endif
