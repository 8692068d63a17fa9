/*
 * Footnotes and the like: the places of a fragment that its own links lead to.
 *
 * Only these keep their id, under a prefix that is made of the item's address: no id can meet one
 * of the page around, of another item, or a name that a script looks for; none is written twice.
 */
#ifndef HEADWATER_CLEAN_ANCHORS_H
#define HEADWATER_CLEAN_ANCHORS_H

#include "aggregator/base/arena.h"
#include "aggregator/clean/limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { ANCHOR_PREFIX_SIZE = 16, ANCHOR_ID_MAX = 128 };

struct anchors {
    const char *page; /* the item's address, without a fragment; or NULL */
    size_t page_length;
    char prefix[ANCHOR_PREFIX_SIZE];     /* "note-0123abcd-" */
    uint64_t targets[CLEAN_ANCHORS_MAX]; /* hashes of the ids that links lead to */
    uint64_t written[CLEAN_ANCHORS_MAX];
    size_t target_count, written_count;
};

/* No links yet, so that no id stays. page may be NULL. */
void anchors_init(struct anchors *ret, const char *page);

/* Takes the places that the links of a fragment lead to, also of one that was cleaned. false when
 * there are none. */
bool anchors_collect(struct anchors *anchors, struct arena *arena, const char *html, size_t length);

/* The id as it may be written, once; NULL when no link leads to it, or it was written already. */
const char *anchors_id(struct anchors *anchors, struct arena *arena, const char *id);

#endif
