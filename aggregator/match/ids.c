#include "aggregator/match/ids.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { FIRST_ROOM = 64 };

void id_set_release(struct id_set *set)
{
    free(set->slots);
    memset(set, 0, sizeof(*set));
}

static uint64_t hash_of(const char *text)
{
    return text != NULL ? XXH3_64bits(text, strlen(text)) | 1
                        : 1; /* never 0, which is a free slot */
}

static size_t slot_find(const struct id_set *set, uint64_t id)
{
    size_t slot = (size_t)id & (set->room - 1);

    while (set->slots[slot][0] != 0 && set->slots[slot][0] != id)
        slot = (slot + 1) & (set->room - 1);
    return slot;
}

static int set_grow(struct id_set *set)
{
    struct id_set larger = {NULL, set->room == 0 ? FIRST_ROOM : set->room * 2, set->count};

    larger.slots = calloc(larger.room, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < set->room; i++)
        if (set->slots[i][0] != 0)
            memcpy(larger.slots[slot_find(&larger, set->slots[i][0])], set->slots[i],
                   sizeof(*set->slots));
    free(set->slots);
    *set = larger;
    return 0;
}

int id_set_note(bool *ret_conflict, struct id_set *set, const struct item *item, struct error *err)
{
    uint64_t id = hash_of(item->id), link = hash_of(item->canonical);
    size_t slot;

    *ret_conflict = false;
    if (item->id == NULL || set->count >= IDS_MAX)
        return 0;
    if (set->count * 2 >= set->room && set_grow(set) != 0)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    slot = slot_find(set, id);
    if (set->slots[slot][0] == 0) {
        set->slots[slot][0] = id;
        set->slots[slot][1] = link;
        set->count++;
    }
    *ret_conflict = set->slots[slot][1] != link;
    return 0;
}
