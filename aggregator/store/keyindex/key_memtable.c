#include "aggregator/store/keyindex/key_memtable.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LINK_DOCS = 6 }; /* makes a link half a cache line */

/* Some documents of a key: a lookup costs one memory access per link. Only the newest link of a key
 * has free slots (0), after the used ones. */
struct memtable_link {
    uint32_t key;
    uint32_t before; /* number of the link with the key's older documents, 0 when there is none */
    uint32_t docs[LINK_DOCS];
};

struct key_memtable {
    size_t room, count; /* pairs */
    size_t link_count;
    uint32_t mask;
    /* number of the newest link of a key, 0 when free; twice as many slots as room */
    uint32_t *slots;
    struct memtable_link *links; /* link n is links[n - 1] */
    struct key_pair *pairs;      /* of the last drain, sorted */
};

/* Untouched pages of the allocations use no memory. */
struct key_memtable *key_memtable_new(size_t room)
{
    struct key_memtable *memtable = calloc(1, sizeof(*memtable));

    assert((room & (room - 1)) == 0);
    if (memtable == NULL)
        return NULL;
    memtable->room = room;
    memtable->mask = (uint32_t)(2 * room - 1);
    memtable->slots = calloc(2 * room, sizeof(*memtable->slots));
    memtable->links = malloc(room * sizeof(*memtable->links));
    memtable->pairs = malloc(room * sizeof(*memtable->pairs));
    if (memtable->slots == NULL || memtable->links == NULL || memtable->pairs == NULL) {
        key_memtable_free(memtable);
        return NULL;
    }
    return memtable;
}

void key_memtable_free(struct key_memtable *memtable)
{
    if (memtable == NULL)
        return;
    free(memtable->slots);
    free(memtable->links);
    free(memtable->pairs);
    free(memtable);
}

/* Keys are hashes made elsewhere: multiplying spreads them even if their low bits coincide. */
static uint32_t *slot_find(const struct key_memtable *memtable, uint32_t key)
{
    uint32_t at = (key * 0x9e3779b1u) >> 7 & memtable->mask;

    while (memtable->slots[at] != 0 && memtable->links[memtable->slots[at] - 1].key != key)
        at = (at + 1) & memtable->mask;
    return &memtable->slots[at];
}

/* The number of used slots of a link. */
static uint32_t link_used(const struct memtable_link *link)
{
    uint32_t used = LINK_DOCS;

    while (used > 0 && link->docs[used - 1] == 0)
        used--;
    return used;
}

void key_memtable_add(struct key_memtable *memtable, struct key_pair pair)
{
    uint32_t *slot = slot_find(memtable, pair.key);
    uint32_t used = *slot != 0 ? link_used(&memtable->links[*slot - 1]) : LINK_DOCS;

    assert(memtable->count < memtable->room && pair.doc != 0);
    if (*slot != 0 && memtable->links[*slot - 1].docs[used - 1] == pair.doc)
        return;
    if (used == LINK_DOCS) {
        memtable->links[memtable->link_count] =
            (struct memtable_link){.key = pair.key, .before = *slot};
        *slot = (uint32_t)++memtable->link_count;
        used = 0;
    }
    memtable->links[*slot - 1].docs[used] = pair.doc;
    memtable->count++;
}

size_t key_memtable_count(const struct key_memtable *memtable)
{
    return memtable->count;
}

/* *place encodes link * LINK_DOCS + document + 1, both counted from 0. */
bool key_memtable_next(uint32_t *ret_doc, const struct key_memtable *memtable, uint32_t key,
                       uint32_t *place)
{
    uint32_t link, used;

    if (*place == UINT32_MAX)
        return false;
    link = *place == 0 ? *slot_find(memtable, key) : (*place - 1) / LINK_DOCS + 1;
    used = link == 0     ? 0
           : *place == 0 ? link_used(&memtable->links[link - 1])
                         : (*place - 1) % LINK_DOCS;
    if (link != 0 && used == 0) {
        link = memtable->links[link - 1].before;
        used = LINK_DOCS;
    }
    if (link == 0) {
        *place = UINT32_MAX;
        return false;
    }
    *place = (link - 1) * LINK_DOCS + used;
    *ret_doc = memtable->links[link - 1].docs[used - 1];
    return true;
}

static int pair_compare(const void *left, const void *right)
{
    const struct key_pair *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->doc > b->doc ? -1 : a->doc < b->doc;
}

const struct key_pair *key_memtable_drain(struct key_memtable *memtable, size_t *ret_count)
{
    size_t count = 0;

    for (size_t i = 0; i < memtable->link_count; i++)
        for (size_t k = 0; k < LINK_DOCS && memtable->links[i].docs[k] != 0; k++)
            memtable->pairs[count++] =
                (struct key_pair){memtable->links[i].key, memtable->links[i].docs[k]};
    qsort(memtable->pairs, count, sizeof(*memtable->pairs), pair_compare);
    memset(memtable->slots, 0, (size_t)(memtable->mask + 1) * sizeof(*memtable->slots));
    memtable->count = memtable->link_count = 0;
    *ret_count = count;
    return memtable->pairs;
}
