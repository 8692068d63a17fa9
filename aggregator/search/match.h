/*
 * Matches a query against one text: for the page's marks and excerpts, and for a store without an
 * index.
 *
 * Pure. The cost grows with the text and the query, both bounded by the caller.
 */
#ifndef HEADWATER_SEARCH_MATCH_H
#define HEADWATER_SEARCH_MATCH_H

#include "aggregator/search/query.h"

enum { SEARCH_PLACES_MAX = 256 };

/* A place in the text where a term occurs, in bytes. */
struct search_place {
    size_t begin, end;
    size_t term; /* of the query */
};

/* The places of all terms, in the order of their ends. */
struct search_match {
    struct search_place places[SEARCH_PLACES_MAX]; /* the first of them */
    size_t count;                                  /* kept */
    size_t occurrences[SEARCH_TERMS_MAX];          /* of each term, all */
    size_t words;                                  /* of the text */
};

/* Finds all terms of the query, excluded ones too, in a text of size bytes. */
void search_match_text(struct search_match *ret, const struct search_query *query, const char *text,
                       size_t size);

#endif
