/*
 * Review: nodes of an older judge, checked with the current one.
 */
#include "dedup/recognise/candidates.h"
#include "dedup/recognise/fit.h"
#include "dedup/recognise/override.h"

#include <string.h>

/* The version of the judge that placed the items in the memory. Raise it when a judge keeps apart
 * what the previous one joined. */
enum { JUDGE = 2 };
enum { REVIEWED_MAX = 64 }; /* members of a node that are compared: the oldest */

static const char note_name[] = "judge";

/* The members of one node, divided into groups. */
struct parting {
    uint64_t node;
    size_t count, groups;
    dedup_doc docs[REVIEWED_MAX];
    uint64_t keys[REVIEWED_MAX];
    size_t group[REVIEWED_MAX];
    struct dedup_evidence evidence[REVIEWED_MAX]; /* why it belongs to its group */
};

/* Joins by ids, addresses, markers and user overrides do not depend on scores. */
static bool is_judged(const struct dedup_evidence *evidence)
{
    return evidence->channel == DEDUP_BY_SURFACE || evidence->channel == DEDUP_BY_NEUTRAL;
}

static int member_hear(void *context, size_t index, const struct dedup_record *record)
{
    struct parting *parting = context;

    parting->keys[index] = record->key;
    parting->evidence[index] = record->evidence;
    return DEDUP_OK;
}

static int parting_read(struct parting *ret, struct dedup *engine, dedup_doc doc)
{
    const struct dedup_memory *memory = &engine->memory;
    struct dedup_record record;
    int code;

    ret->count = ret->groups = 0;
    if (memory->get(memory->context, &record, doc) != 0)
        return DEDUP_ERR_PORT;
    if (record.doc == 0 || record.superseded)
        return DEDUP_OK;
    ret->node = record.node;
    code = engine_members(ret->docs, REVIEWED_MAX, &ret->count, engine, ret->node);
    if (code == DEDUP_OK && ret->count > 0 &&
        ret->docs[0] != doc) /* reviewed together with its oldest member */
        ret->count = 0;
    return code == DEDUP_OK ? engine_records(engine, ret->docs, ret->count, member_hear, ret)
                            : code;
}

static size_t key_find(const struct parting *parting, size_t count, uint64_t key)
{
    size_t at = 0;

    while (at < count && parting->keys[at] != key)
        at++;
    return at;
}

/* The best group for a member among the members before it; parting->groups when it fits none. */
static int group_choose(size_t *ret, struct parting *parting, struct dedup *engine, size_t member)
{
    struct fit fits[REVIEWED_MAX] = {{{0}, 0, NULL, false, false}};
    struct judged judged[REVIEWED_MAX];
    float best = 0;
    int code = DEDUP_OK;

    *ret = parting->groups;
    for (size_t i = 0; i < member && code == DEDUP_OK; i++) {
        code = documents_judge(&judged[i], engine, parting->docs[member], parting->docs[i]);
        if (code == DEDUP_OK)
            fit_add(&fits[parting->group[i]], &judged[i]);
    }
    for (size_t g = 0; g < parting->groups && code == DEDUP_OK; g++)
        if (fit_is_enough(&fits[g]) && fit_score(&fits[g]) > best) {
            best = fit_score(&fits[g]);
            *ret = g;
            judged_evidence(&parting->evidence[member], fits[g].judged);
        }
    return code;
}

/* A member that was joined by score is judged again; any other stays with the one it was joined
 * to. */
static int member_part(struct parting *parting, struct dedup *engine, size_t member)
{
    struct dedup_evidence *evidence = &parting->evidence[member];
    size_t with = key_find(parting, member, evidence->with), *group = &parting->group[member];
    bool held = false;
    int code = rule_holds(&held, engine, parting->keys[member], parting->node);

    if (code != DEDUP_OK)
        return code;
    if (!is_judged(evidence) || held) {
        *group = with < member ? parting->group[with] : 0;
        parting->groups += parting->groups == 0;
        return DEDUP_OK;
    }
    code = group_choose(group, parting, engine, member);
    if (code == DEDUP_OK && *group == parting->groups) {
        *evidence = (struct dedup_evidence){.channel = DEDUP_BY_NOTHING};
        parting->groups++;
    }
    return code;
}

/* The group that keeps the node's number: the one with the lead, else with the oldest member. */
static size_t group_kept(const struct parting *parting, const struct dedup_review *review)
{
    for (size_t i = 0; i < parting->count; i++)
        if (review->leads != NULL && review->leads(review->context, parting->keys[i]))
            return parting->group[i];
    return 0;
}

/* Moves all groups except one to new nodes. */
static int groups_move(const struct parting *parting, struct dedup *engine,
                       struct dedup_review *review)
{
    const struct dedup_memory *memory = &engine->memory;
    uint64_t numbers[REVIEWED_MAX] = {0};
    size_t kept = group_kept(parting, review);
    int code = DEDUP_OK;

    numbers[kept] = parting->node;
    for (size_t i = 0; i < parting->count && code == DEDUP_OK; i++) {
        uint64_t *number = &numbers[parting->group[i]];

        if (*number == 0)
            code = engine_node_draw(number, engine, parting->keys[i], 0);
        if (code == DEDUP_OK &&
            memory->move(memory->context, parting->keys[i], *number, &parting->evidence[i]) != 0)
            code = DEDUP_ERR_PORT;
        if (code != DEDUP_OK || *number == parting->node)
            continue;
        review->items++;
        if (review->moved != NULL)
            review->moved(review->context, parting->keys[i], parting->node, *number);
    }
    review->nodes++;
    return code;
}

static int node_review(struct parting *parting, struct dedup *engine, dedup_doc doc,
                       struct dedup_review *review)
{
    int code = parting_read(parting, engine, doc);

    if (code != DEDUP_OK || parting->count < 2)
        return code;
    for (size_t i = 0; i < parting->count && code == DEDUP_OK; i++)
        code = member_part(parting, engine, i);
    return code == DEDUP_OK && parting->groups > 1 ? groups_move(parting, engine, review) : code;
}

static int judge_read(uint32_t *ret, struct dedup *engine)
{
    size_t size;

    *ret = 0;
    return engine->memory.metadata_get(engine->memory.context, note_name, ret, sizeof(*ret),
                                       &size) == 0
               ? DEDUP_OK
               : DEDUP_ERR_PORT;
}

int dedup_review(struct dedup_review *review, struct dedup *engine)
{
    const struct dedup_memory *memory = &engine->memory;
    struct parting parting;
    uint32_t judge = JUDGE;
    dedup_doc last = 0;
    int code = judge_read(&judge, engine);

    review->nodes = review->items = 0;
    if (code != DEDUP_OK || judge >= JUDGE)
        return code;
    if (memory->last(memory->context, &last) != 0)
        return DEDUP_ERR_PORT;
    for (dedup_doc doc = 1; doc <= last && code == DEDUP_OK; doc++)
        code = node_review(&parting, engine, doc, review);
    judge = JUDGE;
    if (code == DEDUP_OK &&
        memory->metadata_put(memory->context, note_name, &judge, sizeof(judge)) != 0)
        code = DEDUP_ERR_PORT;
    return code;
}
