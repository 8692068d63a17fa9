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

/* Calls each() for the members of a node. */
static int members_visit(size_t *ret_count, struct dedup *engine, uint64_t node,
                         dedup_record_fn *each, void *context)
{
    dedup_doc docs[MEMBERS_SEARCHED];
    int code = engine_members(docs, MEMBERS_SEARCHED, ret_count, engine, node);

    return code == DEDUP_OK ? engine_records(engine, docs, *ret_count, each, context) : code;
}

struct feed_search {
    uint64_t feed;
    bool found;
};

static int feed_seek(void *context, size_t index, const struct dedup_record *record)
{
    struct feed_search *search = context;

    (void)index;
    search->found = record->feed == search->feed;
    return search->found ? ENGINE_ENOUGH : DEDUP_OK;
}

int fold_admits(bool *ret, struct dedup *engine, uint64_t feed, uint64_t node)
{
    struct feed_search search = {feed, false};
    size_t count;
    int code;

    *ret = true;
    if (fold_of(engine, feed) != DEDUP_FOLD_OTHERS)
        return DEDUP_OK;
    code = members_visit(&count, engine, node, feed_seek, &search);
    *ret = code == DEDUP_OK && count < MEMBERS_SEARCHED && !search.found;
    return code;
}

/* The feeds of a node that fold only with others, each once. */
struct feed_list {
    const struct dedup *engine;
    size_t count;
    uint64_t feeds[MEMBERS_SEARCHED];
};

static int feed_collect(void *context, size_t index, const struct dedup_record *record)
{
    struct feed_list *list = context;
    size_t at = 0;

    (void)index;
    if (fold_of(list->engine, record->feed) != DEDUP_FOLD_OTHERS)
        return DEDUP_OK;
    while (at < list->count && list->feeds[at] != record->feed)
        at++;
    list->feeds[at] = record->feed;
    list->count += at == list->count;
    return DEDUP_OK;
}

int fold_may_merge(bool *ret, struct dedup *engine, uint64_t left, uint64_t right)
{
    struct feed_list list;
    size_t count;
    int code;

    *ret = true;
    if (engine->fold == NULL)
        return DEDUP_OK;
    list.engine = engine;
    list.count = 0;
    code = members_visit(&count, engine, left, feed_collect, &list);
    for (size_t i = 0; i < list.count && *ret && code == DEDUP_OK; i++)
        code = fold_admits(ret, engine, list.feeds[i], right);
    return code;
}
