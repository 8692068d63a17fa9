/*
 * Parts of the HTML pages: html.c writes the cards of the page, html_story.c the page of one story,
 * html_frame.c what is around them.
 */
#ifndef HEADWATER_RENDER_HTML_H
#define HEADWATER_RENDER_HTML_H

#include "aggregator/render/html_excerpt.h"
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

/* What render_search_embed() looks for in a page: no form may be sent, until there is one. */
#define HTML_NO_FORMS  "form-action 'none'"
#define HTML_OWN_FORMS "form-action 'self'"
#define HTML_TITLE_END "</title>\n"
#define HTML_TOP_END   "</div><svg class=\"wave\""

enum { PAGE_DATES = 64 };

/* A day as the page writes it. */
struct page_date {
    int64_t day; /* counted from 1970-01-01 */
    const char *text;
};

/* The page in progress. */
struct page {
    const char *language; /* the user's */
    const struct messages *messages;
    const struct zone *zone; /* of days and times */
    struct page_date *dates; /* PAGE_DATES of them, each the last one written at its place */
    struct arena *arena;     /* of the page */
    bool right_to_left;
    bool pictures;       /* shows the outlets' pictures */
    bool dated;          /* headings are not days, so each card shows its own */
    bool single;         /* the page of a story */
    const char *title;   /* of the story on its own page, or why there is none; NULL elsewhere */
    const char *address; /* of the page of a story; or NULL */
    uint64_t node;       /* of the page of a story; 0 when there is no story */
    size_t tellings;
    struct excerpt_share excerpts;
    struct facet_list languages, outlets;
};

/* Sorts by number of stories, then by number. Classes keep their numbers. */
void html_filters_sort(struct facet_list *list);

/* Starts a page: sets rendering->state. ERR_MEMORY. */
int html_page_begin(struct rendering *rendering, struct error *err);

/* Appends the page up to its content: <head> with the style, the filters' rules and links to the
 * feeds; the title, or on the page of a story the way back to the page; counts. */
void html_start_append(struct str *into, struct rendering *rendering);

/* Append links to the feeds that have an address or are beside the page: in the head, and as text.
 */
void html_alternates_append(struct str *into, struct rendering *rendering);
void html_feeds_append(struct str *into, struct rendering *rendering);

/* Appends the filters as two groups of radio buttons; a group with a single choice is omitted, and
 * what goes beyond a dozen choices is folded. */
void html_filters_append(struct str *into, const struct page *page);

/* Appends what follows the content, which is in one <div>. */
void html_end_append(struct str *into, struct rendering *rendering);

#endif
