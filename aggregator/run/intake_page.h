/*
 * Takes the page of an item into the state: the text of the article replaces the teaser of the
 * feed, and the item is placed again, in one transaction. docs/decisions/full-text.md gives the
 * reasons.
 */
#ifndef HEADWATER_RUN_INTAKE_PAGE_H
#define HEADWATER_RUN_INTAKE_PAGE_H

#include "aggregator/run/intake_reading.h"
#include "aggregator/store/store_pages.h"

/* What becomes of a page after its response. */
struct intake_page_result {
    bool taken;                /* the item now has its text */
    int64_t due;               /* when to request it again; TIME_NONE: not again */
    int64_t site_before;       /* when the site wants requests again; TIME_NONE: it did not say */
    char why[ERROR_TEXT_SIZE]; /* why it was not taken; empty: the feed gave as much */
};

/* A page that is no article, or that cannot be read, leaves the item as it is and is no error. When
 * this returns 0, the transaction is committed as by store_commit_soon(). */
int intake_page(struct intake_page_result *ret, struct intake *intake, const struct feed *feed,
                const struct feed_state *state, const struct store_page *page,
                struct fetch_response *response, struct error *err);

#endif
