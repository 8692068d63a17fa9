/* dedup's memory port in SQLite. */
#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/sql/record_cache.h"

#include <assert.h>
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
    int64_t doc = 0;
    int code = query_number(&doc, context, QUERY_RECORD_FIND, port_error(context), "u", key);

    *ret_doc = doc > 0 && doc < UINT32_MAX ? (dedup_doc)doc : 0;
    return code;
}

static void record_read(struct dedup_record *ret, dedup_doc doc, struct sql_rows *row)
{
    *ret = (struct dedup_record){
        .doc = doc,
        .key = (uint64_t)row_integer(row, 0),
        .feed = (uint64_t)row_integer(row, 1),
        .network = (uint64_t)row_integer(row, 2),
        .node = (uint64_t)row_integer(row, 3),
        .time = sql_time_read(row, 4),
        .superseded = (int)row_integer(row, 5) != 0,
        .evidence = {.channel = sql_channel_read(row, 6),
                     .with = (uint64_t)row_integer(row, 7),
                     .score = sql_real_read(row, 8),
                     .containment = sql_real_read(row, 9),
                     .t = sql_real_read(row, 10),
                     .p = sql_real_read(row, 11),
                     .matched = (int)row_integer(row, 12)},
        .sketch = row_blob(row, 13),
        .sketch_size = row_bytes(row, 13),
    };
}

static int port_get(void *context, struct dedup_record *ret, dedup_doc doc)
{
    struct sql_engine *engine = context;
    const struct dedup_record *record = record_cache_find(engine->cache, doc);
    struct error *err = port_error(engine);
    struct dedup_record fresh;
    struct sql_rows *row;
    bool found = false;
    int code = 0;

    engine->sketch_read = doc;
    if (record != NULL) {
        *ret = *record;
        return 0;
    }
    code = query_open(&row, engine, QUERY_RECORD_GET, err, "i", (int64_t)doc);
    if (code == 0)
        code = query_step(&found, engine, row, err);
    memset(ret, 0, sizeof(*ret));
    if (!found)
        return code;
    record_read(&fresh, doc, row);
    record = record_cache_put(engine->cache, &fresh);
    query_close(row);
    if (record == NULL)
        return no_memory(err);
    *ret = *record;
    return 0;
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

static int keys_write(struct sql_engine *engine, dedup_doc doc, const uint32_t *keys, size_t count,
                      struct error *err)
{
    unsigned char *bytes = malloc(4 * count + 1);
    int code;

    if (bytes == NULL)
        return no_memory(err);
    for (size_t i = 0; i < 4 * count; i++)
        bytes[i] = (unsigned char)(keys[i / 4] >> 8 * (i % 4));
    code =
        query_run(engine, QUERY_KEYS_PUT, err, "ib", (int64_t)doc, (const void *)bytes, 4 * count);
    free(bytes);
    return code;
}

static int record_write(struct sql_engine *engine, dedup_doc doc, const struct dedup_record *r,
                        struct error *err)
{
    const struct dedup_evidence *e = &r->evidence;
    int code =
        query_run(engine, QUERY_RECORD_INSERT, err, "iuuuuiiiuddddi", (int64_t)doc, r->key, r->feed,
                  r->network, r->node, r->time, (int64_t)r->superseded, (int64_t)e->channel,
                  e->with, e->score, e->containment, e->t, e->p, (int64_t)e->matched);

    if (code == 0)
        code =
            query_run(engine, QUERY_SKETCH_PUT, err, "ib", (int64_t)doc, r->sketch, r->sketch_size);
    return code;
}

/* Supersedes the older record with the same key; *ret_node is its node, 0 when there is none. */
static int older_supersede(uint64_t *ret_node, struct sql_engine *engine, uint64_t key,
                           struct error *err)
{
    int64_t older = 0, node = 0;
    int code = query_number(&older, engine, QUERY_RECORD_FIND, err, "u", key);

    *ret_node = 0;
    if (code != 0 || older == 0)
        return code;
    record_cache_drop(engine->cache, (dedup_doc)older);
    code = query_number(&node, engine, QUERY_RECORD_NODE, err, "i", older);
    *ret_node = (uint64_t)node;
    if (code == 0)
        code = query_run(engine, QUERY_RECORD_SUPERSEDE, err, "i", older);
    return code != 0 ? code : key_index_supersede(engine->index, (dedup_doc)older, err);
}

static int record_add(struct sql_engine *engine, dedup_doc *ret_doc,
                      const struct dedup_record *record, const uint32_t *keys, size_t count,
                      struct error *err)
{
    dedup_doc last;
    uint64_t before = 0;
    int code = key_index_last(&last, engine->index, err);

    if (code == 0)
        code = older_supersede(&before, engine, record->key, err);
    if (code == 0)
        code = record_write(engine, last + 1, record, err);
    if (code == 0)
        code = keys_write(engine, last + 1, keys, count, err);
    if (code == 0)
        code = key_index_add(engine->index, last + 1, record->time, keys, count, err);
    if (code == 0 && before != 0 && before != record->node) {
        code = sql_story_recount(engine, before, err);
        if (code == 0)
            code = sql_story_recount(engine, record->node, err);
    }
    *ret_doc = last + 1;
    return code;
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
    code = record_add(engine, ret_doc, record, index_keys, key_count, err);
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

static int port_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_count,
                        uint64_t node)
{
    struct sql_engine *engine = context;
    struct error *err = port_error(engine);
    struct sql_rows *row;
    bool found = true;
    size_t count = 0;
    int code = node_follow(&node, engine, node, err);

    if (code == 0)
        code = query_open(&row, engine, QUERY_NODE_MEMBERS, err, "ui", node, (int64_t)room);
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        ret_docs[count++] = (dedup_doc)row_integer(row, 0);
    }
    *ret_count = count;
    return code;
}

static int port_resolve(void *context, uint64_t *ret_node, uint64_t node)
{
    struct error *err = port_error(context);
    int64_t known = 0;
    int code = node_follow(ret_node, context, node, err);

    if (code == 0)
        code = query_number(&known, context, QUERY_NODE_KNOWN, err, "u", *ret_node);
    if (known == 0)
        *ret_node = 0;
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
    uint64_t b;
    bool together;
};

/* *ret is malloc'ed: the callback may request the overrides of another item. */
static int overrides_list(struct override **ret, size_t *ret_count, struct sql_engine *engine,
                          uint64_t a, struct error *err)
{
    struct override *list = NULL, *more;
    size_t count = 0;
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_OVERRIDE_LIST, err, "u", a);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        more = realloc(list, (count + 1) * sizeof(*list));
        if (more == NULL) {
            query_close(row);
            code = no_memory(err);
            break;
        }
        list = more;
        list[count].b = (uint64_t)row_integer(row, 0);
        list[count++].together = (int)row_integer(row, 1) != 0;
    }
    *ret = list;
    *ret_count = count;
    return code;
}

static int port_overrides(void *context, uint64_t a,
                          int (*each)(void *context, uint64_t b, bool together), void *each_context)
{
    struct override *list;
    size_t count;
    int code = overrides_list(&list, &count, context, a, port_error(context));

    for (size_t i = 0; i < count && code == 0; i++)
        code = each(each_context, list[i].b, list[i].together);
    free(list);
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
