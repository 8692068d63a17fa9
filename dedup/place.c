/*
 * Placement: which node an item joins. It joins the node it fits best, by the mean of its best
 * members rather than by one stray member, so that stories do not grow together by chains.
 */
#include "dedup/candidates.h"
#include "dedup/hash.h"
#include "dedup/rule.h"

#include <stdlib.h>
#include <string.h>

enum {
    NODES_MAX = 16,   /* nodes weighed for one item */
    MEMBERS_MAX = 12, /* members of each that are judged */
    BEST_MEMBERS = 3, /* whose mean is the node's score */
};

/* A bridge between two nodes merges them only on strong evidence: the item fits both well, and the
 * members of the two fit one another, or the item is what both are made of. */
static const float BRIDGE_SCORE = 0.8f;
static const float WHOLE_LENGTH = 0.6f, COPY_CONTAINMENT = 0.5f;
/* The mean that is enough to join a node of two members, and of more: one of two that fits for sure
 * will do, for the other may be a retelling in another order. */
static const float PAIR_SCORE = 0.49f, SEVERAL_SCORE = 0.6f;
static const float BRIDGE_MEMBERS_SCORE = 0.49f;
enum { BRIDGE_MEMBERS = 4 };

struct node_fit {
    uint64_t node;
    float score;      /* mean of the best members */
    size_t members;   /* how many that is the mean of */
    bool certain;     /* a member shares an identity or a marker with the item */
    bool whole;       /* a member is about as long as the item, and surely tells the same */
    bool copy;        /* a member's words stand in the item, or the item's in it */
    size_t best;      /* index of the best member among the companions */
    dedup_doc oldest; /* its oldest member */
};

/* Judges more members of the node, so that its mean is not that of one stray. */
static int members_judge(struct node_fit *fit, struct companions *companions, struct dedup *engine,
                         const struct dedup_item *item)
{
    dedup_doc docs[MEMBERS_MAX];
    size_t count, index;
    int code = DEDUP_OK;

    if (engine->memory.members(engine->memory.context, docs, MEMBERS_MAX, &count, fit->node) != 0)
        return DEDUP_ERR_PORT;
    fit->oldest = count > 0 ? docs[0] : 0;
    for (size_t i = 0; i < count && i < MEMBERS_MAX && code == DEDUP_OK; i++)
        code = companions_add(&index, companions, engine, item, docs[i]);
    return code;
}

/* An id, an address, a marker: not a matter of scores. */
static bool is_certain(const struct judged *judged)
{
    return judged->channel >= DEDUP_BY_ID && judged->channel <= DEDUP_BY_MARKER;
}

/* A digest of several stories is much longer than each of them. */
static bool is_whole(const struct judged *judged)
{
    return judged->score >= BRIDGE_SCORE && judged->features.length_ratio >= WHOLE_LENGTH;
}

static bool is_copy(const struct judged *judged)
{
    return judged->channel == DEDUP_BY_SURFACE && judged->features.containment >= COPY_CONTAINMENT;
}

/* What a node must reach: several members that agree are stronger than one. */
static float fit_bound(const struct dedup *engine, const struct node_fit *fit)
{
    if (fit->members > 2)
        return SEVERAL_SCORE;
    return fit->members == 2 ? PAIR_SCORE : judge_threshold(engine->has_lexicon);
}

/* The mean of the best scores of the node's members; certain evidence counts alone. */
static void fit_measure(struct node_fit *fit, const struct companions *companions)
{
    float best[BEST_MEMBERS] = {0};
    size_t count = 0;

    fit->best = SIZE_MAX;
    fit->certain = fit->whole = fit->copy = false;
    for (size_t i = 0; i < companions->count; i++) {
        float score = companions->judged[i].score;

        if (companions->judged[i].node != fit->node)
            continue;
        if (fit->best == SIZE_MAX || score > companions->judged[fit->best].score)
            fit->best = i;
        count += count < BEST_MEMBERS;
        for (size_t k = 0; k < count; k++)
            if (score > best[k]) {
                float lower = best[k];

                best[k] = score;
                score = lower;
            }
    }
    fit->score = 0;
    for (size_t k = 0; k < count; k++)
        fit->score += best[k] / (float)count;
    fit->members = count;
    for (size_t i = 0; i < companions->count; i++)
        if (companions->judged[i].node == fit->node) {
            fit->certain |= is_certain(&companions->judged[i]);
            fit->whole |= is_whole(&companions->judged[i]);
            fit->copy |= is_copy(&companions->judged[i]);
        }
    if (fit->certain)
        fit->score = 1;
}

static int by_score(const void *left, const void *right)
{
    const struct node_fit *a = left, *b = right;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->oldest < b->oldest ? -1 : a->oldest > b->oldest;
}

