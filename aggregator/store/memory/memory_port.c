/* dedup's memory port in RAM, within the store's transactions. */
#include "aggregator/store/memory/memory_engine.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static struct error *port_error(struct memory_engine *engine)
{
    engine->memory_error = (struct error){.code = ERR_NONE};
    return &engine->memory_error;
}

static const struct dedup_record *record_at(const struct memory_engine *engine, uint64_t doc)
{
    return memory_table_get(&engine->tables[TABLE_RECORD], doc, NULL);
}

void memory_times_count(struct memory_engine *engine)
{
    doc_times_clear(&engine->times, 0);
    /* cannot fail: the memory was allocated before */
    for (uint64_t doc = 1; doc <= engine->last_doc; doc++)
        doc_times_add(&engine->times, record_at(engine, doc)->time, NULL);
}

/* Records. */

static int port_find(void *context, dedup_doc *ret_doc, uint64_t key)
{
    size_t count;
    const uint64_t *doc = memory_numbers(context, TABLE_NEWEST, key, &count);

    *ret_doc = count > 0 ? (dedup_doc)doc[0] : 0;
    return 0;
}

static int port_get(void *context, struct dedup_record *ret, dedup_doc doc)
{
    struct memory_engine *engine = context;
    const struct dedup_record *record = record_at(engine, doc);

    memset(ret, 0, sizeof(*ret));
    if (record == NULL)
        return 0;
    *ret = *record;
    ret->sketch = memory_table_get(&engine->tables[TABLE_SKETCH], doc, &ret->sketch_size);
    return 0;
}

static int port_get_many(void *context, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                         void *each_context)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        struct dedup_record record;

        port_get(context, &record, docs[i]);
        code = each(each_context, i, &record);
    }
    return code;
}

static int port_last(void *context, dedup_doc *ret_doc)
{
    *ret_doc = (dedup_doc)((struct memory_engine *)context)->last_doc;
    return 0;
}

/* Members. */

static int member_remove(struct memory_engine *engine, uint64_t node, uint64_t doc,
                         struct error *err)
{
    size_t count, kept = 0;
    const uint64_t *docs = memory_numbers(engine, TABLE_MEMBERS, node, &count);
    uint64_t *rest = malloc((count + 1) * sizeof(*rest));
    int code;

    if (rest == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (docs[i] != doc)
            rest[kept++] = docs[i];
    code = memory_put(engine, TABLE_MEMBERS, node, rest, kept * sizeof(*rest), err);
    free(rest);
    return code;
}

static int number_compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

/* Adds documents to a node in ascending order. */
static int members_add(struct memory_engine *engine, uint64_t node, const uint64_t *docs,
                       size_t more, struct error *err)
{
    size_t count;
    const uint64_t *old = memory_numbers(engine, TABLE_MEMBERS, node, &count);
    uint64_t *all = malloc((count + more + 1) * sizeof(*all));
    int code;

    if (all == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < count + more; i++)
        all[i] = i < count ? old[i] : docs[i - count];
    qsort(all, count + more, sizeof(*all), number_compare);
    code = memory_put(engine, TABLE_MEMBERS, node, all, (count + more) * sizeof(*all), err);
    free(all);
    return code;
}

static int record_put(struct memory_engine *engine, const struct dedup_record *record,
                      struct error *err)
{
    struct dedup_record bare = *record;

    bare.sketch = NULL;
    bare.sketch_size = 0;
    return memory_put(engine, TABLE_RECORD, record->doc, &bare, sizeof(bare), err);
}

static int older_supersede(struct memory_engine *engine, uint64_t key, struct error *err)
{
    size_t count;
    const uint64_t *doc = memory_numbers(engine, TABLE_NEWEST, key, &count);
    struct dedup_record older;
    int code;

    if (count == 0)
        return 0;
    older = *record_at(engine, doc[0]);
    older.superseded = true;
    code = member_remove(engine, older.node, older.doc, err);
    return code != 0 ? code : record_put(engine, &older, err);
}

static int keys_add(struct memory_engine *engine, uint64_t doc, const uint32_t *keys, size_t count,
                    struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        size_t old;
        const uint64_t *docs = memory_numbers(engine, TABLE_POSTING, keys[i], &old);

        if (old == 0 || docs[old - 1] != doc)
            code = memory_append(engine, TABLE_POSTING, keys[i], doc, err);
    }
    return code;
}

