#include "dedup/recognise/judge_side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float SHARE_STEPS = 40; /* steps of the table of shares per unit of idf */
static const float KERNEL_REACH = 3; /* in sigmas; beyond it the kernel is below 0.0002 */

int judge_side_new(struct judge_side **ret)
{
    struct judge_side *side = calloc(1, sizeof(*side));

    *ret = side;
    if (side == NULL)
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0; i < SIDE_KERNEL; i++) {
        float x = (float)i * KERNEL_REACH / (SIDE_KERNEL - 1);

        side->kernel[i] = expf(-x * x);
    }
    for (size_t i = 0; i < SIDE_SHARES; i++)
        side->share[i] = expf(-((float)i + 0.5f) / SHARE_STEPS);
    return DEDUP_OK;
}

void judge_side_free(struct judge_side *side)
{
    free(side);
}

/* The slot of the first entry of a hash, or the slot where it would go. */
static size_t slot_find(const struct judge_side *side, uint32_t hash)
{
    size_t slot = hash % SIDE_SLOTS;

    while (side->slots[slot] != SIDE_NO_ENTRY && side->hash[side->slots[slot]] != hash)
        slot = (slot + 1) % SIDE_SLOTS;
    return slot;
}

static void entry_add(struct judge_side *side, uint16_t entry, uint32_t hash)
{
    size_t slot = slot_find(side, hash);
    uint16_t first = side->slots[slot];

    side->hash[entry] = hash;
    side->next[entry] = first;
    side->count[entry] = (uint16_t)(first != SIDE_NO_ENTRY ? side->count[first] + 1 : 1);
    side->slots[slot] = entry;
    side->present[hash / 64 % (SIDE_PRESENT / 64)] |= (uint64_t)1 << hash % 64;
}

static bool may_have(const struct judge_side *side, uint32_t hash)
{
    return side->present[hash / 64 % (SIDE_PRESENT / 64)] >> hash % 64 & 1;
}

static void table_read(struct judge_side *side)
{
    const struct sketch *sketch = side->sketch;

    memset(side->slots, 0xff, sizeof(side->slots));
    memset(side->present, 0, sizeof(side->present));
    for (size_t i = sketch->word_count; i-- > 0;)
        for (size_t k = 0; k < sketch->words[i].count; k++)
            entry_add(side, (uint16_t)(i * SKETCH_ALTERNATIVES_MAX + k), sketch->words[i].hash[k]);
}

/* A word that occurs n times counts as the root of n words in total. */
static float damp_of(size_t occurrences)
{
    return occurrences > 1 ? 1 / sqrtf(sqrtf((float)occurrences)) : 1;
}

/* The share of documents that contain a word of this idf. */
static float share_of(const struct judge_side *side, float idf)
{
    size_t step = (size_t)(idf * SHARE_STEPS);

    return side->share[step < SIDE_SHARES ? step : SIDE_SHARES - 1];
}

/* A separate pass, because the stream's table is larger than a cache: these reads depend on nothing
 * else, so many run in parallel. */
static void values_read(struct judge_side *side, const struct stream *stream, bool with_learnt)
{
    for (size_t i = 0; i < side->sketch->word_count; i++) {
        const struct sketch_word *word = &side->sketch->words[i];

        side->commonness[i] = 0;
        for (size_t k = 0; k < word->count; k++) {
            float idf = stream_idf(stream, word->hash[k]);

            if (!with_learnt && word->learnt >> k & 1) {
                side->value[i][k] = 0;
                continue;
            }
            side->value[i][k] = (float)word->weight[k] / SKETCH_WEIGHT_ONE * idf;
            side->commonness[i] += share_of(side, idf);
        }
    }
}

static void word_value(struct judge_side *side, size_t i)
{
    const struct sketch_word *word = &side->sketch->words[i];
    size_t best = SIDE_ENTRIES;
    float damp = 1;

    side->gain[i] = 0;
    for (size_t k = 0; k < word->count; k++)
        if (side->value[i][k] > side->gain[i]) {
            side->gain[i] = side->value[i][k];
            best = k;
        }
    if (best < word->count)
        damp = damp_of(side->count[side->slots[slot_find(side, word->hash[best])]]);
    side->gain[i] *= damp;
    for (size_t k = 0; k < word->count; k++)
        side->value[i][k] *= damp;
}

static void side_read(struct judge_side *side, const struct sketch *sketch,
                      const struct stream *stream, bool with_learnt)
{
    float tokens = sketch->tokens > 1 ? (float)sketch->tokens : 1;

    side->sketch = sketch;
    values_read(side, stream, with_learnt);
    side->total = 0;
    side->documents = (float)stream->documents;
    table_read(side);
    for (size_t i = 0; i < sketch->word_count; i++) {
        side->position[i] = (float)sketch->words[i].token / tokens;
        word_value(side, i);
        side->total += side->gain[i] * side->gain[i];
    }
}

