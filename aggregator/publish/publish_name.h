/*
 * The names of the documents of an output: "merged.json", its pages "merged-p2.json", the archive
 * of a day "merged-2026-03-02.json" and the pages of that, "merged-2026-03-02-p2.json".
 *
 * The same for paths and addresses. The page number or day is placed before the last dot of the
 * last segment, or at its end if it has no dot. Pure.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_NAME_H
#define HEADWATER_PUBLISH_PUBLISH_NAME_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

#include <stdbool.h>
#include <stdint.h>

/* Page size, because JSON Feed recommends small documents ("next_url"). A page has at least one
 * entry. */
enum { PUBLISH_PAGE_BYTES = 240 * 1024, PUBLISH_PAGES_MAX = 1000 };

#define PUBLISH_NO_DAY INT64_MIN

struct publish_part {
    int64_t day;   /* of an archive, in days since 1970; PUBLISH_NO_DAY: the current document */
    unsigned page; /* 1 for the first, which has no number in its name */
};

/* Whether the documents of the output are paged: it has an address, and its format has a link to
 * the next page. */
bool publish_is_paged(const struct output *output);

/* The name of the part, allocated in the arena; NULL when out of memory. */
const char *publish_name(struct arena *arena, const char *name, struct publish_part part);

/* Finds which part of the output with file name output_name this name is, except the first page of
 * the current document. False unless the name matches exactly. */
bool publish_name_read(struct publish_part *ret, const char *output_name, const char *name);

#endif
