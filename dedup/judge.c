#include "dedup/judge.h"

#include "dedup/hash.h"
#include "dedup/judge_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TABLE_SLOTS = 2048, /* at least twice the alternatives of a sketch */
    NO_ENTRY = 0xffff,
};

/* How far a word may stray from its place: a share of the text, or some tokens in a short one. */
static const float SIGMA_SHARE = 0.05f;
static const float SIGMA_TOKENS = 9;

struct judge_side {
    const struct sketch *sketch;
    float position[SKETCH_WORDS_MAX];
    float gain[SKETCH_WORDS_MAX]; /* what the word is worth: its best alternative */
    float value[SKETCH_WORDS_MAX][SKETCH_ALTERNATIVES_MAX];
    uint16_t slots[TABLE_SLOTS]; /* first entry of a chain */
    uint16_t next[SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX];
};

int judge_side_new(struct judge_side **ret)
{
    *ret = calloc(1, sizeof(**ret));
    return *ret != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;
}

void judge_side_free(struct judge_side *side)
{
    free(side);
}

static uint32_t slot_of(uint32_t hash)
{
    return hash_mix(hash) % TABLE_SLOTS;
}

static void table_read(struct judge_side *side)
{
    const struct sketch *sketch = side->sketch;

    memset(side->slots, 0xff, sizeof(side->slots));
    for (size_t i = sketch->word_count; i-- > 0;)
        for (size_t k = 0; k < sketch->words[i].count; k++) {
            uint32_t slot = slot_of(sketch->words[i].hash[k]);
            uint16_t entry = (uint16_t)(i * SKETCH_ALTERNATIVES_MAX + k);

            side->next[entry] = side->slots[slot];
            side->slots[slot] = entry;
        }
}

static const struct sketch_word *entry_word(const struct judge_side *side, uint16_t entry)
{
    return &side->sketch->words[entry / SKETCH_ALTERNATIVES_MAX];
}

static size_t occurrences(const struct judge_side *side, uint32_t hash)
{
    size_t count = 0;

    for (uint16_t e = side->slots[slot_of(hash)]; e != NO_ENTRY; e = side->next[e])
        count += entry_word(side, e)->hash[e % SKETCH_ALTERNATIVES_MAX] == hash;
    return count;
}

/* A word that comes n times counts as the root of n words in all. */
static void word_value(struct judge_side *side, size_t i, const struct stream *stream)
{
    const struct sketch_word *word = &side->sketch->words[i];
    float damp = 1;

    side->gain[i] = 0;
    for (size_t k = 0; k < word->count; k++) {
        float value =
            (float)word->weight[k] / SKETCH_WEIGHT_ONE * stream_idf(stream, word->hash[k]);

        side->value[i][k] = value;
        if (value > side->gain[i]) {
            side->gain[i] = value;
            damp = 1 / sqrtf(sqrtf((float)occurrences(side, word->hash[k])));
        }
    }
    side->gain[i] *= damp;
    for (size_t k = 0; k < word->count; k++)
        side->value[i][k] *= damp;
}

void judge_side_read(struct judge_side *side, const struct sketch *sketch,
                     const struct stream *stream)
{
    float tokens = sketch->tokens > 1 ? (float)sketch->tokens : 1;

    side->sketch = sketch;
    table_read(side);
    for (size_t i = 0; i < sketch->word_count; i++) {
        side->position[i] = (float)sketch->words[i].token / tokens;
        word_value(side, i, stream);
    }
}

/* Where places are compared: in shares of each text, or, when one may be the head of the other, in
 * tokens from the start. */
struct ruler {
    float from_scale, to_scale, sigma;
};

struct sums {
    float total, t, p; /* squared gains: all, matched, matched in place */
    float number_total, number_t;
    float name_total, name_t;
    float title_total, title_t;
    float order, order_variance;
    float matched;
};

/* The best match of one word on the other side: by weight alone, and by weight and place. */
struct best {
    float t, p, kernel;
    size_t other; /* the word of the other side that matches best in its place */
};

/* exp(-x^2), as a chord between the points of a table: asked thousands of times an item. */
static float place_kernel(float x)
{
    enum { POINTS = 65 };
    static float table[POINTS];
    static const float reach = 3; /* beyond it the kernel is below 0.0002 */
    float at = fabsf(x) * (POINTS - 1) / reach;
    size_t left = (size_t)at;

    if (table[0] == 0)
        for (size_t i = 0; i < POINTS; i++)
            table[i] = expf(-((float)i * reach / (POINTS - 1)) * ((float)i * reach / (POINTS - 1)));
    if (!(at < POINTS - 1))
        return 0;
    return table[left] + (at - (float)left) * (table[left + 1] - table[left]);
}

