/*
 * Explanation: judges two items as usual and reports the matching words as the items write them.
 */
#include "dedup/recognise/candidates.h"
#include "dedup/recognise/judge_side.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_SIZE = 96, MATCHES_MAX = SKETCH_WORDS_MAX };

/* The words of a sketch as written in the text. */
struct labels {
    char text[SKETCH_WORDS_MAX][LABEL_SIZE];
    float position[SKETCH_WORDS_MAX];
    uint32_t key[SKETCH_WORDS_MAX]; /* learnt_key() of a word that no dictionary has, else 0 */
};

/* The memory of an explanation, in one allocation. */
struct explained {
    struct dedup_match matches[MATCHES_MAX], lacks[2 * MATCHES_MAX];
    struct labels left, right;
    struct sketch other; /* of the right item */
};

static const char *const kind_names[] = {[SHINGLE_NUMBER] = "number",
                                         [SHINGLE_PLACE] = "place",
                                         [SHINGLE_NAME] = "name",
                                         [SHINGLE_CONCEPT] = "concept"};

/* The number of tokens of the word at this token. */
static size_t shingle_length(const struct shingles *shingles, uint16_t token)
{
    for (size_t i = 0; i < shingles->neutral_count; i++)
        if (shingles->neutral[i].token == token)
            return shingles->neutral[i].length;
    return 1;
}

/* The sketch has only the first of the unknown words; the shingles have all. */
static uint32_t unknown_key(const struct shingles *shingles, uint16_t token)
{
    for (size_t i = 0; i < shingles->unknown_count; i++)
        if (shingles->unknown[i].token == token)
            return shingles->unknown[i].key;
    return 0;
}

static void labels_read(struct labels *labels, const struct dedup *engine)
{
    const struct sketch *sketch = &engine->sketch;
    const struct text *text = &engine->text;

    for (size_t i = 0; i < sketch->word_count; i++) {
        size_t first = sketch->words[i].token, last;
        int32_t end;

        last = first + shingle_length(&engine->shingles, sketch->words[i].token) - 1;
        end = text->tokens[last].start + text->tokens[last].length;
        text_utf8(labels->text[i], LABEL_SIZE, text->units + text->tokens[first].start,
                  end - text->tokens[first].start);
        labels->key[i] = unknown_key(&engine->shingles, sketch->words[i].token);
        labels->position[i] = (float)first / (float)(text->count > 0 ? text->count : 1);
    }
}

static int by_weight(const void *left, const void *right)
{
    const struct dedup_match *a = left, *b = right;

    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->left_position < b->left_position ? -1 : a->left_position > b->left_position;
}

/* The lessons behind a learnt meaning of a word; false when it has none of that hash. */
static bool learnt_read(int *ret_stories, int *ret_feeds, const struct dedup *engine, uint32_t key,
                        uint32_t hash)
{
    struct learnt_meaning meanings[LEARNT_MEANINGS_MAX];
    size_t count = learnt_find(engine->learnt, key, meanings);

    for (size_t i = 0; i < count; i++)
        if (meanings[i].hash == hash) {
            *ret_stories = meanings[i].stories;
            *ret_feeds = meanings[i].feeds;
            return true;
        }
    return false;
}

/* The lessons behind a match, when it rests on a learnt meaning of either word. */
static void lessons_read(struct dedup_match *ret, const struct dedup *engine,
                         const struct explained *explained, const struct judge_match *match)
{
    const struct sketch_word *a = &engine->sketch.words[match->left],
                             *b = &explained->other.words[match->right];
    uint32_t left = explained->left.key[match->left], right = explained->right.key[match->right];

    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (a->hash[i] == b->hash[k] && !(a->learnt >> i & 1) && !(b->learnt >> k & 1))
                return;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (a->hash[i] == b->hash[k] &&
                (learnt_read(&ret->learnt_stories, &ret->learnt_feeds, engine, left, a->hash[i]) ||
                 learnt_read(&ret->learnt_stories, &ret->learnt_feeds, engine, right, b->hash[k])))
                return;
}

