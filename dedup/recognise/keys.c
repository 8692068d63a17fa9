#include "dedup/recognise/keys.h"

#include "dedup/base/hash.h"

#include <math.h>

/* Seeds separate the kinds of keys. */
enum { SEED_IDENTITY = 0x1d, SEED_MARKER = 0x2d, SEED_CONTENT = 0x3d };

/* Words below this idf, contained in more than one text in twelve, are not keys. */
static const float IDF_KEY_MIN = 2.5f;
static const float SURFACE_WEIGHT = 40;

/* Documents looked at for a key that is not a word. */
enum { POSTINGS = 48 };

/* For the same text: any copy is as good as the others. */
enum { COPIES = 4 };

/* A word in no dictionary, in lower case, is seldom written alike in another language: a key wasted
 * when every key is one. Behind 3,000 other items, this finds half of the translations that were
 * missed without a lexicon, and a third of them with one. */
static const float UNKNOWN_KEY_WEIGHT = 0.2f;

/* For a word, by its idf: the larger of two counts. The first reaches all of the newest
 * NEAR_DOCUMENTS documents. The second grows with the chance that an older document is the right
 * one, so rare words reach through the window and common ones do not. Compared with a fixed 48 per
 * key in a generated window of a million, this looks at three tenths fewer documents, and of the
 * stories told 300,000 items ago it finds 82 in 100, not 60. */
static const float NEAR_DOCUMENTS = 1500, FAR_POSTINGS = 0.06f, FAR_GROWTH = 0.9f;
static const float POSTINGS_MIN = 8, POSTINGS_MAX = 160;

static uint32_t postings_of(float idf)
{
    float max = fmaxf(NEAR_DOCUMENTS * expf(-idf), FAR_POSTINGS * expf(FAR_GROWTH * idf));

    return (uint32_t)fminf(fmaxf(max, POSTINGS_MIN), POSTINGS_MAX);
}

struct ranked_key {
    float rank, idf;
    uint32_t value;
};

/* The best keys of a ranking, each value once with its best rank. */
struct ranking {
    struct ranked_key keys[KEYS_NEUTRAL_MAX];
    size_t count, max;
};

static bool is_before(const struct ranked_key *a, const struct ranked_key *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->value < b->value;
}

/* Inserts a key in order. It replaces a worse key of the same value, or else the last key when the
 * ranking is full. */
static void ranking_add(struct ranking *ranking, const struct ranked_key *key)
{
    size_t same = 0, at;

    if (ranking->count == ranking->max && !is_before(key, &ranking->keys[ranking->max - 1]))
        return;
    while (same < ranking->count && ranking->keys[same].value != key->value)
        same++;
    if (same < ranking->count && !is_before(key, &ranking->keys[same]))
        return;
    if (same == ranking->count)
        ranking->count += ranking->count < ranking->max;
    at = same < ranking->count ? same : ranking->count - 1;
    for (; at > 0 && is_before(key, &ranking->keys[at - 1]); at--)
        ranking->keys[at] = ranking->keys[at - 1];
    ranking->keys[at] = *key;
}

static float key_rank(uint32_t hash, float weight)
{
    float u = ((float)(hash_mix(hash ^ 0x5bd1e995u) >> 8) + 0.5f) / 16777216.0f;

    return -logf(u) / weight;
}

/* A key is of use when both texts have it: the chance falls with the square of an alternative's
 * weight. */
static float key_weight(const struct sketch_word *word, size_t alternative)
{
    float weight = (float)word->weight[alternative] / SKETCH_WEIGHT_ONE;

    weight *= weight;
    return word->guessed >> alternative & 1 ? weight * UNKNOWN_KEY_WEIGHT : weight;
}

/* Ranks the one or two heaviest alternatives of each word: in a ranking of all words, and in one of
 * the words before token `head`. */
static void words_rank(struct ranking *all, struct ranking *first, const struct sketch *sketch,
                       const struct stream *stream, unsigned head)
{
    for (size_t i = 0; i < sketch->word_count; i++)
        for (size_t k = 0; k < sketch->words[i].count && k < 2; k++) {
            uint32_t hash = sketch->words[i].hash[k];
            float idf = stream_idf(stream, hash),
                  weight = idf * idf * key_weight(&sketch->words[i], k);
            struct ranked_key key = {key_rank(hash, weight), idf, hash};

            if (idf < IDF_KEY_MIN)
                continue;
            ranking_add(all, &key);
            if (sketch->words[i].token < head)
                ranking_add(first, &key);
        }
}

/* Adds keys from a ranking until there are `max`. */
static size_t ranking_take(struct key *ret, size_t used, size_t max, const struct ranking *ranking)
{
    for (size_t i = 0; i < ranking->count && used < max; i++) {
        const struct ranked_key *ranked = &ranking->keys[i];
        bool repeated = false;

        for (size_t k = 0; k < used && !repeated; k++)
            repeated = ret[k].value == ranked->value;
        if (repeated)
            continue;
        ret[used] = (struct key){.value = ranked->value,
                                 .kind = KEY_NEUTRAL,
                                 .weight = ranked->idf * ranked->idf,
                                 .max = postings_of(ranked->idf),
                                 .stored = used < KEYS_NEUTRAL_STORED};
        used++;
    }
    return used;
}

static size_t neutral_select(struct key *ret, const struct sketch *sketch,
                             const struct stream *stream)
{
    struct ranking all = {.max = KEYS_NEUTRAL_MAX}, first = {.max = KEYS_NEUTRAL_HEAD};

    words_rank(&all, &first, sketch, stream, sketch->title_tokens + SKETCH_HEAD_TOKENS);
    return ranking_take(ret, ranking_take(ret, 0, KEYS_NEUTRAL_HEAD, &first), KEYS_NEUTRAL_MAX,
                        &all);
}

/* Selected by hash_mix(), so that the choice does not depend on the level of the sample. */
static size_t surface_select(struct key *ret, const struct sketch *sketch)
{
    struct ranking ranking = {.max = KEYS_SURFACE_MAX};
    size_t used = 0;

    for (size_t i = 0; i < sketch->surface_count; i++) {
        uint32_t hash = sketch->surface[i];
        struct ranked_key key = {key_rank(hash, 1), 1, hash_mix(hash)};

        ranking_add(&ranking, &key);
    }
    for (; used < ranking.count; used++)
        ret[used] =
            (struct key){ranking.keys[used].value, KEY_SURFACE, SURFACE_WEIGHT, POSTINGS, true};
    for (size_t i = 0; i < sketch->head_count; i++)
        ret[used++] = (struct key){sketch->head[i], KEY_SURFACE, SURFACE_WEIGHT, POSTINGS, true};
    return used;
}

size_t keys_select(struct key ret[KEYS_MAX], const struct sketch *sketch,
                   const struct stream *stream)
{
    size_t count = 0;

    for (size_t i = 0; i < sketch->identity_count; i++)
        ret[count++] =
            (struct key){hash32(&sketch->identities[i].hash, sizeof(uint64_t), SEED_IDENTITY),
                         KEY_IDENTITY, 0, POSTINGS, true};
    for (size_t i = 0; i < sketch->marker_count; i++)
        ret[count++] = (struct key){hash32(&sketch->markers[i], sizeof(uint64_t), SEED_MARKER),
                                    KEY_MARKER, 0, POSTINGS, true};
    ret[count++] = (struct key){hash32(&sketch->content, sizeof(sketch->content), SEED_CONTENT),
                                KEY_CONTENT, 0, COPIES, true};
    count += surface_select(ret + count, sketch);
    return count + neutral_select(ret + count, sketch, stream);
}
