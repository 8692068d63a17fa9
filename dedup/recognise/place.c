/*
 * Placement: an item joins the node it fits best (fit.h).
 */
#include "dedup/recognise/candidates.h"
#include "dedup/recognise/fit.h"
#include "dedup/recognise/fold.h"
#include "dedup/recognise/override.h"
#include "dedup/recognise/teach.h"

#include <stdlib.h>
#include <string.h>

enum {
    NODES_MAX = 16,    /* nodes considered for one item */
    MEMBERS_MAX = 12,  /* members of each that are judged */
    MEMBERS_READ = 64, /* members that are searched for others of the item's feed */
};

/* A bridge between two nodes merges them only on strong evidence: the item fits both well, and the
 * members of the two fit each other. */
static const float BRIDGE_SCORE = 0.8f;
static const float BRIDGE_MEMBERS_SCORE = 0.3f;
enum { BRIDGE_MEMBERS = 4 };

/* The first members of a node, oldest first. */
struct members {
    dedup_doc docs[MEMBERS_READ];
    uint64_t keys[MEMBERS_READ], feeds[MEMBERS_READ];
    size_t count;
};

struct node_fit {
    uint64_t node;
    struct fit fit;
    float score;      /* of the fit */
    dedup_doc oldest; /* its oldest member */
    const struct members *members;
};

/* The members of several nodes while they are read, one after another. */
struct reading {
    struct members *members; /* of the nodes, the current one first */
    size_t at;               /* the current member */
    struct dedup *engine;
    struct candidates *candidates; /* NULL: only reads */
    const struct dedup_item *item;
};

static int member_hear(void *context, size_t index, const struct dedup_record *record)
{
    struct reading *r = context;
    size_t at;

    (void)index;
    while (r->at == r->members->count) {
        r->members++;
        r->at = 0;
    }
    at = r->at++;
    r->members->keys[at] = record->key;
    r->members->feeds[at] = record->feed;
    if (r->candidates == NULL || (at >= MEMBERS_MAX && record->feed != r->item->feed))
        return DEDUP_OK;
    return candidates_add(r->candidates, r->engine, r->item, record);
}

/* Reads the first members of at most NODES_MAX nodes into reading->members. */
static int members_read(struct reading *reading, const uint64_t *nodes, size_t node_count)
{
    const struct dedup_memory *memory = &reading->engine->memory;
    dedup_doc docs[NODES_MAX * MEMBERS_READ];
    size_t counts[NODES_MAX], all = 0;

    if (memory->members(memory->context, docs, MEMBERS_READ, counts, nodes, node_count) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = 0; i < node_count; i++) {
        struct members *members = &reading->members[i];

        members->count = counts[i];
        memcpy(members->docs, docs + i * MEMBERS_READ, counts[i] * sizeof(*docs));
        memmove(docs + all, members->docs, counts[i] * sizeof(*docs));
        all += counts[i];
    }
    return engine_records(reading->engine, docs, all, member_hear, reading);
}

/* Measures more members of the nodes, so that the mean does not rest on one outlier. Also measures
 * all members of the item's feed among the first ones, so that the rule for one feed applies to the
 * node. */
static int members_measure(struct node_fit *fits, struct members *members, size_t count,
                           struct candidates *candidates, struct dedup *engine,
                           const struct dedup_item *item)
{
    struct reading reading = {members, 0, engine, candidates, item};
    uint64_t nodes[NODES_MAX];
    int code;

    for (size_t i = 0; i < count; i++)
        nodes[i] = fits[i].node;
    code = members_read(&reading, nodes, count);
    for (size_t i = 0; code == DEDUP_OK && i < count; i++) {
        fits[i].members = &members[i];
        fits[i].oldest = members[i].count > 0 ? members[i].docs[0] : 0;
    }
    return code;
}

static void fit_measure(struct node_fit *ret, const struct candidates *candidates)
{
    ret->fit = (struct fit){.count = 0};
    for (size_t i = 0; i < candidates->count; i++) {
        const struct judged *judged = &candidates->judged[i];

        if (judged->node == ret->node)
            fit_add(&ret->fit, judged);
    }
    ret->score = fit_score(&ret->fit);
}

static int by_score(const void *left, const void *right)
{
    const struct node_fit *a = left, *b = right;

    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->oldest < b->oldest ? -1 : a->oldest > b->oldest;
}

/* The nodes of the candidates above the threshold; returns their number. */
static size_t nodes_list(struct node_fit fits[NODES_MAX], const struct candidates *candidates)
{
    size_t count = 0;

    for (size_t i = 0; i < candidates->count && count < NODES_MAX; i++) {
        const struct judged *j = &candidates->judged[i];
        bool seen = j->channel == DEDUP_BY_NOTHING;

        for (size_t k = 0; k < count && !seen; k++)
            seen = fits[k].node == j->node;
        if (!seen)
            fits[count++].node = j->node;
    }
    return count;
}

