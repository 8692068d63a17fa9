#include "dedup/recognise/judge_cover.h"

/* Sums of squared gains: of all words of a side, and of those that the other side has. */
struct cover {
    float total, t;
    /* the last: number of words that the other side lacks */
    float numbers, numbers_t, numbers_alone;
    float title, titles; /* words of the title; words in both titles */
};

static float share(float part, float whole, float none)
{
    return whole > 0 ? part / whole : none;
}

static void word_add(struct cover *c, const struct judge_side *a, const struct judge_side *b,
                     float best, size_t i)
{
    const struct sketch_word *word = &a->sketch->words[i];
    float gain = a->gain[i] * a->gain[i], t = best < gain ? best : gain;

    c->total += gain;
    c->t += t;
    if (word->kind == SHINGLE_NUMBER) {
        c->numbers += gain;
        c->numbers_t += t;
        c->numbers_alone += gain > 0 && t <= 0;
    }
    if (word->token < a->sketch->title_tokens) {
        c->title += gain;
        c->titles += t > 0 && judge_side_titles(b, word) ? gain : 0;
    }
}

static struct cover cover_measure(const struct judge_side *a, const struct judge_side *b,
                                  const struct judge_best *best)
{
    struct cover c = {0};

    for (size_t i = 0; i < a->sketch->word_count; i++)
        word_add(&c, a, b, best[i].t, i);
    return c;
}

void judge_covers_read(struct judge_features *ret, const struct judge_side *a,
                       const struct judge_side *b, const struct judge_best *best_a,
                       const struct judge_best *best_b)
{
    struct cover x = cover_measure(a, b, best_a), y = cover_measure(b, a, best_b);
    uint16_t left = a->sketch->tokens, right = b->sketch->tokens;
    bool first = left != right ? left < right : share(x.t, x.total, 1) > share(y.t, y.total, 1);
    const struct cover *inner = first ? &x : &y, *outer = first ? &y : &x;
    float titles = share(inner->titles, inner->title, 1),
          others = share(outer->titles, outer->title, 1);
    bool titled = inner->title > 0 && outer->title > 0;

    ret->inner_t = share(inner->t, inner->total, 1);
    ret->inner_numbers = share(inner->numbers_t, inner->numbers, -1);
    ret->inner_numbers_alone = inner->numbers_alone;
    ret->outer_numbers = share(outer->numbers_t, outer->numbers, -1);
    ret->titles_both = !titled ? -1 : titles < others ? titles : others;
    ret->titles = !titled ? -1 : titles > others ? titles : others;
}
