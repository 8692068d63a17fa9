/*
 * Which documents one output has, and what they are called: "merged.json", its pages
 * "merged-p2.json", the archive of a day "merged-2026-03-02.json" and that one's pages,
 * "merged-2026-03-02-p2.json".
 *
 * The same for paths and addresses. The number of a page, or the day, stands before the last dot of
 * the last segment, else at its end. Pure.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_NAME_H
#define HEADWATER_PUBLISH_PUBLISH_NAME_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"

#include <stdbool.h>
#include <stdint.h>

/* JSON Feed asks for small documents ("next_url"): so many bytes a page, one entry at the least. */
enum { PUBLISH_PAGE_BYTES = 240 * 1024, PUBLISH_PAGES_MAX = 1000 };

#define PUBLISH_NO_DAY INT64_MIN

struct publish_part {
    int64_t day;   /* of an archive, in days since 1970; PUBLISH_NO_DAY: the current document */
    unsigned page; /* 1 for the first, which has no number in its name */
};

/* Whether the output's documents come in pages: it has an address, and its format has a link to the
 * next. */
bool publish_is_paged(const struct output *output);

/* The part's name; in the arena. NULL when memory is out. */
const char *publish_name(struct arena *arena, const char *name, struct publish_part part);

/* Which part of the output whose file is called output_name this is: any but the current document's
 * first page. False when the name is none of ours, to the letter. */
bool publish_name_read(struct publish_part *ret, const char *output_name, const char *name);

#endif
