#include "dedup/recognise/slots.h"
#include "dedup/recognise/judge_side.h"

#include <string.h>

/* A node is a rival when its match reaches this share of the compared node's match. */
static const float RIVAL_SHARE = 0.7f;
enum { HALVINGS_MAX = 6 }; /* of a word's value, one per other node that has it */

/* The words of the item that the candidates of each node have. */
struct masks {
    uint64_t node[JUDGED_MAX];
    uint64_t words[JUDGED_MAX][JUDGE_MASK];
    float best_t[JUDGED_MAX];
    size_t count;
    uint8_t had[SKETCH_WORDS_MAX]; /* by word: number of nodes that have it */
};

/* The next word of a mask from `word` on; SKETCH_WORDS_MAX or more after the last. */
static size_t next_word(const uint64_t *mask, size_t word)
{
    while (word < JUDGE_MASK * 64) {
        uint64_t rest = mask[word / 64] >> word % 64;

        if (rest != 0)
            return word + (size_t)__builtin_ctzll(rest);
        word = (word / 64 + 1) * 64;
    }
    return word;
}

static size_t node_find(struct masks *masks, uint64_t node)
{
    size_t k = 0;

    while (k < masks->count && masks->node[k] != node)
        k++;
    if (k == masks->count) {
        masks->node[k] = node;
        masks->best_t[k] = 0;
        memset(masks->words[k], 0, sizeof(masks->words[k]));
        masks->count++;
    }
    return k;
}

static void masks_read(struct masks *masks, const struct candidates *candidates)
{
    masks->count = 0;
    memset(masks->had, 0, sizeof(masks->had));
    for (size_t i = 0; i < candidates->count; i++) {
        const struct judged *j = &candidates->judged[i];
        size_t k;

        if (j->features.t <= 0)
            continue;
        k = node_find(masks, j->node);
        for (size_t w = 0; w < JUDGE_MASK; w++)
            masks->words[k][w] |= j->matched[w];
        if (j->features.t > masks->best_t[k])
            masks->best_t[k] = j->features.t;
    }
    for (size_t k = 0; k < masks->count; k++)
        for (size_t w = next_word(masks->words[k], 0); w < SKETCH_WORDS_MAX;
             w = next_word(masks->words[k], w + 1))
            masks->had[w]++;
}

static float halved(float value, unsigned times)
{
    return value / (float)(1u << (times < HALVINGS_MAX ? times : HALVINGS_MAX));
}

/* The total weight of the item's words, compared with all nodes except one. */
static float total_beside(const struct masks *masks, size_t node, const struct judge_side *item,
                          float total_beside_all)
{
    float total = total_beside_all;

    for (size_t w = next_word(masks->words[node], 0); w < SKETCH_WORDS_MAX;
         w = next_word(masks->words[node], w + 1)) {
        float value = item->gain[w] * item->gain[w];

        total += halved(value, masks->had[w] - 1u) - halved(value, masks->had[w]);
    }
    return total;
}

static void slots_read(struct judged *j, const struct masks *masks, size_t node,
                       const struct judge_side *item, float total)
{
    float own = 0;

    j->features.slot_gain = 0;
    for (size_t w = next_word(j->matched, 0); w < SKETCH_WORDS_MAX;
         w = next_word(j->matched, w + 1)) {
        unsigned others = masks->had[w] - 1u;

        own += halved(item->gain[w] * item->gain[w], others);
        j->features.slot_gain += halved(item->gain[w], others);
    }
    j->features.slot_t = total > 0 ? own / total : 0;
    j->features.rivals = 0;
    for (size_t n = 0; n < masks->count; n++)
        j->features.rivals += n != node && masks->best_t[n] >= RIVAL_SHARE * j->features.t;
}

void slots_compare(struct candidates *candidates, const struct judge_side *item)
{
    struct masks masks;
    float totals[JUDGED_MAX] = {0}, all = 0;

    masks_read(&masks, candidates);
    if (masks.count == 0)
        return;
    for (size_t w = 0; w < item->sketch->word_count; w++)
        all += halved(item->gain[w] * item->gain[w], masks.had[w]);
    for (size_t k = 0; k < masks.count; k++)
        totals[k] = total_beside(&masks, k, item, all);
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->judged[i].features.t > 0) {
            size_t k = node_find(&masks, candidates->judged[i].node);

            slots_read(&candidates->judged[i], &masks, k, item, totals[k]);
        }
}