/* The nodes that the item may join, best first. */
static int fits_find(struct node_fit fits[NODES_MAX], struct members members[NODES_MAX],
                     size_t *ret_count, struct candidates *candidates, struct dedup *engine,
                     const struct dedup_item *item)
{
    size_t count = nodes_list(fits, candidates);
    int code = members_measure(fits, members, count, candidates, engine, item);

    candidates_decide(candidates, engine, item);
    for (size_t i = 0; i < count; i++)
        fit_measure(&fits[i], candidates);
    if (code == DEDUP_OK)
        qsort(fits, count, sizeof(*fits), by_score);
    *ret_count = count;
    return code;
}

/* The number of a new node. If the feed belongs to a network and the marker's number is free, the
 * node takes that number; this keeps unrelated feeds from taking the numbers of a network. So does
 * not an item that nothing may join: the number belongs to the node that the others share.
 * Otherwise the number is derived from the founder's key. */
static int node_number(uint64_t *ret, struct dedup *engine, const struct dedup_item *item)
{
    uint64_t taken = 1;

    if (engine->sketch.marker_count > 0 && item->network != 0 &&
        !fold_excludes(engine, item->feed, 0)) {
        *ret = engine->sketch.markers[0];
        if (engine->memory.resolve(engine->memory.context, &taken, *ret) != 0)
            return DEDUP_ERR_PORT;
    }
    return taken != 0 ? engine_node_draw(ret, engine, item->key, 0) : DEDUP_OK;
}

/* In one language, alike except for what a rule names: two instances of a series, even when other
 * evidence brings them close. */
static bool is_other_event(const struct judged *judged)
{
    return judged->features.same_lang && judged->rule != NULL;
}

/* The score of the texts; within a network, also of the identities. */
static float bridge_score(const struct judged *judged)
{
    if (judged->rule != NULL)
        return 0;
    return judged->trusted ? judged->score : judged->likely;
}

/* Whether two nodes tell one story: no member of one is barred from the other, and some of them fit
 * on average by their texts. The item that would bridge them and the other items of its feed do not
 * count: it may contain the words of both, as a digest does, or share an identity with both. */
static int nodes_fit(bool *ret, struct dedup *engine, const struct node_fit *home,
                     const struct node_fit *other, uint64_t feed)
{
    struct members left; /* merges changed what was read before */
    const struct members *right = other->members;
    struct reading reading = {.members = &left, .engine = engine};
    size_t pairs = 0;
    float sum = 0;
    int code = members_read(&reading, &home->node, 1);

    *ret = false;
    for (size_t i = 0; code == DEDUP_OK && i < left.count; i++)
        for (size_t k = 0; code == DEDUP_OK && k < right->count; k++) {
            bool counts = i < BRIDGE_MEMBERS && k < BRIDGE_MEMBERS && left.feeds[i] != feed &&
                          right->feeds[k] != feed;
            struct judged judged;

            if (!counts && left.feeds[i] != right->feeds[k])
                continue;
            code = documents_judge(&judged, engine, left.docs[i], right->docs[k]);
            if (code != DEDUP_OK || judged.barred || is_other_event(&judged))
                return code;
            sum += counts ? bridge_score(&judged) : 0;
            pairs += counts;
        }
    *ret = pairs > 0 && sum / (float)pairs >= BRIDGE_MEMBERS_SCORE;
    return code;
}

/* Merges the younger of two nodes into the older, which keeps its number. `home` is the item's node
 * and becomes the older one, so the next merge never targets an alias. */
static int nodes_merge(struct dedup_verdict *verdict, struct dedup *engine, struct node_fit *home,
                       const struct node_fit *other)
{
    bool other_lives = other->oldest < home->oldest;
    uint64_t from = other_lives ? home->node : other->node,
             to = other_lives ? other->node : home->node;

    if (verdict->merge_count == DEDUP_MERGES_MAX)
        return DEDUP_OK;
    if (engine->memory.merge(engine->memory.context, from, to) != 0)
        return DEDUP_ERR_PORT;
    verdict->merges[verdict->merge_count++] = (struct dedup_merge){from, to};
    verdict->node = home->node = to;
    if (other_lives)
        home->oldest = other->oldest;
    return DEDUP_OK;
}

/* Joins the item to the best node that the overrides allow, and merges that node with the next ones
 * when the item bridges them. */
static int fits_join(struct dedup_verdict *ret, struct dedup *engine, const struct node_fit *fits,
                     size_t count, const struct dedup_item *item)
{
    struct node_fit home = {.node = 0};
    int code = DEDUP_OK;

    for (size_t i = 0; i < count && code == DEDUP_OK; i++) {
        bool allowed;

        if (!fit_is_enough(&fits[i].fit) || (ret->joined && fits[i].score < BRIDGE_SCORE))
            continue;
        code =
            rule_allows(&allowed, engine, item->key, fits[i].members->keys, fits[i].members->count);
        if (code == DEDUP_OK && allowed)
            code = fold_admits(&allowed, engine, item->feed, fits[i].node);
        if (code != DEDUP_OK || !allowed)
            continue;
        if (!ret->joined) {
            home = fits[i];
            ret->node = home.node;
            ret->joined = true;
            judged_evidence(&ret->evidence, home.fit.judged);
        } else {
            bool fit;

            code = nodes_fit(&fit, engine, &home, &fits[i], item->feed);
            if (code == DEDUP_OK && fit)
                code = fold_may_merge(&fit, engine, home.node, fits[i].node);
            if (code == DEDUP_OK && fit)
                code = nodes_merge(ret, engine, &home, &fits[i]);
        }
    }
    return code;
}

