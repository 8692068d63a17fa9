/*
 * The results of a search as a document: a page, or a feed of the stories found, for a server.
 *
 * Does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_RESULTS_H
#define HEADWATER_PUBLISH_PUBLISH_RESULTS_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

enum { PUBLISH_RESULTS = 25 /* stories of a page or feed */, PUBLISH_RESULT_PAGES = 40 };

struct publish_results {
    const char *query;
    unsigned page;             /* from 1, at most PUBLISH_RESULT_PAGES */
    enum output_format format; /* OUTPUT_HTML, or a feed, which has the first page only */
    const char *self;          /* the address of a feed */
};

/* Appends the document. store may be NULL, or have no search index: the page says so, and a feed is
 * ERR_ABSENT. */
int publish_results(struct str *into, struct store *store, const struct config *config,
                    const struct publish_results *results, struct error *err);

/* Puts the search form into a page of an output; see render_search_embed(). */
int publish_search_form(struct str *page, const struct config *config, const char *root,
                        struct error *err);

/* Appends the description of the search for browsers. site has a slash at its end. */
void publish_search_description(struct str *into, const struct config *config, const char *site);

#endif
