#include "dedup/recognise/candidates.h"

#include "dedup/base/hash.h"
#include "dedup/recognise/slots.h"

#include <stdlib.h>
#include <string.h>

enum { TABLE_SLOTS = 8192, GATHERED_MAX = TABLE_SLOTS / 2 };

/* Rules that override every score; dedup/README.md describes each. */
static const float VOICE_WORDS = 16; /* words of a text too short to identify its language */
/* Two items of one feed are one story when the feed republished it: the titles share this much, and
 * a short text follows within hours. */
static const float NEAR_IDENTITY = 0.85f; /* of runs of words */
static const float REFILED_TITLES = 0.75f, REFILED_TITLES_BOTH = 0.5f;
static const float REFILED_WORDS = 60, REFILED_HOURS = 12, REFILED_HOURS_LONG = 48;
static const float VERBATIM_SHARED = 4;
static const float HEADLINE_WORDS = 6, HEADLINE_SHARE = 0.95f;
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
static const float MATCHED_MIN = 4, MATCHED_MIN_BARE = 6, MATCHED_MIN_HEADLINE = 2,
                   MATCHED_SHORT_T = 0.07f;
static const float MATCHED_T = 0.1f, MATCHED_STEP = 10, MATCHED_MAX = 7;

/* The found documents are a noise floor when the NOISE_RANK-th has nearly the weight of the first:
 * all documents of a large window share that much by chance. Beyond the first few, only documents
 * clearly above the noise floor are judged. In a generated window of a million items, this loses 5
 * in 1,000 joins and saves 3 of 4 comparisons with non-matches. */
enum { NOISE_RANK = 64, ALWAYS_JUDGED = 6 };
static const float NOISE_OUTSTANDING = 1.6f;

struct found {
    dedup_doc doc;
    float weight;
    bool certain; /* shares an identity, a marker or all text: judged whatever its weight */
};

struct candidate_pool {
    const struct key *keys;
    size_t count;
    struct found found[GATHERED_MAX];
    uint16_t slots[TABLE_SLOTS]; /* by document: its index in found + 1; 0: free */
};

int pool_new(struct candidate_pool **ret)
{
    *ret = malloc(sizeof(**ret));
    return *ret != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;
}

void pool_free(struct candidate_pool *pool)
{
    free(pool);
}

static int gather(void *context, size_t key_index, dedup_doc doc)
{
    struct candidate_pool *g = context;
    const struct key *key = &g->keys[key_index];
    size_t slot = hash_mix(doc) % TABLE_SLOTS;
    struct found *found;

    while (g->slots[slot] != 0 && g->found[g->slots[slot] - 1].doc != doc)
        slot = (slot + 1) % TABLE_SLOTS;
    if (g->slots[slot] == 0) {
        if (g->count == GATHERED_MAX)
            return 0;
        g->found[g->count++] = (struct found){.doc = doc};
        g->slots[slot] = (uint16_t)g->count;
    }
    found = &g->found[g->slots[slot] - 1];
    found->weight += key->weight;
    found->certain |=
        key->kind == KEY_IDENTITY || key->kind == KEY_MARKER || key->kind == KEY_CONTENT;
    return 0;
}

/* Certain ones first, then by weight, then the older: a total order. */
static bool is_before(const struct found *a, const struct found *b)
{
    if (a->certain != b->certain)
        return a->certain;
    if (a->weight != b->weight)
        return a->weight > b->weight;
    return a->doc < b->doc;
}

/* The found documents form a heap, because only a few dozen of thousands are needed. The first is
 * before its children. */
static void heap_sink(struct found *heap, size_t count, size_t at)
{
    struct found sunk = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= count)
            break;
        child += child + 1 < count && is_before(&heap[child + 1], &heap[child]);
        if (!is_before(&heap[child], &sunk))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = sunk;
}

/* Removes and returns the first. */
static struct found heap_take(struct candidate_pool *g)
{
    struct found first = g->found[0];

    g->found[0] = g->found[--g->count];
    heap_sink(g->found, g->count, 0);
    return first;
}

/* The identity by which two items are the same; DEDUP_BY_NOTHING: none. Two items with the same
 * source are versions of it. A link also matches a via or a declared translation. */
static enum dedup_channel identity_of(const struct dedup_identity *a,
                                      const struct dedup_identity *b)
{
    if (a->hash != b->hash)
        return DEDUP_BY_NOTHING;
    if (a->kind == DEDUP_ID && b->kind == DEDUP_ID)
        return DEDUP_BY_ID;
    if (a->kind == DEDUP_TRANSLATION || b->kind == DEDUP_TRANSLATION)
        return DEDUP_BY_TRANSLATION;
    if (a->kind == DEDUP_VIA || b->kind == DEDUP_VIA)
        return DEDUP_BY_VIA;
    return a->kind == DEDUP_LINK && b->kind == DEDUP_LINK ? DEDUP_BY_LINK : DEDUP_BY_NOTHING;
}

