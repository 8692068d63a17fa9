#include "dedup/recognise/sketch.h"

#include "dedup/base/hash.h"
#include "dedup/base/sort.h"

#include <string.h>

enum {
    SURFACE_LEVEL_FIRST = 2, /* one hash in four */
    SURFACE_LEVEL_LAST = 16,
};

uint32_t sketch_hash(uint32_t hash)
{
    return hash >> (32 - SKETCH_HASH_BITS);
}

/* Words: the ones with the highest idf, in the order of the text. */

static float shingle_value(const struct shingle *shingle, const struct stream *stream)
{
    float value = 0;

    for (size_t i = 0; i < shingle->count; i++) {
        float v = shingle->weight[i] * stream_idf(stream, sketch_hash(shingle->hash[i]));

        value = v > value ? v : value;
    }
    return value;
}

/* The alternatives with the most information, heaviest first. */
static void word_select(struct sketch_word *ret, const struct shingle *shingle,
                        const struct stream *stream)
{
    float values[ALTERNATIVES_MAX];
    uint8_t order[ALTERNATIVES_MAX];

    memset(ret, 0, sizeof(*ret));
    ret->token = shingle->token;
    ret->kind = shingle->kind;
    for (size_t i = 0; i < shingle->count; i++) {
        float value = shingle->weight[i] * stream_idf(stream, sketch_hash(shingle->hash[i]));
        size_t at = i;

        for (; at > 0 && values[at - 1] < value; at--) {
            values[at] = values[at - 1];
            order[at] = order[at - 1];
        }
        values[at] = value;
        order[at] = (uint8_t)i;
    }
    for (size_t i = 0; i < shingle->count && i < SKETCH_ALTERNATIVES_MAX; i++) {
        ret->hash[i] = sketch_hash(shingle->hash[order[i]]);
        ret->weight[i] = (uint8_t)(shingle->weight[order[i]] * SKETCH_WEIGHT_ONE + 0.5f);
        ret->learnt |= (uint8_t)((shingle->learnt >> order[i] & 1u) << i);
        ret->guessed |= (uint8_t)((shingle->guessed >> order[i] & 1u) << i);
        ret->count++;
    }
}

/* Ranks by descending value, then by position in the text. */
static uint64_t rank_of(float value, size_t place)
{
    return (uint64_t)~sort_bits(value) << 32 | place;
}

static void words_select(struct sketch *ret, const struct shingles *shingles,
                         const struct stream *stream)
{
    size_t count = shingles->neutral_count;
    uint64_t last = UINT64_MAX;

    if (count > SKETCH_WORDS_MAX) {
        for (size_t i = 0; i < count; i++)
            shingles->ranks[i] = shingles->sorted[i] =
                rank_of(shingle_value(&shingles->neutral[i], stream), i);
        last = sort_find(shingles->sorted, count, SKETCH_WORDS_MAX - 1);
    }
    ret->word_count = ret->learnt_count = 0;
    for (size_t i = 0; i < count; i++)
        if (last == UINT64_MAX || shingles->ranks[i] <= last) {
            word_select(&ret->words[ret->word_count], &shingles->neutral[i], stream);
            ret->learnt_count += ret->words[ret->word_count++].learnt != 0;
        }
}

/* Surface: a sample by value, coarser for longer texts. */

static bool in_level(uint32_t hash, unsigned level)
{
    return (hash & ((1u << level) - 1)) == 0;
}

static void surface_select(struct sketch *ret, const struct shingles *shingles)
{
    uint32_t *sorted = shingles->surface;
    size_t count = 0;
    unsigned level = SURFACE_LEVEL_FIRST;

    for (size_t i = 0; i < shingles->surface_count; i++)
        if (in_level(shingles->surface[i], SURFACE_LEVEL_FIRST))
            sorted[count++] = shingles->surface[i] & SKETCH_SURFACE_MASK;
    count = sort_distinct(sorted, shingles->folded, count, SKETCH_SURFACE_BITS);
    for (;; level++) {
        size_t kept = 0;

        for (size_t i = 0; i < count && kept <= SKETCH_SURFACE_MAX; i++)
            kept += in_level(sorted[i], level);
        if (kept <= SKETCH_SURFACE_MAX || level == SURFACE_LEVEL_LAST)
            break;
    }
    ret->surface_level = (uint8_t)level;
    ret->surface_count = 0;
    for (size_t i = 0; i < count && ret->surface_count < SKETCH_SURFACE_MAX; i++)
        if (in_level(sorted[i], level))
            ret->surface[ret->surface_count++] = sorted[i];
}

/* The smallest mixed hashes of the first shingles after the title. */
static void head_select(struct sketch *ret, const struct shingles *shingles)
{
    uint32_t mixed[SKETCH_HEAD_TOKENS], number;
    size_t count = 0, at;

    for (size_t i = shingles->title_units;
         i < shingles->surface_count && i < shingles->title_units + SKETCH_HEAD_TOKENS; i++) {
        number = hash_mix(shingles->surface[i]);
        for (at = count++; at > 0 && mixed[at - 1] > number; at--)
            mixed[at] = mixed[at - 1];
        mixed[at] = number;
    }
    ret->head_count = count < SKETCH_HEAD_MAX ? count : SKETCH_HEAD_MAX;
    memcpy(ret->head, mixed, ret->head_count * sizeof(*mixed));
}

static void unknown_select(struct sketch *ret, const struct shingles *shingles)
{
    unsigned before = 0;
    size_t i = 0;

    for (; i < shingles->unknown_count && i < SKETCH_UNKNOWN_MAX; i++) {
        if (shingles->unknown[i].token - before > SKETCH_UNKNOWN_STEP_MAX)
            break;
        before = shingles->unknown[i].token;
        ret->unknown[i] = shingles->unknown[i];
    }
    ret->unknown_count = i;
}

void sketch_select(struct sketch *ret, const struct shingles *shingles, const struct text *text,
                   const struct stream *stream)
{
    ret->tokens = (uint16_t)text->count;
    ret->title_tokens = (uint16_t)text->title_count;
    words_select(ret, shingles, stream);
    unknown_select(ret, shingles);
    head_select(ret, shingles); /* before the surface shingles are sorted */
    surface_select(ret, shingles);
}

static void word_unlearn(struct sketch_word *word)
{
    size_t kept = 0;

    for (size_t k = 0; k < word->count; k++)
        if (!(word->learnt >> k & 1)) {
            word->hash[kept] = word->hash[k];
            word->weight[kept++] = word->weight[k];
        }
    word->count = (uint8_t)kept;
    word->learnt = 0;
}

void sketch_unlearn(struct sketch *sketch)
{
    size_t kept = 0;

    for (size_t i = 0; i < sketch->word_count; i++) {
        word_unlearn(&sketch->words[i]);
        if (sketch->words[i].count > 0)
            sketch->words[kept++] = sketch->words[i];
    }
    sketch->word_count = kept;
    sketch->learnt_count = 0;
}

size_t sketch_hashes(uint32_t *ret, size_t room, const struct sketch *sketch)
{
    uint32_t scratch[SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX];
    size_t used = 0;

    for (size_t i = 0; i < sketch->word_count; i++)
        for (size_t k = 0; k < sketch->words[i].count && used < room; k++)
            ret[used++] = sketch->words[i].hash[k];
    return sort_distinct(ret, scratch, used, SKETCH_HASH_BITS);
}
