/* Stories in RAM, assembled on request from the members of a node. */
#include "aggregator/base/clock.h"
#include "aggregator/store/memory/memory_engine.h"
#include "aggregator/store/row.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    STORY_BYTES = 512 * 1024 * 1024, /* maximum size of all tellings of one story */
};

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* The item of a document; NULL when it was placed but not stored. */
static const struct memory_item *item_of(const struct memory_engine *engine, uint64_t doc)
{
    const struct dedup_record *record = memory_row(engine, TABLE_RECORD, doc);

    return memory_row(engine, TABLE_ITEM, record->key);
}

static int tellings_fill(struct story *ret, struct memory_engine *engine, struct arena *arena,
                         struct error *err)
{
    size_t count;
    const uint64_t *docs = memory_numbers(engine, TABLE_MEMBERS, ret->node, &count);
    int code = 0;

    ret->tellings = arena_array(arena, count, sizeof(*ret->tellings));
    if (ret->tellings == NULL)
        return no_memory(err);
    for (size_t i = 0; i < count && code == 0; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item != NULL)
            code =
                memory_telling_fill(&ret->tellings[ret->telling_count++], engine, arena, item, err);
    }
    return code;
}

int memory_aliases(void *state, store_alias_fn *each, void *context, struct error *err)
{
    struct memory_engine *engine = state;
    uint64_t alias;
    size_t place = 0;
    int code = 0;

    while (code == 0 && memory_table_next(&alias, &engine->tables[TABLE_ALIAS], &place))
        if (memory_follow(engine, alias) != alias)
            code = each(context, alias, memory_follow(engine, alias), err);
    return code;
}

int memory_story_load(struct story *ret, void *state, struct arena *arena, uint64_t node,
                      struct error *err)
{
    struct memory_engine *engine = state;
    const struct store_publication *published;
    int code;

    memset(ret, 0, sizeof(*ret));
    ret->node = memory_follow(engine, node);
    ret->updated = TIME_NONE;
    published = memory_row(engine, TABLE_STORY, ret->node);
    if (published != NULL) {
        ret->lead = published->lead;
        ret->lead_hash = published->lead_hash;
        ret->updated = published->updated;
    }
    code = tellings_fill(ret, engine, arena, err);
    if (code == 0 && ret->telling_count == 0)
        code = error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no story %" PRIu64, node);
    if (code == 0)
        story_order(ret);
    return code;
}

struct listed {
    uint64_t node;
    int64_t first_seen;
};

static int listed_compare(const void *left, const void *right)
{
    const struct listed *a = left, *b = right;

    if (a->first_seen != b->first_seen)
        return a->first_seen > b->first_seen ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

/* INT64_MAX when no item of the node is stored. */
static int64_t first_seen_of(const struct memory_engine *engine, uint64_t node)
{
    size_t count;
    const uint64_t *docs = memory_numbers(engine, TABLE_MEMBERS, node, &count);
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < count; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item != NULL && item->first_seen < first)
            first = item->first_seen;
    }
    return first;
}

/* Lists the stories, newest first; *ret is malloc'ed. */
static int stories_list(struct listed **ret, size_t *ret_count, const struct memory_engine *engine,
                        struct error *err)
{
    const struct memory_table *table = &engine->tables[TABLE_MEMBERS];
    struct listed *list = malloc((table->count + 1) * sizeof(*list));
    size_t place = 0, count = 0;

    if (list == NULL)
        return no_memory(err);
    while (memory_table_next(&list[count].node, table, &place)) {
        list[count].first_seen = first_seen_of(engine, list[count].node);
        count += list[count].first_seen != INT64_MAX;
    }
    qsort(list, count, sizeof(*list), listed_compare);
    *ret = list;
    *ret_count = count;
    return 0;
}

int memory_stories(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err)
{
    struct arena arena;
    struct story story;
    struct listed *list = NULL;
    size_t count = 0;
    int code = stories_list(&list, &count, engine, err);

    arena_init(&arena, STORY_BYTES);
    for (size_t i = 0; i < count && (limit == 0 || i < limit) && code == 0; i++) {
        code = memory_story_load(&story, engine, &arena, list[i].node, err);
        if (code == 0)
            code = each(context, &story, err);
        arena_reset(&arena);
    }
    arena_release(&arena);
    free(list);
    return code;
}

/* Whether no earlier item of the node is from the same feed. */
static bool feed_is_new(const struct memory_engine *engine, const uint64_t *docs, size_t at)
{
    const char *url = memory_row(engine, TABLE_BODY, item_of(engine, docs[at])->key);

    for (size_t i = 0; i < at; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item != NULL && strcmp(memory_row(engine, TABLE_BODY, item->key), url) == 0)
            return false;
    }
    return true;
}

static struct store_outline outline_of(const struct memory_engine *engine, uint64_t node)
{
    struct store_outline outline = {.node = node, .latest = TIME_NONE};
    size_t count;
    const uint64_t *docs = memory_numbers(engine, TABLE_MEMBERS, node, &count);

    for (size_t i = 0; i < count; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item == NULL)
            continue;
        outline.tellings++;
        outline.feeds += feed_is_new(engine, docs, i);
        if (item->first_seen > outline.latest)
            outline.latest = item->first_seen;
    }
    return outline;
}

int memory_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                    struct error *err)
{
    struct listed *list = NULL;
    size_t count = 0;
    int code = stories_list(&list, &count, engine, err);

    for (size_t i = 0; i < count && code == 0; i++) {
        const struct store_outline outline = outline_of(engine, list[i].node);

        if (list[i].first_seen >= list[0].first_seen - window_seconds)
            code = each(context, &outline, err);
    }
    free(list);
    return code;
}

int memory_stories_count(struct store_counts *ret, const struct memory_engine *engine,
                         struct error *err)
{
    struct listed *list = NULL;
    size_t count = 0;
    int code = stories_list(&list, &count, engine, err);

    free(list);
    ret->stories = (int64_t)count;
    ret->folded = ret->items - ret->stories;
    return code;
}