static void matches_read(struct dedup_explanation *ret, struct explained *explained,
                         const struct dedup *engine)
{
    struct judge_match found[MATCHES_MAX];

    ret->match_count = judge_matches(found, MATCHES_MAX, engine->left, engine->right);
    ret->matches = explained->matches;
    for (size_t i = 0; i < ret->match_count; i++) {
        ret->matches[i] =
            (struct dedup_match){.left = explained->left.text[found[i].left],
                                 .right = explained->right.text[found[i].right],
                                 .left_position = explained->left.position[found[i].left],
                                 .right_position = explained->right.position[found[i].right],
                                 .weight = found[i].weight,
                                 .kind = kind_names[engine->sketch.words[found[i].left].kind]};
        lessons_read(&ret->matches[i], engine, explained, &found[i]);
    }
    qsort(ret->matches, ret->match_count, sizeof(*ret->matches), by_weight);
}

static bool is_matched(const uint64_t *mask, size_t word)
{
    return mask[word / 64] >> word % 64 & 1;
}

/* The words of one side that the other side lacks. */
static void lacks_add(struct dedup_explanation *ret, const struct judge_side *side,
                      const struct labels *labels, const uint64_t *matched, bool is_left)
{
    for (size_t i = 0; i < side->sketch->word_count; i++) {
        struct dedup_match *lack = &ret->lacks[ret->lack_count];
        double gain = side->gain[i];

        if (is_matched(matched, i) || gain <= 0)
            continue;
        *lack = (struct dedup_match){.weight = gain * gain / (double)side->total,
                                     .kind = kind_names[side->sketch->words[i].kind]};
        *(is_left ? &lack->left : &lack->right) = labels->text[i];
        *(is_left ? &lack->left_position : &lack->right_position) = (double)labels->position[i];
        ret->lack_count++;
    }
}

static void lacks_read(struct dedup_explanation *ret, struct explained *explained,
                       const struct dedup *engine)
{
    struct judgement there = judge_pair(engine->left, engine->right),
                     back = judge_pair(engine->right, engine->left);

    ret->lacks = explained->lacks;
    lacks_add(ret, engine->left, &explained->left, there.matched, true);
    lacks_add(ret, engine->right, &explained->right, back.matched, false);
    qsort(ret->lacks, ret->lack_count, sizeof(*ret->lacks), by_weight);
}

static void reason_write(struct dedup_explanation *ret, const struct judged *judged)
{
    if (ret->joined)
        snprintf(ret->reason, sizeof(ret->reason), "joined by %s: %.3f is at least %.3f",
                 dedup_channel_name(judged->channel), ret->evidence.score, ret->threshold);
    else if (judged->rule != NULL)
        snprintf(ret->reason, sizeof(ret->reason), "kept apart: %s", judged->rule);
    else
        snprintf(ret->reason, sizeof(ret->reason), "kept apart: %.3f is less than %.3f",
                 ret->evidence.score, ret->threshold);
}

static void verdict_read(struct dedup_explanation *ret, const struct dedup *engine,
                         const struct judged *judged)
{
    const struct judge_features *f = &judged->features;

    ret->threshold = (double)judge_threshold(f, engine->has_lexicon);
    ret->joined = judged->channel != DEDUP_BY_NOTHING;
    judged_evidence(&ret->evidence, judged);
    ret->evidence.channel = judged->channel;
    ret->hours = (double)f->hours;
    ret->slot = (double)f->slot_t;
    ret->rivals = (int)f->rivals;
    reason_write(ret, judged);
}

/* The current story of an item; 0 for an unknown item. */
static int node_of(uint64_t *ret, struct dedup *engine, uint64_t key)
{
    const struct dedup_memory *memory = &engine->memory;
    struct dedup_record record;
    dedup_doc doc;

    *ret = 0;
    if (memory->find(memory->context, &doc, key) != 0)
        return DEDUP_ERR_PORT;
    if (doc == 0)
        return DEDUP_OK;
    if (memory->get(memory->context, &record, doc) != 0 ||
        memory->resolve(memory->context, ret, record.node) != 0)
        return DEDUP_ERR_PORT;
    return DEDUP_OK;
}

/* The right item among the candidates of the left one. It is measured again, because it may differ
 * from the known item of the same key. */