/* The nodes of the companions that are above the threshold, the best first. */
static int fits_find(struct node_fit fits[NODES_MAX], size_t *ret_count,
                     struct companions *companions, struct dedup *engine,
                     const struct dedup_item *item)
{
    size_t found = companions->count, count = 0;
    int code = DEDUP_OK;

    for (size_t i = 0; i < found && count < NODES_MAX && code == DEDUP_OK; i++) {
        const struct judged *j = &companions->judged[i];
        bool seen = j->channel == DEDUP_BY_NOTHING;

        for (size_t k = 0; k < count && !seen; k++)
            seen = fits[k].node == j->node;
        if (seen)
            continue;
        fits[count].node = j->node;
        code = members_judge(&fits[count], companions, engine, item);
        fit_measure(&fits[count++], companions);
    }
    qsort(fits, count, sizeof(*fits), by_score);
    *ret_count = count;
    return code;
}

static void evidence_fill(struct dedup_evidence *ret, const struct judged *judged)
{
    ret->channel = judged->channel != DEDUP_BY_NOTHING ? judged->channel : DEDUP_BY_NEUTRAL;
    ret->with = judged->key;
    ret->score = judged->score;
    ret->containment = judged->features.containment;
    ret->t = judged->features.t;
    ret->p = judged->features.p;
    ret->matched = (int)judged->features.matched;
}

/* The number of a new node: its marker's where that is free, else drawn from the founder's key. */
static int node_number(uint64_t *ret, struct dedup *engine, const struct dedup_item *item)
{
    uint64_t taken = 1;

    if (engine->sketch.marker_count > 0) {
        *ret = engine->sketch.markers[0];
        if (engine->memory.resolve(engine->memory.context, &taken, *ret) != 0)
            return DEDUP_ERR_PORT;
    }
    for (uint64_t salt = 0; taken != 0; salt++) {
        *ret = hash64(&item->key, sizeof(item->key), salt) >>
               1; /* fits a signed number, as files have */
        if (engine->memory.resolve(engine->memory.context, &taken, *ret) != 0)
            return DEDUP_ERR_PORT;
    }
    return DEDUP_OK;
}

/* The mean score of some members of one node with some of another. The bridge between them is a
 * member of the first by then: what it scores with the other counts as one pair more. */
static int nodes_compare(float *ret, struct dedup *engine, uint64_t a, uint64_t b, float bridge)
{
    dedup_doc docs_a[BRIDGE_MEMBERS], docs_b[BRIDGE_MEMBERS];
    size_t count_a, count_b, pairs = 1;
    float sum = bridge;
    const struct dedup_memory *m = &engine->memory;

    if (m->members(m->context, docs_a, BRIDGE_MEMBERS, &count_a, a) != 0 ||
        m->members(m->context, docs_b, BRIDGE_MEMBERS, &count_b, b) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = 0; i < count_a && i < BRIDGE_MEMBERS; i++)
        for (size_t k = 0; k < count_b && k < BRIDGE_MEMBERS; k++, pairs++) {
            float score;
            int code = documents_judge(&score, engine, docs_a[i], docs_b[k]);

            if (code != DEDUP_OK)
                return code;
            sum += score;
        }
    *ret = sum / (float)pairs;
    return DEDUP_OK;
}

/* Merges the younger of two nodes into the older, whose number lives on. */
static int nodes_merge(struct dedup_verdict *verdict, struct dedup *engine,
                       const struct node_fit *a, const struct node_fit *b)
{
    const struct node_fit *older = a->oldest < b->oldest ? a : b, *younger = older == a ? b : a;

    if (verdict->merge_count == DEDUP_MERGES_MAX)
        return DEDUP_OK;
    if (engine->memory.merge(engine->memory.context, younger->node, older->node) != 0)
        return DEDUP_ERR_PORT;
    verdict->merges[verdict->merge_count++] = (struct dedup_merge){younger->node, older->node};
    verdict->node = older->node;
    return DEDUP_OK;
}

/* Two nodes that need no further proof: the item is known to be in both, or it is the whole story
 * of one and holds the words of the other, as an article does those of its teaser. */
static bool is_bridge(const struct node_fit *a, const struct node_fit *b)
{
    return (a->certain && b->certain) || (a->whole && b->copy) || (b->whole && a->copy);
}

/* Joins the item to the best node that the reader has not kept it from, and the best with the next
 * ones where the item bridges them. */
