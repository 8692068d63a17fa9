/*
 * The page of search results, the search form of every page that a server shows, and the
 * description of the search for browsers (OpenSearch 1.1).
 *
 * The form is put into a finished page: a page in a file must work without a server, so it has no
 * form. Everything from a query or a feed is escaped. Pure.
 */
#ifndef HEADWATER_RENDER_SEARCH_PAGE_H
#define HEADWATER_RENDER_SEARCH_PAGE_H

#include "aggregator/render/render_types.h"
#include "aggregator/search/excerpt.h"

/* A story that was found, by one telling. */
struct render_result {
    const struct telling *telling;
    uint64_t node;
    size_t tellings; /* of the story */
    struct search_marked title, excerpt;
};

struct render_results {
    const char *query; /* as typed; "" for the empty form */
    const struct render_result *results;
    size_t count;
    unsigned page; /* from 1 */
    bool more;     /* there is a next page */
    bool asked;    /* the query has a word to search for */
    bool no_index; /* there is nothing to search in */
    bool too_long; /* the search was given up */
};

/* Appends the page of results with its form. input has the output that gives the page its title and
 * language. ERR_MEMORY, ERR_LIMIT. */
int render_results_page(struct str *into, const struct render_input *input,
                        const struct render_results *results, struct error *err);

/* Puts the form into a finished page. root leads from the page to the folder of the search: "" or
 * "../". A page that was not made by render stays as it is. ERR_MEMORY, ERR_LIMIT. */
int render_search_embed(struct str *page, const struct render_input *input, const char *query,
                        const char *root, struct error *err);

/* Appends the OpenSearch description; site is the address of the server, with a slash at its end.
 */
void render_search_description(struct str *into, const struct render_input *input,
                               const char *site);

#endif