static int record_add(struct memory_engine *engine, const struct dedup_record *record,
                      const uint32_t *keys, size_t count, struct error *err)
{
    uint64_t doc = record->doc;
    int code = older_supersede(engine, record->key, err);

    if (code == 0)
        code = record_put(engine, record, err);
    if (code == 0)
        code = memory_put(engine, TABLE_SKETCH, doc, record->sketch, record->sketch_size, err);
    if (code == 0)
        code = memory_put(engine, TABLE_NEWEST, record->key, &doc, sizeof(doc), err);
    if (code == 0)
        code = members_add(engine, record->node, &doc, 1, err);
    if (code == 0)
        code = keys_add(engine, doc, keys, count, err);
    return code != 0 ? code : doc_times_add(&engine->times, record->time, err);
}

static int port_add(void *context, dedup_doc *ret_doc, const struct dedup_record *record,
                    const uint32_t *index_keys, size_t key_count)
{
    struct memory_engine *engine = context;
    bool own = memory_enter(engine);
    struct dedup_record numbered = *record;
    int code;

    numbered.doc = *ret_doc = (dedup_doc)engine->last_doc + 1;
    code = record_add(engine, &numbered, index_keys, key_count, port_error(engine));
    if (code == 0)
        engine->last_doc++;
    return memory_leave(engine, own, code);
}

static bool is_wanted(const struct memory_engine *engine, uint64_t doc)
{
    return !record_at(engine, doc)->superseded &&
           !doc_times_is_past(&engine->times, (dedup_doc)doc);
}

static int port_match(void *context, const struct dedup_lookup *lookups, size_t lookup_count,
                      dedup_doc_fn *each, void *each_context)
{
    const struct memory_engine *engine = context;
    int code = 0;

    for (size_t k = 0; k < lookup_count && code == 0; k++) {
        size_t count, left = lookups[k].max;
        const uint64_t *docs = memory_numbers(engine, TABLE_POSTING, lookups[k].key, &count);

        while (count-- > 0 && left > 0 && code == 0)
            if (is_wanted(engine, docs[count])) {
                code = each(each_context, k, (dedup_doc)docs[count]);
                left--;
            }
    }
    return code;
}

/* Nodes. */

static int port_members(void *context, dedup_doc *ret_docs, size_t room, size_t *ret_counts,
                        const uint64_t *nodes, size_t node_count)
{
    const struct memory_engine *engine = context;

    for (size_t k = 0; k < node_count; k++) {
        const uint64_t *docs =
            memory_numbers(engine, TABLE_MEMBERS, memory_follow(engine, nodes[k]), &ret_counts[k]);

        ret_counts[k] = ret_counts[k] < room ? ret_counts[k] : room;
        for (size_t i = 0; i < ret_counts[k]; i++)
            ret_docs[k * room + i] = (dedup_doc)docs[i];
    }
    return 0;
}

static int port_resolve(void *context, uint64_t *ret_node, uint64_t node)
{
    size_t count;

    node = memory_follow(context, node);
    memory_numbers(context, TABLE_MEMBERS, node, &count);
    *ret_node = count > 0 ? node : 0;
    return 0;
}

/* Redirects the aliases of `from` to `to`, so that no alias targets an alias. */
static int aliases_follow(struct memory_engine *engine, uint64_t from, uint64_t to,
                          struct error *err)
{
    uint64_t alias;
    size_t place = 0;
    int code = memory_put(engine, TABLE_ALIAS, from, &to, sizeof(to), err);

    while (code == 0 && memory_table_next(&alias, &engine->tables[TABLE_ALIAS], &place))
        if (memory_follow(engine, alias) == from)
            code = memory_put(engine, TABLE_ALIAS, alias, &to, sizeof(to), err);
    return code;
}

static int node_merge(struct memory_engine *engine, uint64_t from, uint64_t to, struct error *err)
{
    size_t count;
    const uint64_t *docs = memory_numbers(engine, TABLE_MEMBERS, from, &count);
    int code = members_add(engine, to, docs, count, err);

    for (size_t i = 0; i < count && code == 0; i++) {
        struct dedup_record record = *record_at(engine, docs[i]);

        record.node = to;
        code = record_put(engine, &record, err);
    }
    if (code == 0)
        code = memory_put(engine, TABLE_MEMBERS, from, NULL, 0, err);
    return code != 0 ? code : aliases_follow(engine, from, to, err);
}