void judge_side_read(struct judge_side *side, const struct sketch *sketch,
                     const struct stream *stream)
{
    side_read(side, sketch, stream, true);
}

void judge_side_read_compiled(struct judge_side *side, const struct sketch *sketch,
                              const struct stream *stream)
{
    side_read(side, sketch, stream, false);
}

/* exp(-x^2), interpolated from a table: called thousands of times per item. */
static float place_kernel(const struct judge_side *side, float x)
{
    float at = fabsf(x) * (SIDE_KERNEL - 1) / KERNEL_REACH;
    size_t left = (size_t)at;

    if (!(at < SIDE_KERNEL - 1))
        return 0;
    return side->kernel[left] + (at - (float)left) * (side->kernel[left + 1] - side->kernel[left]);
}

static void best_take(struct judge_best *best, size_t other, float t, float kernel)
{
    float p = t * kernel;

    best->other = best->t <= 0 || p > best->p ? other : best->other;
    best->p = p > best->p ? p : best->p;
    best->t = t > best->t ? t : best->t;
    best->kernel = kernel > best->kernel ? kernel : best->kernel;
}

void judge_sides_match(struct judge_best *ret_a, struct judge_best *ret_b,
                       const struct judge_side *a, const struct judge_side *b, float sigma)
{
    memset(ret_a, 0, a->sketch->word_count * sizeof(*ret_a));
    memset(ret_b, 0, b->sketch->word_count * sizeof(*ret_b));
    for (size_t j = 0; j < b->sketch->word_count; j++)
        for (size_t l = 0; l < b->sketch->words[j].count; l++) {
            uint32_t hash = b->sketch->words[j].hash[l];
            uint16_t e = may_have(a, hash) ? a->slots[slot_find(a, hash)] : SIDE_NO_ENTRY;

            for (; e != SIDE_NO_ENTRY; e = a->next[e]) {
                size_t i = e / SKETCH_ALTERNATIVES_MAX;
                float t = a->value[i][e % SKETCH_ALTERNATIVES_MAX] * b->value[j][l];
                float kernel = place_kernel(a, (b->position[j] - a->position[i]) / sigma);

                best_take(&ret_a[i], j, t, kernel);
                best_take(&ret_b[j], i, t, kernel);
            }
        }
}

/* The entries of a hash are in the order of the words. */
bool judge_side_titles(const struct judge_side *side, const struct sketch_word *word)
{
    uint16_t entry = side->slots[slot_find(side, word->hash[0])];

    return entry != SIDE_NO_ENTRY &&
           side->sketch->words[entry / SKETCH_ALTERNATIVES_MAX].token < side->sketch->title_tokens;
}

/* The best match of one word that was not read into a side. Its value is estimated from the value
 * of the same hash on this side. */
static struct judge_best word_prefilter(const struct judge_side *side,
                                        const struct sketch_word *word, float position, float sigma)
{
    struct judge_best best = {0};

    for (size_t l = 0; l < word->count; l++) {
        uint32_t hash = word->hash[l];
        uint16_t e = may_have(side, hash) ? side->slots[slot_find(side, hash)] : SIDE_NO_ENTRY;

        for (; e != SIDE_NO_ENTRY; e = side->next[e]) {
            size_t i = e / SKETCH_ALTERNATIVES_MAX, k = e % SKETCH_ALTERNATIVES_MAX;
            float value = side->value[i][k], weight = side->sketch->words[i].weight[k];

            if (weight > 0)
                best_take(&best, i, value * value * (float)word->weight[l] / weight,
                          place_kernel(side, (position - side->position[i]) / sigma));
        }
    }
    return best;
}

struct judge_prefilter judge_side_prefilter(const struct judge_side *side,
                                            const struct sketch *sketch, float sigma)
{
    struct judge_prefilter prefilter = {0};
    float count = side->sketch->word_count, tokens = sketch->tokens > 1 ? sketch->tokens : 1, whole;

    for (size_t j = 0; j < sketch->word_count; j++) {
        struct judge_best best =
            word_prefilter(side, &sketch->words[j], (float)sketch->words[j].token / tokens, sigma);

        prefilter.t += best.t;
        prefilter.p += best.p;
        prefilter.words += best.t > 0;
        prefilter.words_in_place += best.kernel;
    }
    whole = count > 0 ? side->total * sqrtf((float)sketch->word_count / count) : 0;
    prefilter.t = whole > 0 ? prefilter.t / whole : 0;
    prefilter.p = whole > 0 ? prefilter.p / whole : 0;
    return prefilter;
}
