#include "dedup/recognise/fit.h"

#include <math.h>

/* Limits the influence of one member that is certain, in either direction. */
static const float LOG_ODDS_MAX = 4;
/* The required mean for two members, and for more. One certain match of two is enough, because the
 * other may be a retelling in another order. Short texts need more, because their scores are less
 * certain. */
static const float PAIR_SCORE = 0.5f, SEVERAL_SCORE = 0.6f;
static const float SHORT_WORDS = 60, SEVERAL_SHORT_SCORE = 0.8f;

void fit_add(struct fit *fit, const struct judged *judged)
{
    float score = judged->score;

    if (judged->channel != DEDUP_BY_NOTHING && (fit->judged == NULL || score > fit->judged->score))
        fit->judged = judged;
    fit->certain |= judged_is_certain(judged);
    fit->barred |= judged->barred;
    fit->count += fit->count < FIT_BEST;
    for (size_t k = 0; k < fit->count; k++)
        if (score > fit->best[k]) {
            float lower = fit->best[k];

            fit->best[k] = score;
            score = lower;
        }
}

static float log_odds(float score)
{
    float odds = score / (1 - score);

    if (odds < expf(-LOG_ODDS_MAX))
        return -LOG_ODDS_MAX;
    return odds > expf(LOG_ODDS_MAX) ? LOG_ODDS_MAX : logf(odds);
}

float fit_score(const struct fit *fit)
{
    float sum = 0;

    if (fit->certain)
        return 1;
    for (size_t k = 0; k < fit->count; k++)
        sum += log_odds(fit->best[k]);
    return fit->count > 0 ? judge_probability(sum / (float)fit->count) : 0;
}

bool fit_is_enough(const struct fit *fit)
{
    float score = fit_score(fit);

    if (fit->judged == NULL || fit->barred)
        return false;
    if (fit->count < FIT_BEST)
        return fit->count < 2 || score >= PAIR_SCORE;
    if (judge_is_headline(&fit->judged->features))
        return score >= SEVERAL_SCORE;
    return score >=
           (fit->judged->features.words < SHORT_WORDS ? SEVERAL_SHORT_SCORE : SEVERAL_SCORE);
}
