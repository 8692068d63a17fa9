/*
 * Footnotes and similar: the ids in a fragment that its own links target.
 *
 * Only these ids are kept. Each gets a prefix derived from the item's address, so it cannot collide
 * with an id of the surrounding page, of another item, or with a name that a script looks up. No id
 * is written twice.
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
    uint64_t targets[CLEAN_ANCHORS_MAX]; /* hashes of the ids that links target */
    uint64_t written[CLEAN_ANCHORS_MAX];
    size_t target_count, written_count;
};

/* Starts without link targets, so no id is kept. page may be NULL. */
void anchors_init(struct anchors *ret, const char *page);

/* Adds the targets of the links in a fragment, even if sanitised already. false when there are
 * none. */
bool anchors_collect(struct anchors *anchors, struct arena *arena, const char *html, size_t length);

/* The id in its published form, once; NULL when no link targets it or it was written already. */
const char *anchors_id(struct anchors *anchors, struct arena *arena, const char *id);

#endif
