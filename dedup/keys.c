#include "dedup/keys.h"

#include "dedup/hash.h"

#include <math.h>
#include <stdlib.h>

/* Seeds keep the kinds of keys apart. */
enum { SEED_IDENTITY = 0x1d, SEED_MARKER = 0x2d };

/* A key that says less than this is no key: words that one text in twelve has. */
static const float IDF_KEY_MIN = 2.5f;
static const float SURFACE_WEIGHT = 40;

struct ranked_key {
    float rank, weight;
    uint32_t value;
};

static int by_rank(const void *left, const void *right)
{
    const struct ranked_key *a = left, *b = right;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->value < b->value ? -1 : a->value > b->value;
}

static float key_rank(uint32_t hash, float weight)
{
    float u = ((float)(hash_mix(hash ^ 0x5bd1e995u) >> 8) + 0.5f) / 16777216.0f;

    return -logf(u) / weight;
}

/* One or two alternatives of each of the first words: the ones that weigh most. */
static size_t candidates_read(struct ranked_key *ret, const struct sketch *sketch,
                              const struct stream *stream, unsigned tokens)
{
    size_t count = 0;

    for (size_t i = 0; i < sketch->word_count && sketch->words[i].token < tokens; i++)
        for (size_t k = 0; k < sketch->words[i].count && k < 2; k++) {
            uint32_t hash = sketch->words[i].hash[k];
            float idf = stream_idf(stream, hash),
                  weight = idf * idf * (float)sketch->words[i].weight[k] / SKETCH_WEIGHT_ONE;

            if (idf < IDF_KEY_MIN)
                continue;
            ret[count++] = (struct ranked_key){key_rank(hash, weight), idf * idf, hash};
        }
    qsort(ret, count, sizeof(*ret), by_rank);
    return count;
}

/* Adds the first of a ranking until there are `most` keys. */
static size_t ranked_add(struct key *ret, size_t used, size_t most, const struct ranked_key *ranked,
                         size_t count)
{
    for (size_t i = 0; i < count && used < most; i++) {
        bool repeated = false;

        for (size_t k = 0; k < used && !repeated; k++)
            repeated = ret[k].value == ranked[i].value;
        if (repeated)
            continue;
        ret[used] = (struct key){ranked[i].value, KEY_NEUTRAL, ranked[i].weight,
                                 used < KEYS_NEUTRAL_STORED};
        used++;
    }
    return used;
}

static size_t neutral_select(struct key *ret, const struct sketch *sketch,
                             const struct stream *stream)
{
    struct ranked_key ranked[SKETCH_WORDS_MAX * 2];
    unsigned head = sketch->title_tokens + SKETCH_HEAD_TOKENS;
    size_t count = candidates_read(ranked, sketch, stream, head), used;

    used = ranked_add(ret, 0, KEYS_NEUTRAL_HEAD, ranked, count);
    count = candidates_read(ranked, sketch, stream, UINT16_MAX);
    return ranked_add(ret, used, KEYS_NEUTRAL_MAX, ranked, count);
}

/* Drawn by a mix of the hash, so that the choice does not depend on the level of the sample. */
static size_t surface_select(struct key *ret, const struct sketch *sketch)
{
    struct ranked_key ranked[SKETCH_SURFACE_MAX];
    size_t used = 0;

    for (size_t i = 0; i < sketch->surface_count; i++)
        ranked[i] =
            (struct ranked_key){key_rank(sketch->surface[i], 1), 1, hash_mix(sketch->surface[i])};
    qsort(ranked, sketch->surface_count, sizeof(*ranked), by_rank);
    for (; used < sketch->surface_count && used < KEYS_SURFACE_MAX; used++)
        ret[used] = (struct key){ranked[used].value, KEY_SURFACE, SURFACE_WEIGHT, true};
    for (size_t i = 0; i < sketch->head_count; i++)
        ret[used++] = (struct key){sketch->head[i], KEY_SURFACE, SURFACE_WEIGHT, true};
    return used;
}

size_t keys_select(struct key ret[KEYS_MAX], const struct sketch *sketch,
                   const struct stream *stream)
{
    size_t count = 0;

    for (size_t i = 0; i < sketch->identity_count; i++)
        ret[count++] =
            (struct key){hash32(&sketch->identities[i].hash, sizeof(uint64_t), SEED_IDENTITY),
                         KEY_IDENTITY, 0, true};
    for (size_t i = 0; i < sketch->marker_count; i++)
        ret[count++] = (struct key){hash32(&sketch->markers[i], sizeof(uint64_t), SEED_MARKER),
                                    KEY_MARKER, 0, true};
    count += surface_select(ret + count, sketch);
    return count + neutral_select(ret + count, sketch, stream);
}
