#include "aggregator/store/keyindex/key_memtable.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LINK_DOCS = 6 }; /* so that a link is half of a cache line */

/* Some documents of a key: a look-up waits for memory once a link. Only the newest link of a key
 * has free places (0), behind those that are taken. */
struct link {
    uint32_t key;
    uint32_t before; /* number of the link with the key's older documents, 0 when none */
    uint32_t docs[LINK_DOCS];
};

struct key_tail {
    size_t room, count; /* pairs */
    size_t link_count;
    uint32_t mask;
    uint32_t *slots;        /* number of the newest link of a key, 0 when free; twice the room */
    struct link *links;     /* link n is links[n - 1] */
    struct key_pair *pairs; /* of the last drain, in order */
};

/* Memory that is not yet used is not yet taken. */
struct key_tail *key_tail_new(size_t room)
{
    struct key_tail *tail = calloc(1, sizeof(*tail));

    assert((room & (room - 1)) == 0);
    if (tail == NULL)
        return NULL;
    tail->room = room;
    tail->mask = (uint32_t)(2 * room - 1);
    tail->slots = calloc(2 * room, sizeof(*tail->slots));
    tail->links = malloc(room * sizeof(*tail->links));
    tail->pairs = malloc(room * sizeof(*tail->pairs));
    if (tail->slots == NULL || tail->links == NULL || tail->pairs == NULL) {
        key_tail_free(tail);
        return NULL;
    }
    return tail;
}

void key_tail_free(struct key_tail *tail)
{
    if (tail == NULL)
        return;
    free(tail->slots);
    free(tail->links);
    free(tail->pairs);
    free(tail);
}

/* Keys are hashes, but not ours: multiply so that chosen low bits cannot line up by accident. */
static uint32_t *slot_find(const struct key_tail *tail, uint32_t key)
{
    uint32_t at = (key * 0x9e3779b1u) >> 7 & tail->mask;

    while (tail->slots[at] != 0 && tail->links[tail->slots[at] - 1].key != key)
        at = (at + 1) & tail->mask;
    return &tail->slots[at];
}

/* Places of a link that are taken. */
static uint32_t link_used(const struct link *link)
{
    uint32_t used = LINK_DOCS;

    while (used > 0 && link->docs[used - 1] == 0)
        used--;
    return used;
}

void key_tail_add(struct key_tail *tail, struct key_pair pair)
{
    uint32_t *slot = slot_find(tail, pair.key);
    uint32_t used = *slot != 0 ? link_used(&tail->links[*slot - 1]) : LINK_DOCS;

    assert(tail->count < tail->room && pair.doc != 0);
    if (*slot != 0 && tail->links[*slot - 1].docs[used - 1] == pair.doc)
        return;
    if (used == LINK_DOCS) {
        tail->links[tail->link_count] = (struct link){.key = pair.key, .before = *slot};
        *slot = (uint32_t)++tail->link_count;
        used = 0;
    }
    tail->links[*slot - 1].docs[used] = pair.doc;
    tail->count++;
}

size_t key_tail_count(const struct key_tail *tail)
{
    return tail->count;
}

/* A place is link * LINK_DOCS + document + 1, both counted from 0. */
bool key_tail_next(uint32_t *ret_doc, const struct key_tail *tail, uint32_t key, uint32_t *place)
{
    uint32_t link, used;

    if (*place == UINT32_MAX)
        return false;
    link = *place == 0 ? *slot_find(tail, key) : (*place - 1) / LINK_DOCS + 1;
    used = link == 0     ? 0
           : *place == 0 ? link_used(&tail->links[link - 1])
                         : (*place - 1) % LINK_DOCS;
    if (link != 0 && used == 0) {
        link = tail->links[link - 1].before;
        used = LINK_DOCS;
    }
    if (link == 0) {
        *place = UINT32_MAX;
        return false;
    }
    *place = (link - 1) * LINK_DOCS + used;
    *ret_doc = tail->links[link - 1].docs[used - 1];
    return true;
}

static int pair_compare(const void *left, const void *right)
{
    const struct key_pair *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->doc > b->doc ? -1 : a->doc < b->doc;
}

const struct key_pair *key_tail_drain(struct key_tail *tail, size_t *ret_count)
{
    size_t count = 0;

    for (size_t i = 0; i < tail->link_count; i++)
        for (size_t k = 0; k < LINK_DOCS && tail->links[i].docs[k] != 0; k++)
            tail->pairs[count++] = (struct key_pair){tail->links[i].key, tail->links[i].docs[k]};
    qsort(tail->pairs, count, sizeof(*tail->pairs), pair_compare);
    memset(tail->slots, 0, (size_t)(tail->mask + 1) * sizeof(*tail->slots));
    tail->count = tail->link_count = 0;
    *ret_count = count;
    return tail->pairs;
}
