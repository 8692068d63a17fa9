#include "dedup/recognise/override.h"

#include <string.h>

enum { MEMBERS_CHECKED = 64 };

struct rule_question {
    uint64_t other; /* 0: whether the item stands apart from all */
    bool decided, apart;
};

struct rule_search {
    struct dedup *engine;
    uint64_t node;
    bool decided, found;
};

/* Overrides come newest first, so the newest one on the pair, or on standing apart, decides. */
static int rule_hear(void *context, uint64_t b, bool together)
{
    struct rule_question *q = context;

    if (!q->decided && (b == 0 || b == q->other)) {
        q->decided = true;
        q->apart = !together;
    }
    return 0;
}

static int rule_ask(bool *ret_apart, struct dedup *engine, uint64_t a, uint64_t b)
{
    struct rule_question question = {.other = b};

    if (engine->memory.overrides(engine->memory.context, a, rule_hear, &question) != 0)
        return DEDUP_ERR_PORT;
    *ret_apart = question.apart;
    return DEDUP_OK;
}

int rule_allows(bool *ret_allows, struct dedup *engine, uint64_t key, uint64_t node)
{
    dedup_doc docs[MEMBERS_CHECKED];
    size_t count;
    bool apart = false;
    int code = rule_ask(&apart, engine, key, 0);

    if (code == DEDUP_OK &&
        engine->memory.members(engine->memory.context, docs, MEMBERS_CHECKED, &count, node) != 0)
        code = DEDUP_ERR_PORT;
    for (size_t i = 0; code == DEDUP_OK && !apart && i < count; i++) {
        struct dedup_record record;

        if (engine->memory.get(engine->memory.context, &record, docs[i]) != 0)
            return DEDUP_ERR_PORT;
        code = rule_ask(&apart, engine, record.key, key);
    }
    *ret_allows = !apart;
    return code;
}

/* Overrides come newest first: a split of the item ends the search, because it cancels older
 * joins. */
static int rule_seek(void *context, uint64_t b, bool together)
{
    struct rule_search *search = context;
    const struct dedup_memory *memory = &search->engine->memory;
    struct dedup_record record;
    uint64_t node;
    dedup_doc doc;

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
        engine->memory.overrides(engine->memory.context, key, rule_seek, &search) != 0)
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
    return engine->memory.members(engine->memory.context, ret, 1, &count, node) == 0
               ? DEDUP_OK
               : DEDUP_ERR_PORT;
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
    if (engine->memory.override(engine->memory.context, key, 0, false) != 0 ||
        engine->memory.members(engine->memory.context, docs, 2, &count, record.node) != 0)
        return DEDUP_ERR_PORT;
    verdict.node = record.node;
    if (count > 1) /* salt 0 may give the number of the story it leaves */
        code = engine_node_draw(&verdict.node, engine, key, 1);
    if (code != DEDUP_OK)
        return code;
    if (engine->memory.move(engine->memory.context, key, verdict.node, &verdict.evidence) != 0)
        return DEDUP_ERR_PORT;
    *ret = verdict;
    return DEDUP_OK;
}
