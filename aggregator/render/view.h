/*
 * A story's entry as plain values, for interfaces with formats of their own (the reader
 * interfaces). It has the same texts as the published formats: sanitised, with the list of the
 * other tellings.
 */
#ifndef HEADWATER_RENDER_VIEW_H
#define HEADWATER_RENDER_VIEW_H

#include "aggregator/render/render_types.h"

struct render_enclosure {
    const char *url, *type, *length; /* type and length may be NULL */
};

/* All strings are in the arena or in the story. */
struct render_view {
    /* text; only if it would be mistaken for HTML, its special characters are escaped, because
     * programs differ in how they read it; never NULL */
    const char *title;
    const char *link, *outlet, *author, *language;
    const char *html; /* the text and the list of the other tellings; never NULL */
    int64_t published, updated;
    const char **categories;
    size_t category_count;
    struct render_enclosure *enclosures;
    size_t enclosure_count;
};

/* Builds the view. ERR_MEMORY only. */
int render_view_build(struct render_view *ret, struct arena *arena,
                      const struct render_story *story, const struct render_input *input,
                      struct error *err);

/* An address for clients: without secrets; NULL when it has some in its path, when it is no http
 * address, for NULL, and when out of memory (see the arena's status). */
const char *render_public_url(struct arena *arena, const char *url);

#endif
