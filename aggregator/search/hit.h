/* What a store finds for a query. */
#ifndef HEADWATER_SEARCH_HIT_H
#define HEADWATER_SEARCH_HIT_H

#include "aggregator/search/query.h"

/* With more matching items, only the newest are found, which bounds the time of a search. */
enum { SEARCH_HITS_MAX = 5000 };

/* What a match in a title counts against one in a text. */
#define SEARCH_TITLE_WEIGHT 4.0

struct search_request {
    const struct search_query *query;
    int64_t since, until; /* first seen at or after, before; TIME_NONE: any */
    const char *language; /* of the item; its primary subtag is enough; or NULL */
    double seconds;       /* the search is given up after this long; 0: never */
};

struct search_hit {
    uint64_t key, node;
    int64_t first_seen;
    double relevance; /* BM25, higher is better; comparable within one search only */
};

#endif