static struct best word_match(const struct judge_side *from, size_t i, const struct judge_side *to,
                              const struct ruler *ruler)
{
    const struct sketch_word *word = &from->sketch->words[i];
    struct best best = {0, 0, 0, 0};
    float at = from->position[i] * ruler->from_scale;

    for (size_t k = 0; k < word->count; k++)
        for (uint16_t e = to->slots[slot_of(word->hash[k])]; e != NO_ENTRY; e = to->next[e]) {
            size_t other = e / SKETCH_ALTERNATIVES_MAX, alternative = e % SKETCH_ALTERNATIVES_MAX;
            float apart, kernel, value;

            if (to->sketch->words[other].hash[alternative] != word->hash[k])
                continue;
            apart = (to->position[other] * ruler->to_scale - at) / ruler->sigma;
            kernel = place_kernel(apart);
            value = sqrtf(from->value[i][k] * to->value[other][alternative]);
            best.other = best.t <= 0 || value * value * kernel > best.p ? other : best.other;
            best.p = value * value * kernel > best.p ? value * value * kernel : best.p;
            best.t = value > best.t ? value : best.t;
            best.kernel = kernel > best.kernel ? kernel : best.kernel;
        }
    return best;
}

static void sums_add(struct sums *sums, const struct judge_side *side, size_t i, struct best best,
                     float sigma)
{
    const struct sketch_word *word = &side->sketch->words[i];
    float gain = side->gain[i] * side->gain[i];
    float t = best.t < side->gain[i] ? best.t * best.t : gain;
    float p = best.p < gain ? best.p : gain;
    /* By chance: the mean of the kernel over two random places, and its variance. */
    float mean = fminf(sigma * 1.7725f, 0.9f),
          variance = fmaxf(sigma * 1.2533f - mean * mean, 0.01f);

    sums->total += gain;
    sums->t += t;
    sums->p += p;
    sums->matched += t > 0;
    sums->order += t * (best.kernel - mean) * (t > 0);
    sums->order_variance += t * t * variance;
    if (word->kind == SHINGLE_NUMBER) {
        sums->number_total += gain;
        sums->number_t += t;
    } else if (word->kind != SHINGLE_CONCEPT) {
        sums->name_total += gain;
        sums->name_t += t;
    }
    if (word->token < side->sketch->title_tokens) {
        sums->title_total += gain;
        sums->title_t += t;
    }
}

static struct sums side_sums(const struct judge_side *from, const struct judge_side *to,
                             const struct ruler *ruler)
{
    struct sums sums = {0};

    for (size_t i = 0; i < from->sketch->word_count; i++)
        sums_add(&sums, from, i, word_match(from, i, to, ruler), ruler->sigma);
    return sums;
}

static float share(float part, float whole)
{
    return whole > 0 ? part / whole : 0;
}

static float mean_share(float part_a, float whole_a, float part_b, float whole_b)
{
    return whole_a > 0 && whole_b > 0 ? sqrtf(share(part_a, whole_a) * share(part_b, whole_b)) : -1;
}

/* Surface samples of different levels are compared at the coarser one. */
static void surface_compare(struct judge_features *ret, const struct sketch *a,
                            const struct sketch *b)
{
    uint32_t mask =
        (1u << (a->surface_level > b->surface_level ? a->surface_level : b->surface_level)) - 1;
    size_t i = 0, j = 0, shared = 0, count_a = 0, count_b = 0, least;

    for (size_t k = 0; k < a->surface_count; k++)
        count_a += (a->surface[k] & mask) == 0;
    for (size_t k = 0; k < b->surface_count; k++)
        count_b += (b->surface[k] & mask) == 0;
    while (i < a->surface_count && j < b->surface_count) {
        shared += a->surface[i] == b->surface[j] && (a->surface[i] & mask) == 0;
        if (a->surface[i] < b->surface[j])
            i++;
        else if (a->surface[i] > b->surface[j])
            j++;
        else
            i++, j++;
    }
    least = count_a < count_b ? count_a : count_b;
    ret->shared_surface = (float)shared;
    ret->containment = least > 0 ? (float)shared / (float)least : 0;
}

static struct ruler ruler_relative(float shorter)
{
    struct ruler ruler = {1, 1, fmaxf(SIGMA_SHARE, SIGMA_TOKENS / fmaxf(shorter, 1))};

    return ruler;
}