static int port_merge(void *context, uint64_t from, uint64_t to)
{
    struct memory_engine *engine = context;
    bool own = memory_enter(engine);
    int code = 0;

    from = memory_follow(engine, from);
    to = memory_follow(engine, to);
    if (from != to)
        code = node_merge(engine, from, to, port_error(engine));
    return memory_leave(engine, own, code);
}

static int port_move(void *context, uint64_t key, uint64_t node,
                     const struct dedup_evidence *evidence)
{
    struct memory_engine *engine = context;
    struct error *err = port_error(engine);
    struct dedup_record record;
    bool own = memory_enter(engine);
    size_t count;
    const uint64_t *doc = memory_numbers(engine, TABLE_NEWEST, key, &count);
    int code;

    if (count == 0)
        return memory_leave(
            engine, own, error_set(err, ERR_ABSENT, SCOPE_ITEM, "the item to move does not exist"));
    record = *record_at(engine, doc[0]);
    code = member_remove(engine, record.node, record.doc, err);
    record.node = memory_follow(engine, node);
    record.evidence = *evidence;
    if (code == 0)
        code = members_add(engine, record.node, &(uint64_t){record.doc}, 1, err);
    if (code == 0)
        code = record_put(engine, &record, err);
    return memory_leave(engine, own, code);
}

/* Overrides and metadata. */

/* The last override of a pair replaces an earlier one and moves to the end of the list. */
static int override_put(struct memory_engine *engine, uint64_t a, uint64_t b, bool together,
                        struct error *err)
{
    size_t size = 0, count = 0;
    const struct memory_override *old = memory_table_get(&engine->tables[TABLE_OVERRIDE], a, &size);
    struct memory_override *list = malloc(size + sizeof(*list));
    int code;

    if (list == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < size / sizeof(*list); i++)
        if (old[i].b != b)
            list[count++] = old[i];
    list[count++] = (struct memory_override){b, together};
    code = memory_put(engine, TABLE_OVERRIDE, a, list, count * sizeof(*list), err);
    free(list);
    return code;
}

static int port_override(void *context, uint64_t a, uint64_t b, bool together)
{
    struct memory_engine *engine = context;
    struct error *err = port_error(engine);
    bool own = memory_enter(engine);
    int code = override_put(engine, a, b, together, err);

    if (code == 0 && b != 0)
        code = override_put(engine, b, a, together, err);
    return memory_leave(engine, own, code);
}

static int port_overrides(void *context, const uint64_t *keys, size_t key_count,
                          dedup_override_fn *each, void *each_context)
{
    const struct memory_engine *engine = context;
    int code = 0;

    for (size_t k = 0; k < key_count && code == 0; k++) {
        size_t size = 0;
        const struct memory_override *list =
            memory_table_get(&engine->tables[TABLE_OVERRIDE], keys[k], &size);

        for (size_t i = size / sizeof(*list); i-- > 0 && code == 0;)
            code = each(each_context, k, list[i].b, list[i].together != 0);
    }
    return code;
}

static int port_metadata_get(void *context, const char *name, void *into, size_t room,
                             size_t *ret_size)
{
    const struct memory_engine *engine = context;
    const void *data;

    *ret_size = 0;
    data = memory_table_get(&engine->tables[TABLE_METADATA], XXH3_64bits(name, strlen(name)),
                            ret_size);
    if (*ret_size > 0 && room > 0)
        memcpy(into, data, *ret_size < room ? *ret_size : room);
    return 0;
}

static int port_metadata_put(void *context, const char *name, const void *data, size_t size)
{
    return memory_put(context, TABLE_METADATA, XXH3_64bits(name, strlen(name)), data, size,
                      port_error(context));
}

int memory_port(struct dedup_memory *ret, void *context, int64_t window_seconds, struct error *err)
{
    struct memory_engine *engine = context;

    (void)err;
    engine->times.window_seconds = window_seconds;
    memory_times_count(engine);
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
