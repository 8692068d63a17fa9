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

/* dedup's memory. */

bool memory_record(struct dedup_record *ret, const struct memory_engine *engine, uint64_t key)
{
    const struct dedup_memory *memory = &engine->memory;
    dedup_doc doc;

    memory->find(memory->context, &doc, key); /* it reads RAM, which cannot fail */
    memory->get(memory->context, ret, doc);
    return ret->doc != 0;
}

dedup_doc *memory_members(size_t *ret_count, const struct memory_engine *engine, uint64_t node)
{
    const struct dedup_memory *memory = &engine->memory;
    size_t room = 16;
    dedup_doc *docs = NULL, *more;

    do {
        room *= 2;
        more = realloc(docs, room * sizeof(*docs));
        if (more == NULL) {
            free(docs);
            return NULL;
        }
        docs = more;
        memory->members(memory->context, docs, room, ret_count, &node, 1);
    } while (*ret_count == room);
    return docs;
}

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* The item of a document; NULL when it was placed but not stored. */
static const struct memory_item *item_of(const struct memory_engine *engine, dedup_doc doc)
{
    struct dedup_record record;

    engine->memory.get(engine->memory.context, &record, doc);
    return memory_row(engine, TABLE_ITEM, record.key);
}

static int tellings_fill(struct story *ret, struct memory_engine *engine, struct arena *arena,
                         struct error *err)
{
    size_t count;
    dedup_doc *docs = memory_members(&count, engine, ret->node);
    int code = 0;

    if (docs == NULL)
        return no_memory(err);
    ret->tellings = arena_array(arena, count, sizeof(*ret->tellings));
    if (ret->tellings == NULL)
        code = no_memory(err);
    for (size_t i = 0; i < count && code == 0; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item != NULL)
            code =
                memory_telling_fill(&ret->tellings[ret->telling_count++], engine, arena, item, err);
    }
    free(docs);
    return code;
}

struct alias_walk {
    store_alias_fn *each;
    void *context;
    struct error *err;
};

static int alias_hear(void *context, uint64_t node, uint64_t target)
{
    const struct alias_walk *walk = context;

    return walk->each(walk->context, node, target, walk->err);
}

int memory_aliases(void *state, store_alias_fn *each, void *context, struct error *err)
{
    const struct memory_engine *engine = state;
    struct alias_walk walk = {each, context, err};

    return dedup_ram_aliases(&engine->memory, alias_hear, &walk);
}

/* The story of a node that may be an alias, or that no item has. */
static uint64_t node_of(const struct memory_engine *engine, uint64_t node)
{
    uint64_t current;

    engine->memory.resolve(engine->memory.context, &current, node);
    return current != 0 ? current : node;
}

int memory_story_load(struct story *ret, void *state, struct arena *arena, uint64_t node,
                      struct error *err)
{
    struct memory_engine *engine = state;
    const struct store_publication *published;
    int code;

    memset(ret, 0, sizeof(*ret));
    ret->node = node_of(engine, node);
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

/* The stories while they are listed. */
struct story_list {
    const struct memory_engine *engine;
    struct listed *list; /* malloc'ed */
    size_t count, room;
};

static int node_count(void *context, uint64_t node, size_t members)
{
    struct story_list *stories = context;

    (void)node, (void)members;
    stories->room++;
    return 0;
}

/* A node without a stored item is no story. */
static int node_list(void *context, uint64_t node, size_t members)
{
    struct story_list *stories = context;
    struct listed *listed = &stories->list[stories->count];
    size_t count;
    dedup_doc *docs = memory_members(&count, stories->engine, node);

    (void)members;
    if (docs == NULL)
        return ERR_MEMORY;
    *listed = (struct listed){node, INT64_MAX};
    for (size_t i = 0; i < count; i++) {
        const struct memory_item *item = item_of(stories->engine, docs[i]);

        if (item != NULL && item->first_seen < listed->first_seen)
            listed->first_seen = item->first_seen;
    }
    free(docs);
    stories->count += listed->first_seen != INT64_MAX;
    return 0;
}

/* Lists the stories, newest first; *ret is malloc'ed. */
static int stories_list(struct listed **ret, size_t *ret_count, const struct memory_engine *engine,
                        struct error *err)
{
    struct story_list stories = {.engine = engine};
    int code;

    dedup_ram_nodes(&engine->memory, node_count, &stories);
    stories.list = malloc((stories.room + 1) * sizeof(*stories.list));
    if (stories.list == NULL)
        return no_memory(err);
    code = dedup_ram_nodes(&engine->memory, node_list, &stories);
    if (code != 0) {
        free(stories.list);
        return no_memory(err);
    }
    qsort(stories.list, stories.count, sizeof(*stories.list), listed_compare);
    *ret = stories.list;
    *ret_count = stories.count;
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
static bool feed_is_new(const struct memory_engine *engine, const dedup_doc *docs, size_t at)
{
    const char *url = memory_row(engine, TABLE_BODY, item_of(engine, docs[at])->key);

    for (size_t i = 0; i < at; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item != NULL && strcmp(memory_row(engine, TABLE_BODY, item->key), url) == 0)
            return false;
    }
    return true;
}

static int outline_make(struct store_outline *ret, const struct memory_engine *engine,
                        uint64_t node, struct error *err)
{
    size_t count;
    dedup_doc *docs = memory_members(&count, engine, node);

    if (docs == NULL)
        return no_memory(err);
    *ret = (struct store_outline){.node = node, .latest = TIME_NONE};
    for (size_t i = 0; i < count; i++) {
        const struct memory_item *item = item_of(engine, docs[i]);

        if (item == NULL)
            continue;
        ret->tellings++;
        ret->feeds += feed_is_new(engine, docs, i);
        if (item->first_seen > ret->latest)
            ret->latest = item->first_seen;
    }
    free(docs);
    return 0;
}

int memory_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                    struct error *err)
{
    struct listed *list = NULL;
    size_t count = 0;
    int code = stories_list(&list, &count, engine, err);

    for (size_t i = 0; i < count && code == 0; i++) {
        struct store_outline outline;

        if (list[i].first_seen < list[0].first_seen - window_seconds)
            continue;
        code = outline_make(&outline, engine, list[i].node, err);
        if (code == 0)
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
