/* Stories in SQLite: nodes as seen through the items that are stored. */
#include "aggregator/base/clock.h"
#include "aggregator/store/row.h"
#include "aggregator/store/sqlite_engine.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    STORY_BYTES = 512 * 1024 * 1024, /* of all tellings of one story */
};

int sqlite_story_recount(struct sqlite_engine *engine, uint64_t node, struct error *err)
{
    return query_run(engine, QUERY_STORY_RECOUNT, err, "u", node);
}

static int story_row_read(struct story *ret, struct sqlite_engine *engine, struct error *err)
{
    sqlite3_stmt *row;
    bool found = false;
    int code = query_open(&row, engine, QUERY_STORY_ROW, err, "u", ret->node);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    ret->updated = TIME_NONE;
    if (!found)
        return code;
    ret->lead = (uint64_t)sqlite3_column_int64(row, 0);
    ret->lead_hash = (uint64_t)sqlite3_column_int64(row, 1);
    if (sqlite3_column_type(row, 2) != SQLITE_NULL)
        ret->updated = sqlite3_column_int64(row, 2);
    query_close(row);
    return 0;
}

static int tellings_read(struct story *ret, struct sqlite_engine *engine, struct arena *arena,
                         struct error *err)
{
    sqlite3_stmt *row;
    bool found = true;
    uint64_t node;
    int code = query_open(&row, engine, QUERY_STORY_TELLINGS, err, "u", ret->node);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        ret->tellings =
            arena_grow(arena, ret->tellings, ret->telling_count, sizeof(*ret->tellings));
        code = ret->tellings == NULL ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory")
                                     : sqlite_telling_read(&ret->tellings[ret->telling_count++],
                                                           &node, arena, row, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

/* ERR_ABSENT when no item of the node is stored. */
static int node_load(struct story *ret, struct sqlite_engine *engine, struct arena *arena,
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

int sqlite_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                      struct error *err)
{
    int64_t target = (int64_t)node;
    int code = query_number(&target, engine, QUERY_ALIAS_GET, err, "u", node);

    return code != 0 ? code : node_load(ret, engine, arena, (uint64_t)target, err);
}

/* The nodes first, so that the callback may use the store as it likes. *ret is malloc'ed. */
static int nodes_list(uint64_t **ret, size_t *ret_count, struct sqlite_engine *engine, size_t limit,
                      struct error *err)
{
    int64_t most = limit == 0 || limit > INT64_MAX ? -1 : (int64_t)limit;
    uint64_t *nodes = NULL, *more;
    size_t count = 0, room = 0;
    sqlite3_stmt *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_STORY_LIST, err, "i", most);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        if (count == room) {
            room = room == 0 ? 64 : 2 * room;
            more = realloc(nodes, room * sizeof(*nodes));
            if (more == NULL) {
                query_close(row);
                code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
                break;
            }
            nodes = more;
        }
        nodes[count++] = (uint64_t)sqlite3_column_int64(row, 0);
    }
    *ret = nodes;
    *ret_count = count;
    return code;
}

int sqlite_stories(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err)
{
    struct arena arena;
    struct story story;
    uint64_t *nodes;
    size_t count;
    int code = nodes_list(&nodes, &count, engine, limit, err);

    arena_init(&arena, STORY_BYTES);
    for (size_t i = 0; i < count && code == 0; i++) {
        code = node_load(&story, engine, &arena, nodes[i], err);
        if (code == 0)
            code = each(context, &story, err);
        else if (code == ERR_ABSENT) /* the callback has merged it away */
            code = 0;
        arena_reset(&arena);
    }
    arena_release(&arena);
    free(nodes);
    return code;
}

int sqlite_story_published(void *engine, uint64_t node, const struct store_publication *what,
                           struct error *err)
{
    bool own;
    int code = sqlite_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_STORY_PUBLISHED, err, "uuui", node, what->lead, what->lead_hash,
                     what->updated);
    if (code == 0)
        code = query_run(engine, QUERY_ITEM_LEAD, err, "u", what->lead);
    return sqlite_leave(engine, own, code, err);
}
