/*
 * The functions of one format: a row of the table in render.c; and what all formats say of the
 * merged feed.
 */
#ifndef HEADWATER_RENDER_RENDERER_H
#define HEADWATER_RENDER_RENDERER_H

#include "aggregator/render/entry.h"

struct renderer {
    enum output_format format;
    const char *name, *media_type;
    const char *separator; /* between entries; or NULL */
    /* Called before the first entry; may set rendering->state. May be NULL. */
    int (*begin)(struct rendering *rendering, struct error *err);
    /* Appends one entry to rendering->body. arena is valid only during the call. NULL: the format
     * has no stories. */
    int (*add)(struct rendering *rendering, struct arena *arena, const struct entry *entry,
               struct error *err);
    /* Appends what precedes an entry (a day's heading); previous is NULL before the first. May be
     * NULL. */
    void (*between)(struct str *into, struct rendering *rendering, const struct span *span,
                    const struct span *previous);
    /* Appends an entry of the body to the document; NULL: unchanged. */
    void (*put)(struct str *into, struct rendering *rendering, const struct span *span);
    /* Write what comes before and after the entries, when all entries are known. */
    int (*head)(struct str *into, struct rendering *rendering, struct error *err);
    void (*tail)(struct str *into, struct rendering *rendering);
};

extern const struct renderer renderer_atom, renderer_rss, renderer_json, renderer_html,
    renderer_opml, renderer_stories;

/* The merged feed's id: the user's, else one derived from the feed number and the output's filters,
 * so that outputs of the same stories in several formats share one id. */
const char *renderer_feed_id(struct arena *arena, const struct render_input *input);

/* The output's title, else the program's name. */
const char *renderer_title(const struct render_input *input);

/* The number of output->hubs that this document names (W3C WebSub §4: rel="hub", together with
 * rel="self"). Archives and the pages of days do not change, and name none. */
size_t renderer_hub_count(const struct render_input *input);

/* The public address of the HTML page, from the configured outputs; NULL when none has one. */
const char *renderer_page(struct arena *arena, const struct render_input *input);

#endif
