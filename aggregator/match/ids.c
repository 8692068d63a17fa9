#include "aggregator/match/ids.h"

#include "aggregator/match/match.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { FIRST_ROOM = 64 };

/* Separates links from equal ids. Even, so that no hash becomes 0, which marks a free slot. */
static const uint64_t LINK_MARK = UINT64_C(0x6c696e6b00000000);

void id_set_release(struct id_set *set)
{
    free(set->slots);
    memset(set, 0, sizeof(*set));
}

static uint64_t hash_of(const char *text)
{
    return text != NULL ? XXH3_64bits(text, strlen(text)) | 1
                        : 1; /* never 0, which marks a free slot */
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

/* Stores the value that came with a name; *ret_conflict: the name came with a different value
 * before. */
static int name_note(bool *ret_conflict, struct id_set *set, uint64_t name, uint64_t with,
                     struct error *err)
{
    size_t slot;

    *ret_conflict = false;
    if (set->count >= IDS_MAX)
        return 0;
    if (set->count * 2 >= set->room && set_grow(set) != 0)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    slot = slot_find(set, name);
    if (set->slots[slot][0] == 0) {
        set->slots[slot][0] = name;
        set->slots[slot][1] = with;
        set->count++;
    }
    *ret_conflict = set->slots[slot][1] != with;
    return 0;
}

int id_set_note(unsigned *unreliable, struct id_set *set, const struct item *item,
                struct error *err)
{
    const char *link = item->canonical != NULL ? item->canonical : item->link;
    bool conflict = false;
    int code = 0;

    if (item->id != NULL && (*unreliable & MATCH_IDS_UNRELIABLE) == 0) {
        code = name_note(&conflict, set, hash_of(item->id),
                         hash_of(link != NULL ? link : item->title.value), err);
        *unreliable |= conflict ? MATCH_IDS_UNRELIABLE : 0;
    }
    if (code != 0 || link == NULL ||
        (item->id != NULL && (*unreliable & MATCH_IDS_UNRELIABLE) == 0) ||
        (*unreliable & MATCH_LINKS_UNRELIABLE) != 0)
        return code;
    code = name_note(&conflict, set, hash_of(link) ^ LINK_MARK, hash_of(item->title.value), err);
    *unreliable |= conflict ? MATCH_LINKS_UNRELIABLE : 0;
    return code;
}
