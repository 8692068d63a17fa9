#include "dedup/judge.h"

#include "dedup/judge_side.h"
#include "dedup/judge_weights.h"

#include <math.h>
#include <string.h>

/* How far a word may stray from its place: a share of the text, or some tokens in a short one. */
static const float SIGMA_SHARE = 0.05f;
static const float SIGMA_TOKENS = 9;

struct sums {
    float total, t, p; /* squared gains: all, matched, matched in place */
    float number_total, number_t;
    float name_total, name_t;
    float title_total, title_t;
    float order, order_variance;
    float matched;
};

static float least(float a, float b)
{
    return a < b ? a : b;
}

static float most(float a, float b)
{
    return a > b ? a : b;
}

static void sums_add(struct sums *sums, const struct judge_side *side, size_t i,
                     const struct judge_best *best, float mean)
{
    const struct sketch_word *word = &side->sketch->words[i];
    float gain = side->gain[i] * side->gain[i];
    float t = least(best->t, gain), p = least(best->p, gain);

    sums->total += gain;
    sums->t += t;
    sums->p += p;
    sums->matched += t > 0;
    sums->order += t > 0 ? t * (best->kernel - mean) : 0;
    sums->order_variance += t * t;
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

static struct sums side_sums(const struct judge_side *side, const struct judge_best *best,
                             float sigma)
{
    struct sums sums = {0};
    /* By chance: the mean of the kernel over two random places, and its variance. */
    float mean = least(sigma * 1.7725f, 0.9f),
          variance = most(sigma * 1.2533f - mean * mean, 0.01f);

    for (size_t i = 0; i < side->sketch->word_count; i++)
        sums_add(&sums, side, i, &best[i], mean);
    sums.order_variance *= variance;
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

/* How far places may be apart: a share of the shorter text. */
static float sigma_of(float shorter)
{
    return most(SIGMA_SHARE, SIGMA_TOKENS / most(shorter, 1));
}

static void features_read(struct judge_features *ret, const struct judge_side *a,
                          const struct judge_side *b, float sigma)
{
    struct judge_best best_a[SKETCH_WORDS_MAX], best_b[SKETCH_WORDS_MAX];
    struct sums x, y;
    float deviation;

    judge_sides_match(best_a, best_b, a, b, sigma);
    x = side_sums(a, best_a, sigma);
    y = side_sums(b, best_b, sigma);
    deviation = sqrtf(x.order_variance) + sqrtf(y.order_variance);
    ret->t = most(mean_share(x.t, x.total, y.t, y.total), 0);
    ret->p = most(mean_share(x.p, x.total, y.p, y.total), 0);
    ret->t_most = most(share(x.t, x.total), share(y.t, y.total));
    ret->p_most = most(share(x.p, x.total), share(y.p, y.total));
    ret->order = deviation > 0 ? (x.order + y.order) / deviation : 0;
    ret->matched = least(x.matched, y.matched);
    ret->numbers_t = mean_share(x.number_t, x.number_total, y.number_t, y.number_total);
    ret->numbers_most = most(share(x.number_t, x.number_total), share(y.number_t, y.number_total));
    ret->number_share = least(share(x.number_total, x.total), share(y.number_total, y.total));
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
    float words = logf(most(f->words, 1) + 1);

    ret[TERM_LN_T] = logf(most(f->t, T_LEAST));
    ret[TERM_T] = f->t;
    ret[TERM_ORDER] = f->p / most(f->t, T_LEAST);
    ret[TERM_ORDER_SURE] = most(least(f->order, ORDER_MOST), ORDER_LEAST) / words;
    ret[TERM_NAMES] = f->names_t >= 0 ? f->names_t : SHARE_UNKNOWN;
    ret[TERM_NO_NAMES] = f->names_t < 0;
    ret[TERM_NUMBERS] = f->numbers_t >= 0 ? f->numbers_t : SHARE_UNKNOWN;
    ret[TERM_NO_NUMBERS] = f->numbers_t < 0;
    ret[TERM_TITLE] = most(f->title_t, 0);
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
    float shorter = least(length_a, length_b), longer = most(length_a, length_b);

    memset(&result, 0, sizeof(result));
    features_read(f, a, b, sigma_of(shorter));
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
    struct judge_best best_a[SKETCH_WORDS_MAX], best_b[SKETCH_WORDS_MAX];
    float total = 0;
    size_t count = 0;

    judge_sides_match(best_a, best_b, a, b, sigma_of(least(a->sketch->tokens, b->sketch->tokens)));
    for (size_t i = 0; i < a->sketch->word_count; i++)
        total += a->gain[i] * a->gain[i];
    for (size_t i = 0; i < a->sketch->word_count && count < room; i++) {
        float t = least(best_a[i].t, a->gain[i] * a->gain[i]);

        if (t > 0)
            ret[count++] = (struct judge_match){i, best_a[i].other, share(t, total)};
    }
    return count;
}

float judge_threshold(void)
{
    return judge_bound;
}
