/*
 * Whether the ids of a feed can be trusted: some feeds give every item the same one.
 *
 * The ids of one document are remembered with the link each came with; an id that comes again with
 * another link shows that ids name no items in this feed. Memory: 16 bytes an item, up to IDS_MAX
 * items.
 */
#ifndef HEADWATER_MATCH_IDS_H
#define HEADWATER_MATCH_IDS_H

#include "aggregator/base/error.h"
#include "aggregator/model/item.h"

enum { IDS_MAX = 1 << 18 }; /* more ids of one document are not compared */

struct id_set {
    uint64_t (*slots)[2]; /* hash of id, hash of link; NULL while empty */
    size_t room, count;
};

/* Frees the set; a zeroed one is empty and needs no other beginning. */
void id_set_release(struct id_set *set);

/* Notes the item. *ret_conflict: its id was seen with another link before. ERR_MEMORY. */
int id_set_note(bool *ret_conflict, struct id_set *set, const struct item *item, struct error *err);

#endif
