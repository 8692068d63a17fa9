/* dedup's memory port in an SQL database. */
#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/sql/record_cache.h"
#include "aggregator/store/sql/sql_record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Every function stores its error in the engine, since the port can only return a failure code. */
static struct error *port_error(struct sql_engine *engine)
{
    engine->memory_error = (struct error){.code = ERR_NONE};
    engine->sketch_read = 0;
    return &engine->memory_error;
}

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* Records. */

static int port_find(void *context, dedup_doc *ret_doc, uint64_t key)
{
    return sql_record_find(ret_doc, context, key, port_error(context));
}

static int port_get(void *context, struct dedup_record *ret, dedup_doc doc)
{
    struct error *err = port_error(context);

    return sql_record_get(ret, context, doc, err);
}

static int port_get_many(void *context, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                         void *each_context)
{
    struct error *err = port_error(context);

    return sql_records_get(context, docs, count, each, each_context, err);
}

int sql_sketch_drop(void *context, struct error *err)
{
    struct sql_engine *engine = context;
    const dedup_doc doc = engine->sketch_read;
    int code;

    if (doc == 0)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "no sketch was given");
    sql_set_aside(engine, "the sketch of record %" PRIu32 " is damaged", doc);
    engine->sketch_read = 0;
    record_cache_drop(engine->cache, doc);
    if (engine->readonly)
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "the sketch of record %" PRIu32 " is damaged; \"headwater verify "
                         "--rebuild\" sets it aside",
                         doc);
    code = query_run(engine, QUERY_SKETCH_DROP, err, "i", (int64_t)doc);
    return code != 0 ? code : query_run(engine, QUERY_KEYS_DROP, err, "i", (int64_t)doc);
}

static int port_last(void *context, dedup_doc *ret_doc)
{
    return key_index_last(ret_doc, ((struct sql_engine *)context)->index, port_error(context));
}

static int port_add(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
                    const uint32_t *index_keys, size_t key_count)
{
    struct sql_engine *engine = context;
    struct error *err = port_error(engine);
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = sql_record_add(ret_doc, engine, record, index_keys, key_count, err);
    return sql_leave(engine, own, code, err);
}

static int port_match(void *context, const struct dedup_lookup *lookups, size_t count,
                      dedup_doc_fn *each, void *each_context)
{
    struct sql_engine *engine = context;
    int stopped;
    int code = key_index_match(&stopped, engine->index, lookups, count, each, each_context,
                               port_error(engine));

    return code != 0 ? code : stopped;
}

/* Nodes. */

static int node_follow(uint64_t *ret, struct sql_engine *engine, uint64_t node, struct error *err)
{
    int64_t target = (int64_t)node;
    int code = query_number(&target, engine, QUERY_ALIAS_GET, err, "u", node);

    *ret = (uint64_t)target;
    return code;
}

static int members_one(dedup_doc *ret_docs, size_t *ret_count, struct sql_engine *engine,
                       uint64_t node, size_t room, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    size_t count = 0;
    int code = query_open(&row, engine, QUERY_NODE_MEMBERS, err, "ui", node, (int64_t)room);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found)
        ret_docs[count++] = (dedup_doc)row_integer(row, 0);
    *ret_count = count;
    return code;
}

/* At most SQL_NUMBERS_MAX nodes. */
static int members_many(dedup_doc *ret_docs, size_t *ret_counts, struct sql_engine *engine,
                        const uint64_t *nodes, size_t node_count, size_t room, struct error *err)
{
    int64_t numbers[SQL_NUMBERS_MAX];
    struct sql_rows *row;
    bool found = true;
    int code;

    for (size_t i = 0; i < node_count; i++) {
        numbers[i] = (int64_t)nodes[i];
        ret_counts[i] = 0;
    }
    code = query_open(&row, engine, QUERY_NODES_MEMBERS, err, "ni", (const int64_t *)numbers,
                      node_count, (int64_t)room);
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const size_t at = (size_t)row_integer(row, 0) - 1;

        ret_docs[at * room + ret_counts[at]++] = (dedup_doc)row_integer(row, 1);
    }
    return code;
}

