/* Leases of hosts, and the inbox. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

#include <string.h>

static int hosts_add(void *state, const char *const *names, size_t count, int64_t due,
                     struct error *err)
{
    struct sql_engine *engine = state;
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++)
        code = query_run(engine, QUERY_HOST_ADD, err, "ti", names[i], due);
    return code;
}

static int names_read(const char ***ret, size_t *ret_count, struct sql_engine *engine,
                      struct arena *arena, struct sql_rows *row, struct error *err)
{
    bool found = true;
    int code = 0;

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        const char **grown = arena_grow(arena, *ret, *ret_count, sizeof(**ret));
        const char *name = grown != NULL ? arena_strdup(arena, row_text(row, 0)) : NULL;

        if (name == NULL) {
            query_close(row);
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        }
        *ret = grown;
        grown[(*ret_count)++] = name;
    }
    return code;
}

static int hosts_lease(int64_t *ret_lease, const char ***ret_names, size_t *ret_count, void *state,
                       struct arena *arena, size_t limit, int64_t seconds, int64_t now,
                       struct error *err)
{
    struct sql_engine *engine = state;
    struct sql_rows *row;
    int code = query_number(ret_lease, engine, QUERY_LEASE_NUMBER, err, "");

    if (code == 0)
        code = query_open(&row, engine, QUERY_HOSTS_LEASE, err, "iiii", *ret_lease, seconds, now,
                          (int64_t)limit);
    return code != 0 ? code : names_read(ret_names, ret_count, engine, arena, row, err);
}

static int host_lease(bool *ret, void *state, int64_t lease, const char *name, int64_t seconds,
                      struct error *err)
{
    struct sql_engine *engine = state;
    int64_t leased = 0;
    int code = query_run(engine, QUERY_HOST_ADD, err, "ti", name, INT64_MAX);

    if (code == 0)
        code = query_number(&leased, engine, QUERY_HOST_LEASE, err, "iit", lease, seconds, name);
    *ret = code == 0 && leased == lease;
    return code;
}

static int renew(void *state, int64_t lease, size_t hosts, int64_t seconds, struct error *err)
{
    struct sql_engine *engine = state;
    int64_t kept = 0;
    int code = query_number(&kept, engine, QUERY_LEASE_RENEW, err, "ii", lease, seconds);

    return code != 0 || (size_t)kept >= hosts
               ? code
               : error_set(err, ERR_LOCKED, SCOPE_RUN, "a lease has ended before it was renewed");
}

static int release(void *state, int64_t lease, const char *name, int64_t due, int64_t rest,
                   struct error *err)
{
    struct sql_engine *engine = state;
    int64_t released = 0;

    return query_number(&released, engine, QUERY_HOST_RELEASE, err, "itiii", lease, name, due, rest,
                        TIME_NONE);
}

static int leased(int64_t *ret, void *state, struct error *err)
{
    return query_number(ret, state, QUERY_HOSTS_LEASED, err, "");
}

static int news(void *state, const char *name, int64_t due, struct error *err)
{
    return query_run(state, QUERY_HOST_SOONER, err, "ti", name, due);
}

static int use(void *state, int64_t lease, const char *name, struct error *err)
{
    struct sql_engine *engine = state;

    (void)err;
    engine->lease = name != NULL ? lease : 0;
    engine->lease_host = name;
    return 0;
}

static int put(void *state, const struct store_delivery *delivery, struct error *err)
{
    struct sql_engine *engine = state;

    return query_run(engine, QUERY_INBOX_PUT, err, "ttitb", delivery->feed_url, delivery->host,
                     delivery->fetched, delivery->meta, delivery->body, delivery->size);
}

static int waits(bool *ret, void *state, const char *feed_url, struct error *err)
{
    struct sql_engine *engine = state;
    int64_t count = 0;
    int code = query_number(&count, engine, QUERY_INBOX_WAITS, err, "t", feed_url);

    *ret = count > 0;
    return code;
}

static int count(int64_t *ret, void *state, struct error *err)
{
    struct sql_engine *engine = state;

    return query_number(ret, engine, QUERY_INBOX_COUNT, err, "");
}

static int delivery_read(struct store_delivery *ret, struct arena *arena, struct sql_rows *row,
                         struct error *err)
{
    void *body;

    ret->id = row_integer(row, 0);
    ret->feed_url = arena_strdup(arena, row_text(row, 1));
    ret->host = arena_strdup(arena, row_text(row, 2));
    ret->fetched = row_integer(row, 3);
    ret->meta = arena_strdup(arena, row_text(row, 4));
    ret->size = row_bytes(row, 5);
    ret->body = body = arena_alloc(arena, ret->size + 1);
    if (ret->feed_url == NULL || ret->host == NULL || ret->meta == NULL || body == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (ret->size > 0)
        memcpy(body, row_blob(row, 5), ret->size);
    return 0;
}

static int next(struct store_delivery *ret, bool *ret_found, void *state, struct arena *arena,
                int64_t after, struct error *err)
{
    struct sql_engine *engine = state;
    struct sql_rows *row;
    int code = query_open(&row, engine, QUERY_INBOX_NEXT, err, "i", after);

    if (code == 0)
        code = query_step(ret_found, engine, row, err);
    if (code != 0 || !*ret_found)
        return code;
    code = delivery_read(ret, arena, row, err);
    query_close(row);
    return code;
}

static int settle(void *state, int64_t id, const char *host, int64_t due, struct error *err)
{
    struct sql_engine *engine = state;
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_INBOX_DELETE, err, "i", id);
    if (code == 0)
        code = query_run(engine, QUERY_HOST_SOONER, err, "ti", host, due);
    return sql_leave(engine, own, code, err);
}

const struct store_polling_verbs sql_polling_verbs = {.hosts_add = hosts_add,
                                                      .hosts_lease = hosts_lease,
                                                      .host_lease = host_lease,
                                                      .renew = renew,
                                                      .release = release,
                                                      .leased = leased,
                                                      .news = news,
                                                      .use = use,
                                                      .put = put,
                                                      .waits = waits,
                                                      .count = count,
                                                      .next = next,
                                                      .settle = settle};
