#include "dedup/sketch.h"

#include "dedup/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    SURFACE_LEVEL_FIRST = 2, /* one hash in four */
    SURFACE_LEVEL_LAST = 16,
};

uint32_t sketch_hash(uint32_t hash)
{
    return hash >> (32 - SKETCH_HASH_BITS);
}

/* Words: the ones with the highest idf, kept in the order of the text. */

struct ranked {
    float value;
    uint32_t index;
};

static int by_value(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return a->index > b->index ? 1 : a->index < b->index ? -1 : 0;
}

static int by_index(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    return a->index > b->index ? 1 : a->index < b->index ? -1 : 0;
}

static float shingle_value(const struct shingle *shingle, const struct stream *stream)
{
    float value = 0;

    for (size_t i = 0; i < shingle->count; i++) {
        float v = shingle->weight[i] * stream_idf(stream, sketch_hash(shingle->hash[i]));

        value = v > value ? v : value;
    }
    return value;
}

/* The alternatives that say most, heaviest first. */
static void word_select(struct sketch_word *ret, const struct shingle *shingle,
                        const struct stream *stream)
{
    struct ranked ranked[ALTERNATIVES_MAX];

    memset(ret, 0, sizeof(*ret));
    ret->token = shingle->token;
    ret->kind = shingle->kind;
    for (size_t i = 0; i < shingle->count; i++)
        ranked[i] = (struct ranked){
            shingle->weight[i] * stream_idf(stream, sketch_hash(shingle->hash[i])), (uint32_t)i};
    qsort(ranked, shingle->count, sizeof(*ranked), by_value);
    for (size_t i = 0; i < shingle->count && i < SKETCH_ALTERNATIVES_MAX; i++) {
        ret->hash[i] = sketch_hash(shingle->hash[ranked[i].index]);
        ret->weight[i] = (uint8_t)(shingle->weight[ranked[i].index] * SKETCH_WEIGHT_ONE + 0.5f);
        ret->count++;
    }
}

static void words_select(struct sketch *ret, const struct shingles *shingles,
                         const struct stream *stream, struct ranked *ranked)
{
    size_t count = shingles->neutral_count;

    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){shingle_value(&shingles->neutral[i], stream), (uint32_t)i};
    if (count > SKETCH_WORDS_MAX) {
        qsort(ranked, count, sizeof(*ranked), by_value);
        count = SKETCH_WORDS_MAX;
        qsort(ranked, count, sizeof(*ranked), by_index);
    }
    for (size_t i = 0; i < count; i++)
        word_select(&ret->words[i], &shingles->neutral[ranked[i].index], stream);
    ret->word_count = count;
}

/* Surface: a sample by value, coarser for longer texts. */

static int by_hash(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a > b ? 1 : a < b ? -1 : 0;
}

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
        sorted[i] &= SKETCH_SURFACE_MASK;
    qsort(sorted, shingles->surface_count, sizeof(*sorted), by_hash);
    for (size_t i = 0; i < shingles->surface_count; i++)
        if (i == 0 || sorted[i] != sorted[count - 1])
            sorted[count++] = sorted[i];
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

/* The smallest mixed hashes of the first shingles behind the title. */
static void head_select(struct sketch *ret, const struct shingles *shingles)
{
    uint32_t mixed[SKETCH_HEAD_TOKENS];
    size_t count = 0;

    for (size_t i = shingles->title_units;
         i < shingles->surface_count && count < SKETCH_HEAD_TOKENS; i++)
        mixed[count++] = hash_mix(shingles->surface[i]);
    qsort(mixed, count, sizeof(*mixed), by_hash);
    ret->head_count = count < SKETCH_HEAD_MAX ? count : SKETCH_HEAD_MAX;
    memcpy(ret->head, mixed, ret->head_count * sizeof(*mixed));
}

void sketch_select(struct sketch *ret, const struct shingles *shingles, const struct text *text,
                   const struct stream *stream)
{
    static struct ranked ranked[SHINGLES_MAX];

    ret->tokens = (uint16_t)text->count;
    ret->title_tokens = (uint16_t)text->title_count;
    words_select(ret, shingles, stream, ranked);
    head_select(ret, shingles); /* before the surface shingles are sorted */
    surface_select(ret, shingles);
}

size_t sketch_hashes(uint32_t *ret, size_t room, const struct sketch *sketch)
{
    size_t used = 0, count = 0;

    for (size_t i = 0; i < sketch->word_count; i++)
        for (size_t k = 0; k < sketch->words[i].count && used < room; k++)
            ret[used++] = sketch->words[i].hash[k];
    qsort(ret, used, sizeof(*ret), by_hash);
    for (size_t i = 0; i < used; i++)
        if (i == 0 || ret[i] != ret[count - 1])
            ret[count++] = ret[i];
    return count;
}
