/* What the users of the reader interfaces have read and starred. */
#include "aggregator/store/sql/sql_engine.h"

#include <xxhash.h>

int sql_marks(void *engine, int64_t user, store_mark_fn *each, void *context, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_MARK_LIST, err, "i", user);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const struct store_mark mark = {.node = (uint64_t)row_integer(row, 0),
                                        .read = row_integer(row, 1) != 0,
                                        .starred = row_integer(row, 2) != 0};

        code = each(context, &mark, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

int sql_mark_set(void *engine, int64_t user, enum store_mark_kind kind, bool on,
                 const uint64_t *nodes, size_t count, struct error *err)
{
    static const enum query queries[] = {
        [STORE_MARK_READ] = QUERY_MARK_READ, [STORE_MARK_STARRED] = QUERY_MARK_STARRED};
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    for (size_t i = 0; i < count && code == 0; i++)
        code = query_run(engine, queries[kind], err, "iui", user, nodes[i], (int64_t)on);
    return sql_leave(engine, own, code, err);
}

int sql_marks_merge(struct sql_engine *engine, uint64_t from, uint64_t to, struct error *err)
{
    int code = query_run(engine, QUERY_MARK_MERGE_UNREAD, err, "uu", from, to);

    if (code == 0)
        code = query_run(engine, QUERY_MARK_MERGE, err, "uu", from, to);
    return code != 0 ? code : query_run(engine, QUERY_MARK_DROP, err, "u", from);
}

/* A telling that joins or leaves changes the number of tellings or the sum of their records, which
 * are never used twice; an edit changes the time. */
int sql_heads(void *engine, store_head_fn *each, void *context, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_STORY_HEADS, err, "");

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const int64_t parts[] = {row_integer(row, 2), row_integer(row, 3), row_integer(row, 4)};
        const struct store_head head = {.node = (uint64_t)row_integer(row, 0),
                                        .first_seen = sql_time_read(row, 1),
                                        .print = XXH3_64bits(parts, sizeof(parts)),
                                        .serial = row_integer(row, 5)};

        code = each(context, &head, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

int sql_version(int64_t *ret, void *state, struct error *err)
{
    struct sql_engine *engine = state;
    int code;

    *ret = 0;
    code = query_number(ret, engine, QUERY_DATA_VERSION, err, "");
    *ret -= engine->own_versions;
    return code;
}

int sql_node_resolve(uint64_t *ret, void *engine, uint64_t node, struct error *err)
{
    int64_t target = (int64_t)node;
    int code = query_number(&target, engine, QUERY_ALIAS_GET, err, "u", node);

    *ret = (uint64_t)target;
    return code;
}