static enum dedup_channel identity_find(const struct sketch *a, const struct sketch *b)
{
    enum dedup_channel best = DEDUP_BY_NOTHING;

    for (size_t i = 0; i < a->identity_count; i++)
        for (size_t k = 0; k < b->identity_count; k++) {
            enum dedup_channel channel = identity_of(&a->identities[i], &b->identities[k]);

            if (channel != DEDUP_BY_NOTHING && (best == DEDUP_BY_NOTHING || channel < best))
                best = channel;
        }
    return best;
}

static bool share_marker(const struct sketch *a, const struct sketch *b)
{
    for (size_t i = 0; i < a->marker_count; i++)
        for (size_t k = 0; k < b->marker_count; k++)
            if (a->markers[i] == b->markers[k])
                return true;
    return false;
}

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

    if (judge_is_headline(f))
        return f->t >= MATCHED_SHORT_T ? MATCHED_MIN_HEADLINE : MATCHED_MIN_HEADLINE + 1;
    if (judge_is_short(f))
        return f->t >= MATCHED_SHORT_T ? MATCHED_MIN : MATCHED_MIN + 1;
    if (!has_lexicon)
        return MATCHED_MIN_BARE;
    if (f->t >= MATCHED_T)
        return MATCHED_MIN;
    return min < MATCHED_MIN ? MATCHED_MIN : min > MATCHED_MAX ? MATCHED_MAX : min;
}

/* Texts with the same marker share the words of the marker in any case. The rest of the texts must
 * make it likely that they tell one story. */
static bool contradict(const struct judge_features *f, bool has_lexicon)
{
    float score = judge_probability(judge_log_odds(f));

    if (score < (judge_is_short(f) ? judge_threshold(f, has_lexicon) : CONTRADICTION_SCORE))
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
    return f->same_lang && f->words >= HEADLINE_WORDS && f->inner_t >= HEADLINE_SHARE &&
           f->titles_both >= HEADLINE_SHARE && f->inner_numbers_alone == 0 &&
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
    float score = judge_probability(judge_log_odds(f));

    ret->rule = NULL;
    join_by(ret, DEDUP_BY_NOTHING, score);
    ret->likely = contradict(f, engine->has_lexicon) || is_template(f) ? 0 : score;
    if (ret->claim != DEDUP_BY_NOTHING &&
        (ret->feed != feed || ret->claim == DEDUP_BY_TRANSLATION) && (trusted || is_borne_out(ret)))
        join_by(ret, ret->claim, 1);
    else if (ret->marked && (trusted || !contradict(f, engine->has_lexicon)))
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
    else if (score >= judge_threshold(f, engine->has_lexicon))
        ret->channel = f->same_lang && f->containment > SURFACE_CONTAINMENT ? DEDUP_BY_SURFACE
                                                                            : DEDUP_BY_NEUTRAL;
    ret->barred = same_voice && ret->channel == DEDUP_BY_NOTHING && !may_be_rewrite(f, score);
}

void candidates_decide(struct companions *candidates, const struct dedup *engine,
                       const struct dedup_item *item)
{
    slots_compare(candidates, engine->left);
    for (size_t i = 0; i < candidates->count; i++)
        candidate_decide(&candidates->judged[i], engine, item->feed, item->network);
}

static float hours_between(int64_t a, int64_t b)
{
    double seconds = (double)a - (double)b;

    return (float)((seconds < 0 ? -seconds : seconds) / 3600);
}

void candidate_measure(struct judged *ret, struct dedup *engine, int64_t time)
{
    struct judgement judgement;

    judge_side_read(engine->right, &engine->candidate, engine->stream);
    judgement = judge_pair(engine->left, engine->right);
    ret->measured = true;
    ret->features = judgement.features;
    ret->features.hours = hours_between(time, ret->time);
    memcpy(ret->matched, judgement.matched, sizeof(ret->matched));
    ret->claim = identity_find(&engine->sketch, &engine->candidate);
    ret->same_text = engine->sketch.content == engine->candidate.content;
    ret->marked = share_marker(&engine->sketch, &engine->candidate);
}

static void judged_init(struct judged *ret, const struct dedup_record *record)
{
    memset(ret, 0, sizeof(*ret));
    ret->doc = record->doc;
    ret->key = record->key;
    ret->feed = record->feed;
    ret->network = record->network;
    ret->node = record->node;
    ret->time = record->time;
}

