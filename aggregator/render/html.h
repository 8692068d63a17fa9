/*
 * The page's parts: html.c has the cards, html_frame.c what stands around them.
 */
#ifndef HEADWATER_RENDER_HTML_H
#define HEADWATER_RENDER_HTML_H

#include "aggregator/render/renderer.h"

#include <stdbool.h>

/* An outlet or a language that occurs on the page, and how many stories have it. */
struct facet {
    const char *name, *label;
    size_t number; /* its class is the list's letter and this */
    size_t stories;
    size_t last_story; /* counted for this one already */
};

struct facet_list {
    struct facet *facets;
    size_t count;
};

/* The page under way. */
struct page {
    const char *language; /* the reader's */
    const struct words *words;
    bool right_to_left, single;
    bool dated;              /* its headings are no days, so each card tells its own */
    const char *story_title; /* of the page of one story; NULL elsewhere */
    size_t tellings;
    struct facet_list languages, outlets;
};

/* Most stories first, then by number. Classes keep their numbers. */
void html_filters_sort(struct facet_list *list);

/* <head> with the style, the filters' rules and links to the feeds. */
void html_head_append(struct str *into, struct rendering *rendering);

/* The start of the body: title, numbers, links to the feeds. */
void html_top_append(struct str *into, struct rendering *rendering);

/* The filters as two groups of radio buttons; nothing where there is no choice. */
void html_filters_append(struct str *into, const struct page *page);

#endif
