#include "dedup/recognise/rules.h"

#include "dedup/recognise/fold.h"

static const float VOICE_WORDS = 16; /* words of a text too short to identify its language */
/* Two items of one feed are one story when the feed republished it: the titles share this much, and
 * a short text follows within hours. */
static const float NEAR_IDENTITY = 0.85f; /* of runs of words */
static const float REFILED_TITLES = 0.75f, REFILED_TITLES_BOTH = 0.5f;
static const float REFILED_WORDS = 60, REFILED_HOURS = 12, REFILED_HOURS_LONG = 48;
static const float VERBATIM_SHARED = 4;
static const float TITLE_WORDS = 6, TITLE_SHARE = 0.95f;
/* Items that other items joined may stay together when a rewrite under another title is likely. */
static const float REWRITE_TITLES = 0.33f, REWRITE_SCORE = 0.5f, REWRITE_NUMBERS = 1;
/* When an item shares an identity with another, texts with enough words must share this much. A
 * shared address needs less, because both items refer to the same page. */
static const float CLAIM_WORDS = 8, CLAIM_T = 0.12f, CLAIM_LINK_T = 0.06f;
/* below it, two texts contradict the marker that they share */
static const float CONTRADICTION_SCORE = 0.5f;
/* shorter texts of one language with different numbers are two events */
static const float TEMPLATE_WORDS = 45;
/* The share of numbers that must agree; it grows with the share of numbers in the text. */
static const float TEMPLATE_NUMBERS = 0.5f, TEMPLATE_NUMBERS_MAX = 0.9f;
static const float TEMPLATE_NUMBER_SHARE = 0.1f;
static const float TEMPLATE_NAMES = 0.2f;
/* In one language, a report of any length is another story when it has this many numbers of its own
 * and shares less than this part of its numbers. */
static const float OWN_NUMBERS = 3, OWN_NUMBERS_SHARE = 0.5f;
/* from this containment on, a join is reported as one by runs of words */
static const float SURFACE_CONTAINMENT = 0.2f;
/* The number of words that texts in two languages must share; fewer happen by chance. For texts
 * that share little (T below MATCHED_T), it grows by one for every MATCHED_STEP words up to
 * MATCHED_MAX. It is higher without a dictionary, which would separate words from names. */
static const float MATCHED_MIN = 4, MATCHED_MIN_BARE = 6;
/* Learnt words support a join that the rest suspects; they never make one alone. */
static const float SUSPICION = 0.1f;
/* A headline has few words; one more must match when it shares hardly any of its weight. */
static const float MATCHED_MIN_HEADLINE = 2, MATCHED_SHORT_T = 0.07f;
static const float MATCHED_T = 0.1f, MATCHED_STEP = 10, MATCHED_MAX = 7;

/* Two items of one feed in one language: a feed seldom syndicates itself. The language of a few
 * words is a guess, so short texts of one feed count as one voice in any language. */
static bool is_same_voice(const struct judged *j, uint64_t feed)
{
    return j->feed == feed && (j->features.same_lang || j->features.words <= VOICE_WORDS);
}

/* Lists and bulletins: much of a short text is numbers, and the numbers or the places differ.
 * Across languages a number may be written as a word, so there the rule applies only to texts that
 * consist mainly of numbers. */
static bool is_template(const struct judge_features *f)
{
    bool made_of_numbers = f->number_share >= TEMPLATE_NUMBER_SHARE;
    float wanted = TEMPLATE_NUMBERS + f->number_share;
    bool other_numbers =
        f->numbers_t >= 0 &&
        f->numbers_max < (wanted < TEMPLATE_NUMBERS_MAX ? wanted : TEMPLATE_NUMBERS_MAX);
    bool other_names = f->names_t >= 0 && f->names_t < TEMPLATE_NAMES;

    if (f->same_lang && f->inner_numbers_alone >= OWN_NUMBERS &&
        f->inner_numbers < OWN_NUMBERS_SHARE)
        return true;
    return f->words <= TEMPLATE_WORDS && ((other_numbers && (f->same_lang || made_of_numbers)) ||
                                          (other_names && made_of_numbers));
}

static float matched_min(const struct judge_features *f, bool has_lexicon)
{
    float min = MATCHED_MIN + f->words / MATCHED_STEP - 2;

    if (!has_lexicon)
        return MATCHED_MIN_BARE;
    if (judge_is_headline(f))
        return f->t >= MATCHED_SHORT_T ? MATCHED_MIN_HEADLINE : MATCHED_MIN_HEADLINE + 1;
    if (judge_is_short(f))
        return f->t >= MATCHED_SHORT_T ? MATCHED_MIN : MATCHED_MIN + 1;
    if (f->t >= MATCHED_T)
        return MATCHED_MIN;
    return min < MATCHED_MIN ? MATCHED_MIN : min > MATCHED_MAX ? MATCHED_MAX : min;
}