/* An item whose text changed keeps its node while it fits there, is alone in it or is its lead.
 * *ret_alone: it may leave, since it is unsettled, but has no other node unless it joins one. */
static int keep_node(bool *ret_keeps, bool *ret_alone, struct dedup *engine,
                     struct candidates *candidates, const struct dedup_item *item,
                     const struct dedup_record *before)
{
    struct node_fit fit = {.node = before->node};
    struct members members;
    bool held = false;
    int code = members_measure(&fit, &members, 1, candidates, engine, item);

    candidates_decide(candidates, engine, item);
    if (code == DEDUP_OK)
        code = rule_holds(&held, engine, item->key, before->node);
    fit_measure(&fit, candidates);
    *ret_alone = fit.fit.count == 0;
    *ret_keeps = held || item->pinned || (*ret_alone && !item->unsettled) ||
                 (!*ret_alone && fit_is_enough(&fit.fit)) ||
                 before->evidence.channel == DEDUP_BY_READER;
    return code;
}

static int known_verdict(struct dedup_verdict *ret, struct dedup *engine,
                         const struct dedup_record *record)
{
    dedup_doc docs[2];
    size_t count = 0;
    int code;

    ret->known = true;
    ret->evidence = record->evidence;
    memcpy(ret->lang, engine->candidate.lang, sizeof(ret->lang));
    if (engine->memory.resolve(engine->memory.context, &ret->node, record->node) != 0)
        return DEDUP_ERR_PORT;
    code = engine_members(docs, 2, &count, engine, ret->node);
    ret->joined = count > 1;
    return code;
}

/* Decides the node of engine->sketch. before is the item's older record, or has doc 0. */
static int decide(struct dedup_verdict *ret, struct dedup *engine, const struct dedup_item *item,
                  const struct dedup_record *before, const struct key *keys, size_t key_count)
{
    struct candidates *candidates = engine->candidates;
    struct node_fit fits[NODES_MAX];
    struct members members[NODES_MAX];
    size_t count = 0;
    bool keeps = false, alone = false;
    int code = candidates_find(candidates, engine, item, keys, key_count);

    if (code == DEDUP_OK && before->doc != 0)
        code = keep_node(&keeps, &alone, engine, candidates, item, before);
    if (code != DEDUP_OK)
        return code;
    if (keeps) {
        dedup_doc docs[2];
        size_t others = 0;

        ret->node = before->node;
        ret->evidence = before->evidence;
        code = engine_members(docs, 2, &others, engine, ret->node);
        ret->joined = others > 1;
        return code;
    }
    candidates_decide(candidates, engine, item);
    code = fits_find(fits, members, &count, candidates, engine, item);
    if (code == DEDUP_OK)
        code = fits_join(ret, engine, fits, count, item);
    if (code == DEDUP_OK && !ret->joined && alone)
        ret->node = before->node;
    else if (code == DEDUP_OK && !ret->joined)
        code = node_number(&ret->node, engine, item);
    return code;
}

int dedup_place(struct dedup_verdict *ret, struct dedup *engine, const struct dedup_item *given)
{
    struct dedup_item update = *given;
    const struct dedup_item *item = &update;
    struct dedup_verdict verdict = {0};
    struct dedup_record before = {0};
    struct key keys[KEYS_MAX];
    dedup_doc doc;
    size_t key_count;
    int code;

    if (engine->memory.find(engine->memory.context, &doc, item->key) != 0)
        return DEDUP_ERR_PORT;
    code = doc != 0 ? engine_load(engine, &before, doc) : DEDUP_OK;
    if (code == DEDUP_OK && before.doc != 0 && engine->candidate.content == engine_content(item)) {
        code = known_verdict(&verdict, engine, &before);
    } else if (code == DEDUP_OK) {
        if (before.doc != 0) /* an update keeps the time of the item */
            update.time = before.time;
        code = engine_sketch(engine, item);
        if (code != DEDUP_OK)
            return code;
        judge_side_read(engine->left, &engine->sketch, engine->stream);
        key_count = keys_select(keys, &engine->sketch, engine->stream);
        memcpy(verdict.lang, engine->sketch.lang, sizeof(verdict.lang));
        code = decide(&verdict, engine, item, &before, keys, key_count);
        if (code == DEDUP_OK)
            code = engine_remember(engine, item, &verdict, keys, key_count);
        if (code == DEDUP_OK)
            code = teach_batch(engine);
    }
    if (code == DEDUP_OK)
        *ret = verdict;
    return code;
}
