/* Stories in SQLite: nodes with their stored items. */
#include "aggregator/base/clock.h"
#include "aggregator/store/row.h"
#include "aggregator/store/sql/sql_engine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    STORY_BYTES = 512 * 1024 * 1024, /* maximum size of all tellings of one story */
    STORIES_LISTED = 512,            /* nodes in the first list; doubles each time */
};

int sql_story_recount(struct sql_engine *engine, uint64_t node, struct error *err)
{
    return query_run(engine, QUERY_STORY_RECOUNT, err, "u", node);
}

static int story_row_read(struct story *ret, struct sql_engine *engine, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, QUERY_STORY_ROW, err, "u", ret->node);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    ret->updated = TIME_NONE;
    if (!found)
        return code;
    ret->lead = (uint64_t)row_integer(row, 0);
    ret->lead_hash = (uint64_t)row_integer(row, 1);
    if (!row_is_null(row, 2))
        ret->updated = sql_time_read(row, 2);
    query_close(row);
    return 0;
}

/* Adds a telling from a row; leaves a damaged one out. */
static int telling_add(struct story *ret, struct sql_engine *engine, struct arena *arena,
                       struct sql_rows *row, struct error *err)
{
    struct error local = {.code = ERR_NONE};
    struct telling *grown =
        arena_grow(arena, ret->tellings, ret->telling_count, sizeof(*ret->tellings));
    uint64_t node;
    int code;

    if (grown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    ret->tellings = grown;
    code = sql_telling_read(&grown[ret->telling_count], &node, arena, row, &local);
    ret->telling_count += code == 0;
    if (code == ERR_STORE) {
        sql_set_aside(engine, "%s", local.text);
        return 0;
    }
    if (code != 0 && err != NULL)
        *err = local;
    return code;
}

/* If a story exceeds STORY_BYTES, it has only the tellings that fit. */
static int tellings_read(struct story *ret, struct sql_engine *engine, struct arena *arena,
                         struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_STORY_TELLINGS, err, "u", ret->node);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found)
        code = telling_add(ret, engine, arena, row, err);
    if (code != 0)
        query_close(row);
    if (code == 0 || arena_status(arena) != ERR_LIMIT || ret->telling_count == 0)
        return code;
    if (err != NULL)
        err->code = ERR_NONE;
    return 0;
}

/* ERR_ABSENT when no item of the node is stored. */
static int node_load(struct story *ret, struct sql_engine *engine, struct arena *arena,
                     uint64_t node, struct error *err)
{
    int code;

    memset(ret, 0, sizeof(*ret));
    ret->node = node;
    code = story_row_read(ret, engine, err);
    if (code == 0)
        code = tellings_read(ret, engine, arena, err);
    if (code == 0 && ret->telling_count == 0)
        code = error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no story %" PRIu64, node);
    if (code == 0)
        story_order(ret);
    return code;
}

int sql_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                   struct error *err)
{
    int64_t target = (int64_t)node;
    int code = query_number(&target, engine, QUERY_ALIAS_GET, err, "u", node);

    return code != 0 ? code : node_load(ret, engine, arena, (uint64_t)target, err);
}

int sql_aliases(void *engine, store_alias_fn *each, void *context, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_ALIAS_LIST, err, "");

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found)
        code = each(context, (uint64_t)row_integer(row, 0), (uint64_t)row_integer(row, 1), err);
    if (code != 0)
        query_close(row);
    return code;
}

/* A walk over the stories, newest first. It lists some nodes at a time, so that the callback may
 * use the store freely and an early end does not list them all. */
struct story_walk {
    uint64_t *nodes;
    size_t count, room;
    int64_t first_seen; /* of the last node */
    size_t left;        /* maximum nodes still to list */
};

/* Lists the nodes after the last one. Each list is longer than the one before: many stories may
 * share one second, and each list has to sort all of them. */
static int nodes_list(struct story_walk *walk, struct sql_engine *engine, struct error *err)
{
    const uint64_t last = walk->count > 0 ? walk->nodes[walk->count - 1] : 0;
    const size_t room = walk->room > 0 ? 2 * walk->room : STORIES_LISTED;
    uint64_t *nodes = realloc(walk->nodes, room * sizeof(*nodes));
    struct sql_rows *row;
    bool found = true;
    int code;

    if (nodes == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    walk->nodes = nodes;
    walk->room = room;
    code = query_open(&row, engine, QUERY_STORY_LIST, err, "iui", walk->first_seen, last,
                      (int64_t)(walk->left < room ? walk->left : room));
    walk->count = 0;
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        nodes[walk->count++] = (uint64_t)row_integer(row, 0);
        walk->first_seen = row_integer(row, 1);
    }
    walk->left -= walk->count;
    return code;
}

static int nodes_tell(const struct story_walk *walk, struct sql_engine *engine, struct arena *arena,
                      store_story_fn *each, void *context, struct error *err)
{
    struct story story;
    int code = 0;

    for (size_t i = 0; i < walk->count && code == 0; i++) {
        code = node_load(&story, engine, arena, walk->nodes[i], err);
        if (code == 0)
            code = each(context, &story, err);
        else if (code == ERR_ABSENT) /* the callback has merged this node into another */
            code = 0;
        arena_reset(arena);
    }
    return code;
}

int sql_stories(void *engine, size_t limit, store_story_fn *each, void *context, struct error *err)
{
    struct story_walk walk = {.first_seen = INT64_MAX, .left = limit == 0 ? SIZE_MAX : limit};
    struct arena arena;
    int code;

    arena_init(&arena, STORY_BYTES);
    do {
        code = nodes_list(&walk, engine, err);
        if (code == 0)
            code = nodes_tell(&walk, engine, &arena, each, context, err);
    } while (code == 0 && walk.count == walk.room && walk.left > 0);
    free(walk.nodes);
    arena_release(&arena);
    return code;
}

int sql_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                 struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_STORY_OUTLINES, err, "i", window_seconds);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const struct store_outline outline = {.node = (uint64_t)row_integer(row, 0),
                                              .tellings = (size_t)row_integer(row, 1),
                                              .feeds = (size_t)row_integer(row, 2),
                                              .latest = sql_time_read(row, 3)};

        code = each(context, &outline, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

int sql_story_published(void *engine, uint64_t node, const struct store_publication *what,
                        struct error *err)
{
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_STORY_PUBLISHED, err, "uuui", node, what->lead, what->lead_hash,
                     what->updated);
    if (code == 0)
        code = query_run(engine, QUERY_ITEM_LEAD, err, "u", what->lead);
    return sql_leave(engine, own, code, err);
}
