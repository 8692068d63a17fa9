/*
 * What one format is made of: a row of the table in render.c.
 */
#ifndef HEADWATER_RENDER_RENDERER_H
#define HEADWATER_RENDER_RENDERER_H

#include "aggregator/render/entry.h"

struct renderer {
    enum output_format format;
    const char *name, *media_type;
    const char *separator; /* between entries; or NULL */
    /* Before the first entry; may set rendering->state. NULL: nothing to do. */
    int (*begin)(struct rendering *rendering, struct error *err);
    /* Appends one entry to rendering->body. arena lives as long as the call. NULL: the format has
     * no stories. */
    int (*add)(struct rendering *rendering, struct arena *arena, const struct entry *entry,
               struct error *err);
    /* Appends what stands before an entry (a day's heading); previous is NULL before the first.
     * NULL: nothing. */
    void (*between)(struct str *into, struct rendering *rendering, const struct span *span,
                    const struct span *previous);
    /* What comes before and after the entries; all entries are known. */
    int (*head)(struct str *into, struct rendering *rendering, struct error *err);
    void (*tail)(struct str *into, struct rendering *rendering);
};

extern const struct renderer renderer_atom, renderer_rss, renderer_json, renderer_html,
    renderer_opml;

/* The merged feed's id: the user's, else one made from the feed number and the output's filters:
 * outputs that show the same stories in several formats are one feed. */
const char *renderer_feed_id(struct arena *arena, const struct render_input *input);

/* The output's title; the program's name where it has none. */
const char *renderer_title(const struct render_input *input);

/* Where the page for people is published: that of the configured outputs; NULL when none says. */
const char *renderer_page(struct arena *arena, const struct render_input *input);

#endif
