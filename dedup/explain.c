/*
 * Explanation: two items judged as ever, and the words that matched given back as people wrote
 * them.
 */
#include "dedup/candidates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_SIZE = 96, MATCHES_MAX = SKETCH_WORDS_MAX };

/* The words of a sketch as the text has them. */
struct labels {
    char text[SKETCH_WORDS_MAX][LABEL_SIZE];
    float position[SKETCH_WORDS_MAX];
};

/* All that an explanation hands out, in one piece. */
struct explained {
    struct dedup_match matches[MATCHES_MAX];
    struct labels left, right;
};

static const char *const kind_names[] = {[SHINGLE_NUMBER] = "number",
                                         [SHINGLE_PLACE] = "place",
                                         [SHINGLE_NAME] = "name",
                                         [SHINGLE_CONCEPT] = "concept"};

/* How many tokens the word at this token takes. */
static size_t shingle_length(const struct shingles *shingles, uint16_t token)
{
    for (size_t i = 0; i < shingles->neutral_count; i++)
        if (shingles->neutral[i].token == token)
            return shingles->neutral[i].length;
    return 1;
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

static void matches_read(struct dedup_explanation *ret, struct explained *explained,
                         const struct dedup *engine)
{
    struct judge_match found[MATCHES_MAX];

    ret->match_count = judge_matches(found, MATCHES_MAX, engine->left, engine->right);
    ret->matches = explained->matches;
    for (size_t i = 0; i < ret->match_count; i++)
        ret->matches[i] =
            (struct dedup_match){explained->left.text[found[i].left],
                                 explained->right.text[found[i].right],
                                 explained->left.position[found[i].left],
                                 explained->right.position[found[i].right],
                                 found[i].weight,
                                 kind_names[engine->sketch.words[found[i].left].kind]};
    qsort(ret->matches, ret->match_count, sizeof(*ret->matches), by_weight);
}

static void reason_write(struct dedup_explanation *ret, const struct judged *judged)
{
    if (ret->joined)
        snprintf(ret->reason, sizeof(ret->reason), "joined by %s: %.3f is at least %.3f",
                 dedup_channel_name(judged->channel), ret->evidence.score, ret->threshold);
    else if (judged->rule != NULL)
        snprintf(ret->reason, sizeof(ret->reason), "kept apart: %s", judged->rule);
    else if ((double)judged->likeness >= ret->threshold)
        snprintf(ret->reason, sizeof(ret->reason),
                 "kept apart: %.3f is less than %.3f (%.3f in a stream of a few "
                 "hundred items)",
                 ret->evidence.score, ret->threshold, (double)judged->likeness);
    else
        snprintf(ret->reason, sizeof(ret->reason), "kept apart: %.3f is less than %.3f",
                 ret->evidence.score, ret->threshold);
}

static void verdict_read(struct dedup_explanation *ret, const struct dedup *engine,
                         const struct judged *judged)
{
    const struct judge_features *f = &judged->features;

    ret->threshold = judge_threshold(engine->has_lexicon);
    ret->joined = judged->channel != DEDUP_BY_NOTHING;
    ret->evidence = (struct dedup_evidence){.channel = judged->channel,
                                            .with = judged->key,
                                            .score = judged->score,
                                            .containment = f->containment,
                                            .t = f->t,
                                            .p = f->p,
                                            .matched = (int)f->matched};
    reason_write(ret, judged);
}

int dedup_explain(struct dedup_explanation *ret, struct dedup *engine, const struct dedup_item *a,
                  const struct dedup_item *b)
{
    struct explained *explained = calloc(1, sizeof(*explained));
    struct judged judged = {.key = b->key, .feed = b->feed, .network = b->network};
    int code = explained != NULL ? DEDUP_OK : DEDUP_ERR_MEMORY;

    memset(ret, 0, sizeof(*ret));
    ret->owned = explained;
    if (code == DEDUP_OK)
        code = engine_sketch(engine, b);
    if (code == DEDUP_OK) {
        labels_read(&explained->right, engine);
        engine->companion = engine->sketch;
        code = engine_sketch(engine, a);
    }
    if (code == DEDUP_OK) {
        labels_read(&explained->left, engine);
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        companion_judge(&judged, engine, a->feed, a->network);
        verdict_read(ret, engine, &judged);
        memcpy(ret->left_lang, engine->sketch.lang, sizeof(ret->left_lang));
        memcpy(ret->right_lang, engine->companion.lang, sizeof(ret->right_lang));
        matches_read(ret, explained, engine);
    } else {
        dedup_explanation_release(ret);
    }
    return code;
}

void dedup_explanation_release(struct dedup_explanation *explanation)
{
    if (explanation == NULL)
        return;
    free(explanation->owned);
    memset(explanation, 0, sizeof(*explanation));
}