static int fits_join(struct dedup_verdict *ret, struct dedup *engine,
                     const struct companions *companions, const struct node_fit *fits, size_t count,
                     const struct dedup_item *item)
{
    const struct node_fit *first = NULL;
    int code = DEDUP_OK;

    for (size_t i = 0; i < count && code == DEDUP_OK; i++) {
        bool allowed;

        if (fits[i].score < (first == NULL ? fit_bound(engine, &fits[i]) : BRIDGE_SCORE))
            break;
        code = rule_allows(&allowed, engine, item->key, fits[i].node);
        if (code != DEDUP_OK || !allowed)
            continue;
        if (first == NULL) {
            first = &fits[i];
            ret->node = first->node;
            ret->joined = true;
            evidence_fill(&ret->evidence, &companions->judged[first->best]);
        } else {
            float score = 1;

            if (!is_bridge(first, &fits[i]))
                code = nodes_compare(&score, engine, first->node, fits[i].node, fits[i].score);
            if (code == DEDUP_OK && score >= BRIDGE_MEMBERS_SCORE)
                code = nodes_merge(ret, engine, first, &fits[i]);
        }
    }
    return code;
}

/* An item whose text changed: it keeps its node while it fits there, is alone in it or leads it. */
static int keep_node(bool *ret_keeps, struct dedup *engine, struct companions *companions,
                     const struct dedup_item *item, const struct dedup_record *before)
{
    struct node_fit fit = {.node = before->node};
    bool held = false;
    int code = members_judge(&fit, companions, engine, item);

    if (code == DEDUP_OK)
        code = rule_holds(&held, engine, item->key, before->node);
    fit_measure(&fit, companions);
    *ret_keeps = held || item->pinned || fit.best == SIZE_MAX ||
                 fit.score >= fit_bound(engine, &fit) ||
                 before->evidence.channel == DEDUP_BY_READER;
    return code;
}

static int known_verdict(struct dedup_verdict *ret, struct dedup *engine,
                         const struct dedup_record *record)
{
    size_t count;

    ret->known = true;
    ret->evidence = record->evidence;
    memcpy(ret->lang, engine->companion.lang, sizeof(ret->lang));
    if (engine->memory.resolve(engine->memory.context, &ret->node, record->node) != 0 ||
        engine->memory.members(engine->memory.context, NULL, 0, &count, ret->node) != 0)
        return DEDUP_ERR_PORT;
    ret->joined = count > 1;
    return DEDUP_OK;
}

/* Decides the node of engine->sketch. before is the item's older record, or has doc 0. */
static int decide(struct dedup_verdict *ret, struct dedup *engine, const struct dedup_item *item,
                  const struct dedup_record *before, const struct key *keys, size_t key_count)
{
    struct companions *companions = engine->companions;
    struct node_fit fits[NODES_MAX];
    size_t count = 0;
    bool keeps = false;
    int code = companions_find(companions, engine, item, keys, key_count);

    if (code == DEDUP_OK && before->doc != 0)
        code = keep_node(&keeps, engine, companions, item, before);
    if (code != DEDUP_OK)
        return code;
    if (keeps) {
        size_t others;

        ret->node = before->node;
        ret->evidence = before->evidence;
        if (engine->memory.members(engine->memory.context, NULL, 0, &others, ret->node) != 0)
            return DEDUP_ERR_PORT;
        ret->joined = others > 1;
        return DEDUP_OK;
    }
    code = fits_find(fits, &count, companions, engine, item);
    if (code == DEDUP_OK)
        code = fits_join(ret, engine, companions, fits, count, item);
    if (code == DEDUP_OK && !ret->joined)
        code = node_number(&ret->node, engine, item);
    return code;
}

int dedup_place(struct dedup_verdict *ret, struct dedup *engine, const struct dedup_item *item)
{
    struct dedup_verdict verdict = {0};
    struct dedup_record before = {0};
    struct key keys[KEYS_MAX];
    dedup_doc doc;
    size_t key_count;
    int code;

    if (engine->memory.find(engine->memory.context, &doc, item->key) != 0)
        return DEDUP_ERR_PORT;
    code = doc != 0 ? engine_load(engine, &before, doc) : DEDUP_OK;
    if (code == DEDUP_OK && before.doc != 0 && engine->companion.content == engine_content(item)) {
        code = known_verdict(&verdict, engine, &before);
    } else if (code == DEDUP_OK) {
        code = engine_sketch(engine, item);
        if (code != DEDUP_OK)
            return code;
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        key_count = keys_select(keys, &engine->sketch, engine->stream);
        memcpy(verdict.lang, engine->sketch.lang, sizeof(verdict.lang));
        code = decide(&verdict, engine, item, &before, keys, key_count);
        if (code == DEDUP_OK)
            code = engine_remember(engine, item, &verdict, keys, key_count);
    }
    if (code == DEDUP_OK)
        *ret = verdict;
    return code;
}
