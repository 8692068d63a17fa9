/*
 * Search over what is published: ranks what the store finds, by story.
 *
 * A story is found once, with its best telling among those that rules keep, if at least one output
 * selects it. What counts is the relevance (BM25, titles before texts) and the age against the
 * newest match, so that the same state and query always give the same result. Does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_SEARCH_H
#define HEADWATER_PUBLISH_PUBLISH_SEARCH_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

#include <stddef.h>

struct publish_found {
    const struct story *story;     /* with the tellings that are shown */
    const struct telling *telling; /* the one that matches best */
    double score;
};

/* Takes the next story, best first; its data is valid during the call. A nonzero result ends the
 * search and is returned. */
typedef int publish_found_fn(void *context, const struct publish_found *found, struct error *err);

struct publish_search {
    struct search_request request;
    size_t skip, limit; /* stories left out at the start, and passed at most */
    bool newest;        /* the newest matches first, not the best */
    bool everything;    /* also what rules hide and no output selects */
    /* Whether a telling may be found; NULL: any. */
    int (*telling_takes)(bool *ret, void *context, const struct telling *telling,
                         struct error *err);
    publish_found_fn *each;
    void *context;
};

/* Searches. *ret_more: there are further stories. ERR_ABSENT when the state has no search index. */
int publish_search(bool *ret_more, struct store *store, const struct config *config,
                   const struct publish_search *search, struct error *err);

#endif
