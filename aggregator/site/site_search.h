/*
 * Search over HTTP: /search (a page), /search.atom, /search.rss and /search.json (feeds of the
 * results), each with the query in the parameter q, and /opensearch.xml for browsers.
 *
 * Part of site. Does not log.
 */
#ifndef HEADWATER_SITE_SITE_SEARCH_H
#define HEADWATER_SITE_SITE_SEARCH_H

#include "aggregator/config/config.h"
#include "aggregator/serve/serve.h"
#include "aggregator/store/store.h"

#include <stdbool.h>

/* Whether the path is one of search. */
bool site_search_takes(const char *path);

/* Answers a GET for such a path; store is NULL while there is no state. */
int site_search_answer(struct serve_reply *reply, struct store *store, const struct config *config,
                       const struct serve_request *request, struct error *err);

#endif