bool judged_is_certain(const struct judged *judged)
{
    return judged->channel >= DEDUP_BY_ID && judged->channel <= DEDUP_BY_MARKER;
}

void judged_evidence(struct dedup_evidence *ret, const struct judged *judged)
{
    *ret = (struct dedup_evidence){
        .channel = judged->channel != DEDUP_BY_NOTHING ? judged->channel : DEDUP_BY_NEUTRAL,
        .with = judged->key,
        .score = judged_is_certain(judged) ? judged->likely : judged->score,
        .containment = judged->features.containment,
        .t = judged->features.t,
        .p = judged->features.p,
        .matched = (int)judged->features.matched};
}

int documents_judge(struct judged *ret, struct dedup *engine, dedup_doc a, dedup_doc b)
{
    struct dedup_record left, right;
    struct sketch *kept = &engine->kept;
    int code = engine_load(engine, &left, a);

    *kept = engine->sketch;
    engine->sketch = engine->candidate;
    if (code == DEDUP_OK)
        code = engine_load(engine, &right, b);
    if (code == DEDUP_OK) {
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        judged_init(ret, &right);
        candidate_measure(ret, engine, left.time);
        candidate_decide(ret, engine, left.feed, left.network);
    }
    engine->sketch = *kept;
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    return code;
}

/* Most pairs that share a key share nothing else. */
static bool is_non_match(const struct dedup *engine)
{
    const struct sketch *a = &engine->sketch, *b = &engine->candidate;

    return identity_find(a, b) == DEDUP_BY_NOTHING && !share_marker(a, b) &&
           !judge_may_agree(engine->left, b);
}

static bool candidates_has(const struct companions *candidates, dedup_doc doc)
{
    for (size_t i = 0; i < candidates->count; i++)
        if (candidates->judged[i].doc == doc)
            return true;
    return false;
}

int candidates_add(bool *ret_added, struct companions *candidates, struct dedup *engine,
                   const struct dedup_item *item, dedup_doc doc)
{
    struct judged *judged = &candidates->judged[candidates->count];
    struct dedup_record record;
    int code;

    *ret_added = false;
    if (candidates->count == JUDGED_MAX || candidates_has(candidates, doc))
        return DEDUP_OK;
    code = engine_load(engine, &record, doc);
    if (code != DEDUP_OK || record.doc == 0 || record.superseded || record.key == item->key)
        return code;
    judged_init(judged, &record);
    judged->features.same_lang = strcmp(engine->sketch.lang, engine->candidate.lang) == 0;
    judged->features.words = (float)(engine->sketch.word_count < engine->candidate.word_count
                                         ? engine->sketch.word_count
                                         : engine->candidate.word_count);
    if (!is_non_match(engine))
        candidate_measure(judged, engine, item->time);
    candidates->count++;
    *ret_added = true;
    return DEDUP_OK;
}

/* The documents that share a key with the item, as a heap. */
static int pool_fill(struct candidate_pool *g, struct dedup *engine, const struct key *keys,
                     size_t key_count)
{
    struct dedup_lookup lookups[KEYS_MAX];

    g->keys = keys;
    g->count = 0;
    memset(g->slots, 0, sizeof(g->slots));
    for (size_t i = 0; i < key_count; i++)
        lookups[i] = (struct dedup_lookup){keys[i].value, keys[i].max};
    if (engine->memory.match(engine->memory.context, lookups, key_count, gather, g) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = g->count / 2; i-- > 0;)
        heap_sink(g->found, g->count, i);
    return DEDUP_OK;
}

/* The first of the heap, in order, down to the noise floor; returns the count. */
static size_t pool_rank(struct found ret[NOISE_RANK], struct candidate_pool *g)
{
    size_t count = 0, outstanding = 0;
    float noise;

    while (count < NOISE_RANK && g->count > 0)
        ret[count++] = heap_take(g);
    noise = g->count > 0 ? g->found[0].weight * NOISE_OUTSTANDING : 0;
    while (outstanding < count && (outstanding < ALWAYS_JUDGED || ret[outstanding].certain ||
                                   ret[outstanding].weight >= noise))
        outstanding++;
    return outstanding;
}

int candidates_find(struct companions *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count)
{
    struct candidate_pool *g = engine->pool;
    struct found ranked[NOISE_RANK];
    size_t count = 0;
    bool added;
    int code = pool_fill(g, engine, keys, key_count);

    ret->count = 0;
    if (code == DEDUP_OK)
        count = pool_rank(ranked, g);
    for (size_t i = 0; i < count && code == DEDUP_OK && ret->count < CANDIDATES_MAX; i++)
        code = candidates_add(&added, ret, engine, item, ranked[i].doc);
    return code;
}