/* Within this process, a statement for each node costs less than one for all. */
static int port_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
                        const uint64_t *nodes, size_t node_count)
{
    struct sql_engine *engine = context;
    const size_t step = engine->driver->remote ? SQL_NUMBERS_MAX : 1;
    struct error *err = port_error(engine);
    int code = 0;

    for (size_t i = 0; i < node_count && code == 0; i += step) {
        const size_t count = node_count - i < step ? node_count - i : step;

        code = count == 1
                   ? members_one(ret_docs + i * room, &ret_counts[i], engine, nodes[i], room, err)
                   : members_many(ret_docs + i * room, &ret_counts[i], engine, nodes + i, count,
                                  room, err);
    }
    return code;
}

static int port_resolve(void *context, uint64_t *ret_node, uint64_t node)
{
    int64_t known = 0;
    int code = query_number(&known, context, QUERY_NODE_RESOLVE, port_error(context), "u", node);

    *ret_node = (uint64_t)known;
    return code;
}

static int node_merge(struct sql_engine *engine, uint64_t from, uint64_t to, struct error *err)
{
    int code = sql_marks_merge(engine, from, to, err);

    if (code == 0)
        code = sql_entries_merge(engine, from, to, err);
    if (code == 0)
        code = query_run(engine, QUERY_NODE_MERGE, err, "uu", from, to);
    if (code == 0)
        code = query_run(engine, QUERY_ALIAS_FOLLOW, err, "uu", from, to);
    if (code == 0)
        code = query_run(engine, QUERY_ALIAS_PUT, err, "uu", from, to);
    if (code == 0)
        code = sql_story_recount(engine, from, err);
    if (code == 0)
        code = sql_story_recount(engine, to, err);
    record_cache_merge(engine->cache, from, to);
    return code;
}

static int port_merge(void *context, uint64_t from, uint64_t to)
{
    struct error *err = port_error(context);
    bool own;
    int code = sql_enter(&own, context, err);

    if (code != 0)
        return code;
    code = node_follow(&from, context, from, err);
    if (code == 0)
        code = node_follow(&to, context, to, err);
    if (code == 0 && from != to)
        code = node_merge(context, from, to, err);
    return sql_leave(context, own, code, err);
}

static int record_move(struct sql_engine *engine, uint64_t key, uint64_t node,
                       const struct dedup_evidence *e, struct error *err)
{
    int64_t doc = 0, before = 0;
    int code = query_number(&doc, engine, QUERY_RECORD_FIND, err, "u", key);

    if (code == 0 && doc == 0)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "the item to move does not exist");
    if (code == 0)
        code = query_number(&before, engine, QUERY_RECORD_NODE, err, "i", doc);
    if (code == 0)
        code =
            query_run(engine, QUERY_RECORD_MOVE, err, "iuiuddddi", doc, node, (int64_t)e->channel,
                      e->with, e->score, e->containment, e->t, e->p, (int64_t)e->matched);
    record_cache_drop(engine->cache, (dedup_doc)doc);
    if (code == 0)
        code = sql_story_recount(engine, (uint64_t)before, err);
    return code != 0 ? code : sql_story_recount(engine, node, err);
}

static int port_move(void *context, uint64_t key, uint64_t node,
                     const struct dedup_evidence *evidence)
{
    struct error *err = port_error(context);
    bool own;
    int code = sql_enter(&own, context, err);

    if (code != 0)
        return code;
    code = node_follow(&node, context, node, err);
    if (code == 0)
        code = record_move(context, key, node, evidence, err);
    return sql_leave(context, own, code, err);
}

/* Overrides and metadata. */

/* An override of two items is stored under both of them. */
static int port_override(void *context, uint64_t a, uint64_t b, bool together)
{
    struct error *err = port_error(context);
    bool own;
    int code = sql_enter(&own, context, err);

    if (code != 0)
        return code;
    code = query_run(context, QUERY_OVERRIDE_PUT, err, "uui", a, b, (int64_t)together);
    if (code == 0 && b != 0)
        code = query_run(context, QUERY_OVERRIDE_PUT, err, "uui", b, a, (int64_t)together);
    return sql_leave(context, own, code, err);
}

struct override {
    size_t index;
    uint64_t b;
    bool together;
};