/* Texts with the same marker share the words of the marker in any case. The rest of the texts must
 * make it likely that they tell one story: by the models for texts, since the marker is most of
 * what two headlines share, and by that for headlines. */
static bool contradict(const struct judge_features *f, bool has_lexicon)
{
    if (judge_probability(judge_text_log_odds(f)) < CONTRADICTION_SCORE ||
        (judge_is_short(f) &&
         judge_probability(judge_log_odds(f)) < judge_threshold(f, has_lexicon)))
        return true;
    return !f->same_lang && (f->matched < MATCHED_MIN || f->matched < matched_min(f, has_lexicon));
}

/* Whether the texts support the shared identity: an id, an address, a source, a translation. A text
 * with very few words contradicts nothing. */
static bool is_borne_out(const struct judged *j)
{
    const struct judge_features *f = &j->features;
    float wanted = j->claim == DEDUP_BY_LINK ? CLAIM_LINK_T : CLAIM_T;

    return f->words < CLAIM_WORDS || f->containment >= wanted || f->t >= wanted;
}

/* A feed that republishes a story keeps its title, except for a word, and does so soon. Without a
 * title, it keeps all words. */
static bool is_refiled(const struct judge_features *f)
{
    if (f->titles < 0 && f->containment < NEAR_IDENTITY)
        return false;
    if (f->titles >= 0 && (f->titles < REFILED_TITLES || f->titles_both < REFILED_TITLES_BOTH))
        return false;
    return f->hours <= (f->words >= REFILED_WORDS ? REFILED_HOURS_LONG : REFILED_HOURS);
}

/* The same text within hours, however common its many copies have made each word. */
static bool is_verbatim(const struct judged *j)
{
    return j->same_text && j->features.shared_surface >= VERBATIM_SHARED &&
           j->features.hours <= REFILED_HOURS;
}

/* A headline alone that another feed has above its article, within hours. */
static bool is_headline_of(const struct judge_features *f)
{
    return f->same_lang && f->words >= TITLE_WORDS && f->inner_t >= TITLE_SHARE &&
           f->titles_both >= TITLE_SHARE && f->inner_numbers_alone == 0 &&
           f->hours <= REFILED_HOURS;
}

static bool may_be_rewrite(const struct judge_features *f, float score)
{
    return f->words >= REFILED_WORDS && f->titles >= REWRITE_TITLES && score >= REWRITE_SCORE &&
           f->inner_numbers_alone <= REWRITE_NUMBERS;
}

static void join_by(struct judged *ret, enum dedup_channel channel, float score)
{
    ret->channel = channel;
    ret->score = score;
}

static void keep_apart(struct judged *ret, const char *rule)
{
    ret->score = 0;
    ret->rule = rule;
}

void candidate_decide(struct judged *ret, const struct dedup *engine, uint64_t feed,
                      uint64_t network)
{
    const struct judge_features *f = &ret->features;
    bool same_voice = is_same_voice(ret, feed);
    bool trusted = ret->trusted = network != 0 && network == ret->network;
    bool contradicts = contradict(f, engine->has_lexicon) || ret->without_learnt < SUSPICION;
    float score = judge_probability(judge_log_odds(f));

    ret->rule = NULL;
    join_by(ret, DEDUP_BY_NOTHING, score);
    ret->likely = contradicts || is_template(f) ? 0 : score;
    if (fold_parts(engine, feed, ret->feed)) {
        keep_apart(ret, "the user keeps the items of this feed apart");
        ret->barred = true;
        return;
    }
    if (ret->claim != DEDUP_BY_NOTHING &&
        (ret->feed != feed || ret->claim == DEDUP_BY_TRANSLATION) && (trusted || is_borne_out(ret)))
        join_by(ret, ret->claim, 1);
    else if (ret->marked && (trusted || !contradicts))
        join_by(ret, DEDUP_BY_MARKER, 1);
    else if (same_voice && ret->claim == DEDUP_BY_NOTHING && !is_refiled(f))
        keep_apart(ret, "a feed repeats a story only under the same title and soon after");
    else if (is_verbatim(ret))
        join_by(ret, DEDUP_BY_SURFACE, 1);
    else if (is_template(f))
        keep_apart(ret,
                   "the texts differ only in their numbers, so they are about different events");
    else if (!same_voice && is_headline_of(f))
        join_by(ret, DEDUP_BY_SURFACE,
                score > judge_threshold(f, true) ? score : judge_threshold(f, true));
    else if (!f->same_lang && f->matched < matched_min(f, engine->has_lexicon))
        keep_apart(ret, "too few words match");
    else if (ret->without_learnt < SUSPICION)
        keep_apart(ret, "only learnt words speak for it");
    else if (score >= judge_threshold(f, engine->has_lexicon))
        ret->channel = f->same_lang && f->containment > SURFACE_CONTAINMENT ? DEDUP_BY_SURFACE
                                                                            : DEDUP_BY_NEUTRAL;
    ret->barred = same_voice && ret->channel == DEDUP_BY_NOTHING && !may_be_rewrite(f, score);
}
