#include "aggregator/store/key_tail.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct key_tail {
    size_t room, count;
    uint32_t mask;
    uint32_t *slots;        /* number of the newest pair of a key, 0 when free; twice the room */
    uint32_t *before;       /* number of the pair before of the same key, 0 when none */
    struct key_pair *pairs; /* pair n is pairs[n - 1] */
};

struct key_tail *key_tail_new(size_t room)
{
    struct key_tail *tail = calloc(1, sizeof(*tail));

    assert((room & (room - 1)) == 0);
    if (tail == NULL)
        return NULL;
    tail->room = room;
    tail->mask = (uint32_t)(2 * room - 1);
    tail->slots = calloc(2 * room, sizeof(*tail->slots));
    tail->before = malloc(room * sizeof(*tail->before));
    tail->pairs = malloc(room * sizeof(*tail->pairs));
    if (tail->slots == NULL || tail->before == NULL || tail->pairs == NULL) {
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
    free(tail->before);
    free(tail->pairs);
    free(tail);
}

/* Keys are hashes, but not ours: multiply so that chosen low bits cannot line up by accident. */
static uint32_t *slot_find(const struct key_tail *tail, uint32_t key)
{
    uint32_t at = (key * 0x9e3779b1u) >> 7 & tail->mask;

    while (tail->slots[at] != 0 && tail->pairs[tail->slots[at] - 1].key != key)
        at = (at + 1) & tail->mask;
    return &tail->slots[at];
}

void key_tail_add(struct key_tail *tail, struct key_pair pair)
{
    uint32_t *slot = slot_find(tail, pair.key);

    assert(tail->count < tail->room);
    if (*slot != 0 && tail->pairs[*slot - 1].doc == pair.doc)
        return;
    tail->pairs[tail->count] = pair;
    tail->before[tail->count] = *slot;
    *slot = (uint32_t)++tail->count;
}

size_t key_tail_count(const struct key_tail *tail)
{
    return tail->count;
}

bool key_tail_next(uint32_t *ret_doc, const struct key_tail *tail, uint32_t key, uint32_t *place)
{
    if (*place == UINT32_MAX)
        return false;
    *place = *place == 0 ? *slot_find(tail, key) : tail->before[*place - 1];
    if (*place == 0) {
        *place = UINT32_MAX;
        return false;
    }
    *ret_doc = tail->pairs[*place - 1].doc;
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
    *ret_count = tail->count;
    qsort(tail->pairs, tail->count, sizeof(*tail->pairs), pair_compare);
    memset(tail->slots, 0, (size_t)(tail->mask + 1) * sizeof(*tail->slots));
    tail->count = 0;
    return tail->pairs;
}
