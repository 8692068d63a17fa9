/*
 * Detects feeds with unreliable ids or links: some feeds give every item the same one.
 *
 * The set stores each id of one document with the link of its item (or the title, when it has no
 * link), and each link of an item without a trusted id with the title. When an id or link appears
 * again with a different value, ids or links do not identify items in this feed. Memory: 16 bytes
 * per item, up to IDS_MAX items.
 */
#ifndef HEADWATER_MATCH_IDS_H
#define HEADWATER_MATCH_IDS_H

#include "aggregator/base/error.h"
#include "aggregator/model/item.h"

enum { IDS_MAX = 1 << 18 }; /* further ids of one document are not compared */

struct id_set {
    /* hash of an id or link, hash of the value that came with it; NULL while empty */
    uint64_t (*slots)[2];
    size_t room, count;
};

/* Frees the set; a zeroed struct is an empty set. */
void id_set_release(struct id_set *set);

/* Adds an item. *unreliable: the feed's known flags (match.h); adds those that this item reveals.
 * ERR_MEMORY. */
int id_set_note(unsigned *unreliable, struct id_set *set, const struct item *item,
                struct error *err);

#endif