struct override_list {
    struct override *list; /* malloc'ed */
    size_t count;
};

static int override_note(struct override_list *ret, const struct override *override,
                         struct error *err)
{
    struct override *more = realloc(ret->list, (ret->count + 1) * sizeof(*more));

    if (more == NULL)
        return no_memory(err);
    ret->list = more;
    more[ret->count++] = *override;
    return 0;
}

/* Appends the overrides of at most SQL_NUMBERS_MAX items; first is the index of the first one. */
static int overrides_list(struct override_list *ret, struct sql_engine *engine,
                          const uint64_t *keys, size_t key_count, size_t first, struct error *err)
{
    int64_t numbers[SQL_NUMBERS_MAX];
    struct sql_rows *row;
    bool found = true;
    int code;

    for (size_t i = 0; i < key_count; i++)
        numbers[i] = (int64_t)keys[i];
    code = query_open(&row, engine, QUERY_OVERRIDE_LIST, err, "n", (const int64_t *)numbers,
                      key_count);
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const struct override override = {first + (size_t)row_integer(row, 0) - 1,
                                          (uint64_t)row_integer(row, 1),
                                          (int)row_integer(row, 2) != 0};

        code = override_note(ret, &override, err);
        if (code != 0)
            query_close(row);
    }
    return code;
}

/* All are read before the first call of each(), which may ask for others. */
static int port_overrides(void *context, const uint64_t *keys, size_t key_count,
                          dedup_override_fn *each, void *each_context)
{
    struct error *err = port_error(context);
    struct override_list overrides = {NULL, 0};
    int code = 0;

    for (size_t i = 0; i < key_count && code == 0; i += SQL_NUMBERS_MAX) {
        const size_t left = key_count - i;

        code = overrides_list(&overrides, context, keys + i,
                              left < SQL_NUMBERS_MAX ? left : SQL_NUMBERS_MAX, i, err);
    }
    for (size_t i = 0; i < overrides.count && code == 0; i++)
        code = each(each_context, overrides.list[i].index, overrides.list[i].b,
                    overrides.list[i].together);
    free(overrides.list);
    return code;
}

static int port_metadata_get(void *context, const char *name, void *into, size_t room,
                             size_t *ret_size)
{
    struct error *err = port_error(context);
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, context, QUERY_METADATA_GET, err, "t", name);

    if (code == 0)
        code = query_step(&found, context, row, err);
    *ret_size = 0;
    if (!found)
        return code;
    *ret_size = row_bytes(row, 0);
    if (*ret_size > 0 && room > 0)
        memcpy(into, row_blob(row, 0), *ret_size < room ? *ret_size : room);
    query_close(row);
    return 0;
}

static int port_metadata_put(void *context, const char *name, const void *data, size_t size)
{
    return query_run(context, QUERY_METADATA_PUT, port_error(context), "tb", name, data, size);
}

/* The port table. */

int sql_memory(struct dedup_memory *ret, void *context, int64_t window_seconds, struct error *err)
{
    struct sql_engine *engine = context;

    sql_memory_release(engine);
    engine->index = key_index_new(engine, window_seconds);
    engine->cache = record_cache_new();
    if (engine->index == NULL || engine->cache == NULL) {
        sql_memory_release(engine);
        return no_memory(err);
    }
    *ret = (struct dedup_memory){
        .context = engine,
        .find = port_find,
        .get = port_get,
        .get_many = port_get_many,
        .last = port_last,
        .add = port_add,
        .match = port_match,
        .members = port_members,
        .resolve = port_resolve,
        .merge = port_merge,
        .move = port_move,
        .override = port_override,
        .overrides = port_overrides,
        .metadata_get = port_metadata_get,
        .metadata_put = port_metadata_put,
    };
    return 0;
}

void sql_memory_forget(struct sql_engine *engine)
{
    engine->found.known = false;
    if (engine->index != NULL)
        key_index_forget(engine->index);
    if (engine->cache != NULL)
        record_cache_clear(engine->cache);
}

void sql_memory_release(struct sql_engine *engine)
{
    key_index_free(engine->index);
    record_cache_free(engine->cache);
    engine->index = NULL;
    engine->cache = NULL;
}
