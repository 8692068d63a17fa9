#include "dedup/recognise/candidate_pool.h"

#include "dedup/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_SLOTS = 8192, GATHERED_MAX = TABLE_SLOTS / 2 };

/* The found documents are a noise floor when the POOL_RANKED_MAX-th has nearly the weight of the
 * first: all documents of a large window share that much by chance. Beyond the first few, only
 * documents clearly above the noise floor are judged. In a generated window of a million items,
 * this loses 5 in 1,000 joins and saves 3 of 4 comparisons with non-matches. */
enum { ALWAYS_JUDGED = 6 };
static const float NOISE_OUTSTANDING = 1.6f;

struct candidate_pool {
    const struct key *keys;
    size_t count;
    struct found found[GATHERED_MAX];
    uint16_t slots[TABLE_SLOTS]; /* by document: its index in found + 1; 0: free */
};

int pool_new(struct candidate_pool **ret)
{
    *ret = malloc(sizeof(**ret));
    return *ret != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;
}

void pool_free(struct candidate_pool *pool)
{
    free(pool);
}

static int gather(void *context, size_t key_index, dedup_doc doc)
{
    struct candidate_pool *g = context;
    const struct key *key = &g->keys[key_index];
    size_t slot = hash_mix(doc) % TABLE_SLOTS;
    struct found *found;

    while (g->slots[slot] != 0 && g->found[g->slots[slot] - 1].doc != doc)
        slot = (slot + 1) % TABLE_SLOTS;
    if (g->slots[slot] == 0) {
        if (g->count == GATHERED_MAX)
            return 0;
        g->found[g->count++] = (struct found){.doc = doc};
        g->slots[slot] = (uint16_t)g->count;
    }
    found = &g->found[g->slots[slot] - 1];
    found->weight += key->weight;
    found->certain |=
        key->kind == KEY_IDENTITY || key->kind == KEY_MARKER || key->kind == KEY_CONTENT;
    return 0;
}

/* Certain ones first, then by weight, then the older: a total order. */
static bool is_before(const struct found *a, const struct found *b)
{
    if (a->certain != b->certain)
        return a->certain;
    if (a->weight != b->weight)
        return a->weight > b->weight;
    return a->doc < b->doc;
}

/* The found documents form a heap, because only a few dozen of thousands are needed. The first is
 * before its children. */
static void heap_sink(struct found *heap, size_t count, size_t at)
{
    struct found sunk = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= count)
            break;
        child += child + 1 < count && is_before(&heap[child + 1], &heap[child]);
        if (!is_before(&heap[child], &sunk))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = sunk;
}

/* Removes and returns the first. */
static struct found heap_take(struct candidate_pool *g)
{
    struct found first = g->found[0];

    g->found[0] = g->found[--g->count];
    heap_sink(g->found, g->count, 0);
    return first;
}

int pool_fill(struct candidate_pool *pool, const struct dedup_memory *memory,
              const struct key *keys, size_t key_count)
{
    struct dedup_lookup lookups[KEYS_MAX];

    pool->keys = keys;
    pool->count = 0;
    memset(pool->slots, 0, sizeof(pool->slots));
    for (size_t i = 0; i < key_count; i++)
        lookups[i] = (struct dedup_lookup){keys[i].value, keys[i].max};
    if (memory->match(memory->context, lookups, key_count, gather, pool) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = pool->count / 2; i-- > 0;)
        heap_sink(pool->found, pool->count, i);
    return DEDUP_OK;
}

size_t pool_rank(struct found ret[POOL_RANKED_MAX], struct candidate_pool *pool)
{
    size_t count = 0, outstanding = 0;
    float noise;

    while (count < POOL_RANKED_MAX && pool->count > 0)
        ret[count++] = heap_take(pool);
    noise = pool->count > 0 ? pool->found[0].weight * NOISE_OUTSTANDING : 0;
    while (outstanding < count && (outstanding < ALWAYS_JUDGED || ret[outstanding].certain ||
                                   ret[outstanding].weight >= noise))
        outstanding++;
    return outstanding;
}
