/*
 * Search without an index: an engine that has none reads its items, and this finds the hits.
 */
#ifndef HEADWATER_STORE_SCAN_H
#define HEADWATER_STORE_SCAN_H

#include "aggregator/store/store.h"

struct scan;

/* Begins a search. The request is borrowed; hits go into the arena. ERR_MEMORY. */
int scan_new(struct scan **ret, const struct search_request *request, struct arena *arena,
             struct error *err);
/* Whether a time is within the request. */
bool scan_meets_time(const struct scan *scan, int64_t first_seen);
/* An arena for the next telling, emptied by scan_next(). */
struct arena *scan_arena(struct scan *scan);
void scan_next(struct scan *scan);
/* Takes a telling of a node, if it is a hit. */
int scan_take(struct scan *scan, const struct telling *telling, uint64_t node, struct error *err);
/* Ends the search: if code is 0, the hits, newest first, at most SEARCH_HITS_MAX. Frees the scan;
 * returns code. */
int scan_end(struct search_hit **ret, size_t *ret_count, struct scan *scan, int code);

#endif