static int right_measure(struct judged **ret, struct dedup *engine, const struct dedup_item *a,
                         const struct dedup_item *b, const struct sketch *right)
{
    struct candidates *candidates = engine->candidates;
    struct key keys[KEYS_MAX];
    size_t at = 0;
    int code = candidates_find(candidates, engine, a, keys,
                               keys_select(keys, &engine->sketch, engine->stream));

    while (at < candidates->count && candidates->judged[at].key != b->key)
        at++;
    if (at == candidates->count)
        candidates->count++;
    *ret = &candidates->judged[at];
    memset(*ret, 0, sizeof(**ret));
    (*ret)->key = b->key;
    (*ret)->feed = b->feed;
    (*ret)->network = b->network;
    (*ret)->time = b->time;
    if (code == DEDUP_OK)
        code = node_of(&(*ret)->node, engine, b->key);
    engine->candidate = *right;
    candidate_measure(*ret, engine, a->time);
    candidates_decide(candidates, engine, a);
    return code;
}

/* The best match in another story. */
static uint64_t rival_find(const struct candidates *candidates, const struct judged *of)
{
    const struct judged *best = NULL;

    for (size_t i = 0; i < candidates->count; i++) {
        const struct judged *j = &candidates->judged[i];

        if (j->node != of->node && (best == NULL || j->features.t > best->features.t))
            best = j;
    }
    return of->features.rivals > 0 && best != NULL ? best->key : 0;
}

static int judge_both(struct dedup_explanation *ret, struct explained *explained,
                      struct dedup *engine, const struct dedup_item *a, const struct dedup_item *b)
{
    struct judged *judged;
    int code;

    labels_read(&explained->left, engine);
    judge_side_read(engine->left, &engine->sketch, engine->stream);
    code = right_measure(&judged, engine, a, b, &explained->other);
    if (code != DEDUP_OK)
        return code;
    verdict_read(ret, engine, judged);
    ret->rival = rival_find(engine->candidates, judged);
    memcpy(ret->left_lang, engine->sketch.lang, sizeof(ret->left_lang));
    memcpy(ret->right_lang, engine->candidate.lang, sizeof(ret->right_lang));
    matches_read(ret, explained, engine);
    lacks_read(ret, explained, engine);
    return DEDUP_OK;
}

int dedup_explain(struct dedup_explanation *ret, struct dedup *engine, const struct dedup_item *a,
                  const struct dedup_item *b)
{
    struct explained *explained = calloc(1, sizeof(*explained));
    int code = explained != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;

    memset(ret, 0, sizeof(*ret));
    ret->owned = explained;
    if (code == DEDUP_OK)
        code = engine_sketch(engine, b);
    if (code == DEDUP_OK) {
        labels_read(&explained->right, engine);
        explained->other = engine->sketch;
        code = engine_sketch(engine, a);
    }
    if (code == DEDUP_OK)
        code = judge_both(ret, explained, engine, a, b);
    if (code != DEDUP_OK)
        dedup_explanation_release(ret);
    return code;
}

void dedup_explanation_release(struct dedup_explanation *explanation)
{
    if (explanation == NULL)
        return;
    free(explanation->owned);
    memset(explanation, 0, sizeof(*explanation));
}

static void word_read(struct dedup_word *ret, const struct dedup *engine, size_t word)
{
    const struct sketch_word *w = &engine->sketch.words[word];
    const struct token *token = &engine->text.tokens[w->token];

    memset(ret, 0, sizeof(*ret));
    memcpy(ret->lang, engine->sketch.lang, sizeof(ret->lang));
    text_utf8(ret->text, sizeof(ret->text), engine->text.units + token->start, token->length);
    ret->meaning_count = w->count;
    for (size_t i = 0; i < w->count; i++) {
        ret->meanings[i] = w->hash[i];
        ret->learnt[i] = w->learnt >> i & 1;
        if (ret->learnt[i])
            learnt_read(&ret->learnt_stories, &ret->learnt_feeds, engine,
                        unknown_key(&engine->shingles, w->token), w->hash[i]);
    }
}

int dedup_words(struct dedup *engine, const struct dedup_item *item,
                int (*each)(void *context, const struct dedup_word *word), void *context)
{
    int code = engine_sketch(engine, item);

    for (size_t i = 0; i < engine->sketch.word_count && code == DEDUP_OK; i++) {
        struct dedup_word word;

        word_read(&word, engine, i);
        code = each(context, &word);
    }
    return code;
}
