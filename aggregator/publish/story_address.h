/*
 * Where the pages of stories are, as seen from an output: beside it in a folder of pages, or at the
 * address where that folder or `headwater serve` is public.
 *
 * Depends only on the configuration, so that the same stories give the same bytes wherever they are
 * rendered. Pure.
 */
#ifndef HEADWATER_PUBLISH_STORY_ADDRESS_H
#define HEADWATER_PUBLISH_STORY_ADDRESS_H

#include "aggregator/config/config.h"
#include "aggregator/render/render.h"

/* Every story has a page, not only those in the folder of an output. */
enum { STORY_PAGES_ALL = -1 };

struct story_address {
    struct render_pages pages; /* for render_input */
    /* the output that has the pages: a story that is not in it has none; or STORY_PAGES_ALL */
    int folder;
};

/*
 * Where an output links to. A page without a path is at the root of `serve`. Otherwise, in this
 * order: a folder of pages beside the file (only for HTML, relative), settings.site, the first
 * folder with an address. ret->pages.prefix is NULL when there is none. ERR_MEMORY.
 */
int story_address_find(struct story_address *ret, struct arena *arena, const struct config *config,
                       const struct output *output, struct error *err);

/* The way back from the pages of a folder: to the HTML output beside it, else to the first with an
 * address, else to settings.site. NULL when there is none. The arena notes when
 * it is out of memory. */
const char *story_address_home(struct arena *arena, const struct config *config,
                               const struct output *folder);

#endif
