/*
 * Whether the ids and links of a feed can be trusted: some feeds give every item the same one.
 *
 * The ids of one document are remembered with the link each came with (the title, where it came
 * with none), and the links of items that have no trusted id with their title. What comes again
 * with another shows that ids, or links, name no items in this feed. Memory: 16 bytes an item, up
 * to IDS_MAX items.
 */
#ifndef HEADWATER_MATCH_IDS_H
#define HEADWATER_MATCH_IDS_H

#include "aggregator/base/error.h"
#include "aggregator/model/item.h"

enum { IDS_MAX = 1 << 18 }; /* more ids of one document are not compared */

struct id_set {
    uint64_t (*slots)[2]; /* hash of id or link, hash of what it came with; NULL while empty */
    size_t room, count;
};

/* Frees the set; a zeroed one is empty and needs no other beginning. */
void id_set_release(struct id_set *set);

/* Notes the item. *unreliable: flags of match.h known of the feed; those that the item shows are
 * added. ERR_MEMORY. */
int id_set_note(unsigned *unreliable, struct id_set *set, const struct item *item,
                struct error *err);

#endif
