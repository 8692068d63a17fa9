#include "dedup/recognise/override.h"

#include <string.h>

struct rule_question {
    uint64_t key;   /* of the item; its own overrides come first, then those of each member */
    size_t decided; /* index + 1 of the last one that was decided */
    bool apart;
};

struct rule_search {
    struct dedup *engine;
    uint64_t node;
    bool decided, found;
};

/* Overrides come newest first, so the newest one on the pair, or on standing apart, decides. */
static int rule_hear(void *context, size_t index, uint64_t b, bool together)
{
    struct rule_question *q = context;

    if (q->decided == index + 1 || !(b == 0 || (index > 0 && b == q->key)))
        return 0;
    q->decided = index + 1;
    q->apart = !together;
    return q->apart;
}

int rule_allows(bool *ret_allows, struct dedup *engine, uint64_t key, const uint64_t *members,
                size_t count)
{
    struct rule_question question = {.key = key};
    uint64_t keys[1 + RULE_MEMBERS_MAX] = {key};
    int result;

    memcpy(keys + 1, members, count * sizeof(*members));
    result =
        engine->memory.overrides(engine->memory.context, keys, 1 + count, rule_hear, &question);
    *ret_allows = !question.apart;
    return result == 0 || question.apart ? DEDUP_OK : DEDUP_ERR_PORT;
}

/* Overrides come newest first: a split of the item ends the search, because it cancels older
 * joins. */
static int rule_seek(void *context, size_t index, uint64_t b, bool together)
{
    struct rule_search *search = context;
    const struct dedup_memory *memory = &search->engine->memory;
    struct dedup_record record;
    uint64_t node;
    dedup_doc doc;

    (void)index;
    if (search->decided || b == 0) {
        search->decided = true;
        return 0;
    }
    if (!together)
        return 0;
    if (memory->find(memory->context, &doc, b) != 0 ||
        memory->get(memory->context, &record, doc) != 0 ||
        memory->resolve(memory->context, &node, record.node) != 0)
        return DEDUP_ERR_PORT;
    search->found = node == search->node;
    search->decided = search->found;
    return 0;
}

int rule_holds(bool *ret_holds, struct dedup *engine, uint64_t key, uint64_t node)
{
    struct rule_search search = {.engine = engine};

    if (engine->memory.resolve(engine->memory.context, &search.node, node) != 0 ||
        engine->memory.overrides(engine->memory.context, &key, 1, rule_seek, &search) != 0)
        return DEDUP_ERR_PORT;
    *ret_holds = search.found;
    return DEDUP_OK;
}

static int record_find(struct dedup_record *ret, struct dedup *engine, uint64_t key)
{
    dedup_doc doc;

    if (engine->memory.find(engine->memory.context, &doc, key) != 0)
        return DEDUP_ERR_PORT;
    if (doc == 0)
        return DEDUP_ERR_ABSENT;
    return engine->memory.get(engine->memory.context, ret, doc) == 0 ? DEDUP_OK : DEDUP_ERR_PORT;
}

static int oldest_member(dedup_doc *ret, struct dedup *engine, uint64_t node)
{
    size_t count;

    *ret = 0;
    return engine_members(ret, 1, &count, engine, node);
}

int dedup_join(struct dedup_verdict *ret, struct dedup *engine, uint64_t a, uint64_t b)
{
    struct dedup_verdict verdict = {
        .joined = true, .evidence = {.channel = DEDUP_BY_READER, .with = b, .score = 1}};
    struct dedup_record left, right;
    dedup_doc left_oldest, right_oldest;
    uint64_t older, younger;
    int code = record_find(&left, engine, a);

    if (code == DEDUP_OK)
        code = record_find(&right, engine, b);
    if (code == DEDUP_OK)
        code = oldest_member(&left_oldest, engine, left.node);
    if (code == DEDUP_OK)
        code = oldest_member(&right_oldest, engine, right.node);
    if (code != DEDUP_OK)
        return code;
    if (engine->memory.override(engine->memory.context, a, b, true) != 0)
        return DEDUP_ERR_PORT;
    older = left.node;
    younger = right.node;
    if (right_oldest < left_oldest) {
        older = right.node;
        younger = left.node;
    }
    if (older != younger) {
        if (engine->memory.merge(engine->memory.context, younger, older) != 0)
            return DEDUP_ERR_PORT;
        verdict.merges[verdict.merge_count++] = (struct dedup_merge){younger, older};
    }
    verdict.node = older;
    if (engine->memory.move(engine->memory.context, a, older, &verdict.evidence) != 0)
        return DEDUP_ERR_PORT;
    *ret = verdict;
    return DEDUP_OK;
}

int dedup_split(struct dedup_verdict *ret, struct dedup *engine, uint64_t key)
{
    struct dedup_verdict verdict = {.evidence = {.channel = DEDUP_BY_READER, .score = 1}};
    struct dedup_record record;
    dedup_doc docs[2];
    size_t count;
    int code = record_find(&record, engine, key);

    if (code != DEDUP_OK)
        return code;
    if (engine->memory.override(engine->memory.context, key, 0, false) != 0)
        return DEDUP_ERR_PORT;
    code = engine_members(docs, 2, &count, engine, record.node);
    verdict.node = record.node;
    if (code == DEDUP_OK && count > 1) /* salt 0 may give the number of the story it leaves */
        code = engine_node_draw(&verdict.node, engine, key, 1);
    if (code != DEDUP_OK)
        return code;
    if (engine->memory.move(engine->memory.context, key, verdict.node, &verdict.evidence) != 0)
        return DEDUP_ERR_PORT;
    *ret = verdict;
    return DEDUP_OK;
}
