#include "dedup/recognise/fold.h"

/* Members of a node that are searched. A larger node takes no item of a feed that folds only with
 * others: it could have one among the rest. */
enum { MEMBERS_SEARCHED = 4096 };

static enum dedup_fold fold_of(const struct dedup *engine, uint64_t feed)
{
    return engine->fold != NULL ? engine->fold(engine->fold_context, feed) : DEDUP_FOLD_ALL;
}

bool fold_excludes(const struct dedup *engine, uint64_t feed, uint64_t other)
{
    return fold_of(engine, feed) == DEDUP_FOLD_NEVER || fold_of(engine, other) == DEDUP_FOLD_NEVER;
}

bool fold_parts(const struct dedup *engine, uint64_t feed, uint64_t other)
{
    return fold_excludes(engine, feed, other) ||
           (feed == other && fold_of(engine, feed) == DEDUP_FOLD_OTHERS);
}

int fold_admits(bool *ret, struct dedup *engine, uint64_t feed, uint64_t node)
{
    const struct dedup_memory *memory = &engine->memory;
    dedup_doc docs[MEMBERS_SEARCHED];
    size_t count;

    *ret = true;
    if (fold_of(engine, feed) != DEDUP_FOLD_OTHERS)
        return DEDUP_OK;
    if (memory->members(memory->context, docs, MEMBERS_SEARCHED, &count, node) != 0)
        return DEDUP_ERR_PORT;
    *ret = count < MEMBERS_SEARCHED;
    for (size_t i = 0; i < count && *ret; i++) {
        struct dedup_record record;

        if (memory->get(memory->context, &record, docs[i]) != 0)
            return DEDUP_ERR_PORT;
        *ret = record.feed != feed;
    }
    return DEDUP_OK;
}

int fold_may_merge(bool *ret, struct dedup *engine, uint64_t left, uint64_t right)
{
    const struct dedup_memory *memory = &engine->memory;
    dedup_doc docs[MEMBERS_SEARCHED];
    size_t count;
    int code = DEDUP_OK;

    *ret = true;
    if (engine->fold == NULL)
        return DEDUP_OK;
    if (memory->members(memory->context, docs, MEMBERS_SEARCHED, &count, left) != 0)
        return DEDUP_ERR_PORT;
    for (size_t i = 0; i < count && *ret && code == DEDUP_OK; i++) {
        struct dedup_record record;

        if (memory->get(memory->context, &record, docs[i]) != 0)
            return DEDUP_ERR_PORT;
        code = fold_admits(ret, engine, record.feed, right);
    }
    return code;
}
