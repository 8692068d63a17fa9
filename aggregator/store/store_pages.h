/*
 * Pages of items, which a run requests for their full text, and what sites say about requests.
 *
 * A page waits from the run that found its item until it was read or given up; then it is only
 * counted, so that the limit of an hour holds across runs. Part of the store. An engine whose data
 * does not outlive the process remembers nothing: no page waits, and saving does nothing.
 */
#ifndef HEADWATER_STORE_STORE_PAGES_H
#define HEADWATER_STORE_STORE_PAGES_H

#include "aggregator/store/store.h"

enum {
    STORE_PAGE_KEPT_SECONDS = 3 * 86400, /* from when it was wanted */
    STORE_SITE_KEPT_SECONDS = 7 * 86400, /* so long an unreachable robots.txt still counts */
};

struct store_page {
    uint64_t key;         /* of the item */
    const char *feed_url; /* of its feed */
    const char *url;
    int64_t due; /* not to be requested before */
    int tries;   /* requests so far */
};

/* Stores that a page is to be requested, from now on; replaces what was stored for the item. */
int store_page_want(struct store *store, const struct store_page *page, int64_t now,
                    struct error *err);
/* The pages that are due: those with fewer tries first, then the newest, at most limit. In the
 * arena, and at most as many as it has room for. */
int store_pages_due(struct store_page **ret, size_t *ret_count, struct store *store,
                    struct arena *arena, size_t limit, int64_t now, struct error *err);
/* Stores that a page is being requested. */
int store_page_asked(struct store *store, uint64_t key, int64_t now, struct error *err);
/* Stores when to request it again; TIME_NONE: never. */
int store_page_settle(struct store *store, uint64_t key, int64_t due, struct error *err);
/* The number of pages requested after a time. */
int store_pages_asked(int64_t *ret, struct store *store, int64_t since, struct error *err);
/* Deletes what was wanted more than STORE_PAGE_KEPT_SECONDS ago, and the sites of which nothing is
 * younger than STORE_SITE_KEPT_SECONDS. */
int store_pages_forget(struct store *store, int64_t now, struct error *err);

/* What the robots.txt of a site says, and until when the site wants no requests. */
struct store_site {
    const char *origin; /* scheme, host and port */
    const char *robots; /* the text; "" when there is none */
    int64_t robots_at;  /* when it was read; TIME_NONE: never */
    int64_t not_before; /* TIME_NONE: now */
};
int store_site_load(struct store_site *ret, struct store *store, struct arena *arena,
                    const char *origin, struct error *err);
int store_site_save(struct store *store, const struct store_site *site, struct error *err);

#endif
