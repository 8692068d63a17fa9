/*
 * Parts of the HTML page: html.c writes the cards, html_frame.c everything around them.
 */
#ifndef HEADWATER_RENDER_HTML_H
#define HEADWATER_RENDER_HTML_H

#include "aggregator/render/renderer.h"

#include <stdbool.h>

/* An outlet or language on the page, and its number of stories. */
struct facet {
    const char *name, *label;
    size_t number; /* its class is the list's letter plus this number */
    size_t stories;
    size_t last_story; /* the last story that was counted */
};

struct facet_list {
    struct facet *facets;
    size_t count;
};

/* The page in progress. */
struct page {
    const char *language; /* the user's */
    const struct messages *messages;
    bool right_to_left, single;
    bool dated;              /* headings are not days, so each card shows its own */
    const char *story_title; /* title of the story on its own page; NULL elsewhere */
    size_t tellings;
    struct facet_list languages, outlets;
};

/* Sorts by number of stories, then by number. Classes keep their numbers. */
void html_filters_sort(struct facet_list *list);

/* Appends <head> with the style, the filters' rules and links to the feeds. */
void html_head_append(struct str *into, struct rendering *rendering);

/* Appends the start of the body: title, counts, links to the feeds. */
void html_top_append(struct str *into, struct rendering *rendering);

/* Appends the filters as two groups of radio buttons; a group with a single choice is omitted. */
void html_filters_append(struct str *into, const struct page *page);

#endif