static void features_read(struct judge_features *ret, const struct judge_side *a,
                          const struct judge_side *b, const struct ruler *ruler)
{
    struct ruler back = {ruler->to_scale, ruler->from_scale, ruler->sigma};
    struct sums x = side_sums(a, b, ruler), y = side_sums(b, a, &back);
    float deviation = sqrtf(x.order_variance) + sqrtf(y.order_variance);

    ret->t = fmaxf(mean_share(x.t, x.total, y.t, y.total), 0);
    ret->p = fmaxf(mean_share(x.p, x.total, y.p, y.total), 0);
    ret->t_most = fmaxf(share(x.t, x.total), share(y.t, y.total));
    ret->p_most = fmaxf(share(x.p, x.total), share(y.p, y.total));
    ret->order = deviation > 0 ? (x.order + y.order) / deviation : 0;
    ret->matched = fminf(x.matched, y.matched);
    ret->numbers_t = mean_share(x.number_t, x.number_total, y.number_t, y.number_total);
    ret->numbers_most = fmaxf(share(x.number_t, x.number_total), share(y.number_t, y.number_total));
    ret->number_share = fminf(share(x.number_total, x.total), share(y.number_total, y.total));
    ret->names_t = mean_share(x.name_t, x.name_total, y.name_t, y.name_total);
    ret->title_t = mean_share(x.title_t, x.title_total, y.title_t, y.title_total);
}

/* What stands for a share that could not be measured; the weights of the "no" terms are fitted to
 * it. */
static const float SHARE_UNKNOWN = 0.3f;
static const float T_LEAST = 0.05f; /* below it shares of T mean nothing */
static const float ORDER_LEAST = -3, ORDER_MOST = 12;

static void terms_read(float ret[JUDGE_TERMS], const struct judge_features *f)
{
    float words = logf(fmaxf(f->words, 1) + 1);

    ret[TERM_LN_T] = logf(fmaxf(f->t, T_LEAST));
    ret[TERM_T] = f->t;
    ret[TERM_ORDER] = f->p / fmaxf(f->t, T_LEAST);
    ret[TERM_ORDER_SURE] = fmaxf(fminf(f->order, ORDER_MOST), ORDER_LEAST) / words;
    ret[TERM_NAMES] = f->names_t >= 0 ? f->names_t : SHARE_UNKNOWN;
    ret[TERM_NO_NAMES] = f->names_t < 0;
    ret[TERM_NUMBERS] = f->numbers_t >= 0 ? f->numbers_t : SHARE_UNKNOWN;
    ret[TERM_NO_NUMBERS] = f->numbers_t < 0;
    ret[TERM_TITLE] = fmaxf(f->title_t, 0);
    ret[TERM_WORDS] = words;
    ret[TERM_SAME_LANG] = f->same_lang;
}

static float judge_score(const struct judge_features *f)
{
    float terms[JUDGE_TERMS], sum = judge_bias;

    terms_read(terms, f);
    for (size_t i = 0; i < JUDGE_TERMS; i++)
        sum += judge_weights[i] * terms[i];
    return 1 / (1 + expf(-sum));
}

struct judgement judge_pair(const struct judge_side *a, const struct judge_side *b)
{
    struct judgement result;
    struct judge_features *f = &result.features;
    float length_a = a->sketch->tokens, length_b = b->sketch->tokens;
    float shorter = fminf(length_a, length_b), longer = fmaxf(length_a, length_b);
    struct ruler relative = ruler_relative(shorter);

    memset(&result, 0, sizeof(result));
    features_read(f, a, b, &relative);
    f->length_ratio = longer > 0 ? shorter / longer : 0;
    f->words = (float)(a->sketch->word_count < b->sketch->word_count ? a->sketch->word_count
                                                                     : b->sketch->word_count);
    f->same_lang = strcmp(a->sketch->lang, b->sketch->lang) == 0;
    if (f->same_lang)
        surface_compare(f, a->sketch, b->sketch);
    result.score = judge_score(f);
    return result;
}

size_t judge_matches(struct judge_match *ret, size_t room, const struct judge_side *a,
                     const struct judge_side *b)
{
    struct ruler ruler = ruler_relative(fminf(a->sketch->tokens, b->sketch->tokens));
    float total = 0;
    size_t count = 0;

    for (size_t i = 0; i < a->sketch->word_count; i++)
        total += a->gain[i] * a->gain[i];
    for (size_t i = 0; i < a->sketch->word_count && count < room; i++) {
        struct best best = word_match(a, i, b, &ruler);
        float t = fminf(best.t, a->gain[i]);

        if (t > 0)
            ret[count++] = (struct judge_match){i, best.other, share(t * t, total)};
    }
    return count;
}

float judge_threshold(void)
{
    return judge_bound;
}
