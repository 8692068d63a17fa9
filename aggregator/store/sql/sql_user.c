/* The users of the reader interfaces and their tokens. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

#include <string.h>

static const char *column(struct sql_rows *row, int at)
{
    const char *text = row_text(row, at);

    return text != NULL ? text : "";
}

/* The columns that all queries for a user share; the strings are the statement's. */
static void user_read(struct store_user *ret, struct sql_rows *row)
{
    *ret = (struct store_user){.id = row_integer(row, 0),
                               .name = column(row, 1),
                               .password = column(row, 2),
                               .created = sql_time_read(row, 3),
                               .last_used = TIME_NONE};
}

static int user_add(void *engine, const char *name, const char *password, int64_t now,
                    struct error *err)
{
    int64_t added;
    int code = query_change(&added, engine, QUERY_USER_ADD, err, "tti", name, password, now);

    if (code != 0 || added > 0)
        return code;
    return error_set(err, ERR_REFUSED, SCOPE_RUN, "there is a user %s already", name);
}

/* Reads the row of an opened statement into the arena; ERR_ABSENT when there is none. *ret_used
 * (may be NULL) receives the fifth column. */
static int user_take(struct store_user *ret, int64_t *ret_used, struct sql_engine *engine,
                     struct arena *arena, struct sql_rows *row, struct error *err)
{
    bool found;
    int code = query_step(&found, engine, row, err);

    if (code != 0)
        return code;
    if (!found)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no such user");
    user_read(ret, row);
    ret->name = arena_strdup(arena, ret->name);
    ret->password = arena_strdup(arena, ret->password);
    if (ret_used != NULL)
        *ret_used = row_integer(row, 4);
    query_close(row);
    return ret->name != NULL && ret->password != NULL
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static int user_load(struct store_user *ret, void *engine, struct arena *arena, const char *name,
                     struct error *err)
{
    struct sql_rows *row;
    int code = query_open(&row, engine, QUERY_USER_LOAD, err, "t", name);

    if (code == 0)
        code = user_take(ret, NULL, engine, arena, row, err);
    return code == ERR_ABSENT ? error_set(err, ERR_ABSENT, SCOPE_RUN, "there is no user %s", name)
                              : code;
}

static int user_list(void *engine, store_user_fn *each, void *context, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_USER_LIST, err, "");

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        struct store_user user;

        user_read(&user, row);
        if (!row_is_null(row, 4))
            user.last_used = sql_time_read(row, 4);
        user.tokens = row_integer(row, 5);
        user.read = row_integer(row, 6);
        user.starred = row_integer(row, 7);
        user.fever = row_integer(row, 8) != 0;
        code = each(context, &user, err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

/* Within a transaction. */
static int access_revoke(int64_t *ret_tokens, struct sql_engine *engine, int64_t user,
                         struct error *err)
{
    int code = query_change(ret_tokens, engine, QUERY_TOKENS_REVOKE, err, "i", user);

    return code != 0 ? code
                     : query_run(engine, QUERY_FEVER_SET, err, "it", user, (const char *)NULL);
}

static int user_password(void *engine, int64_t user, const char *password, struct error *err)
{
    int64_t tokens;
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_USER_PASSWORD, err, "it", user, password);
    if (code == 0)
        code = access_revoke(&tokens, engine, user, err);
    return sql_leave(engine, own, code, err);
}

static int user_revoke(int64_t *ret_tokens, void *engine, int64_t user, struct error *err)
{
    bool own;
    int code = sql_enter(&own, engine, err);

    return code != 0 ? code
                     : sql_leave(engine, own, access_revoke(ret_tokens, engine, user, err), err);
}

static int user_remove(void *engine, int64_t user, struct error *err)
{
    return query_run(engine, QUERY_USER_REMOVE, err, "i", user); /* the rest by foreign keys */
}

static int token_add(void *engine, int64_t user, const unsigned char *token, int64_t now,
                     struct error *err)
{
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_TOKENS_EXPIRE, err, "ii", user, now - STORE_TOKEN_SECONDS);
    if (code == 0)
        code =
            query_run(engine, QUERY_TOKENS_SHRINK, err, "ii", user, (int64_t)STORE_TOKENS_MAX - 1);
    if (code == 0)
        code = query_run(engine, QUERY_TOKEN_ADD, err, "ibi", user, (const void *)token,
                         (size_t)STORE_TOKEN_BYTES, now);
    return sql_leave(engine, own, code, err);
}

/* The use is stored if possible: a state that is busy just now does not refuse its readers. */
static int token_find(struct store_user *ret, void *engine, struct arena *arena,
                      const unsigned char *token, int64_t now, struct error *err)
{
    struct sql_rows *row;
    int64_t used = now;
    int code = query_open(&row, engine, QUERY_USER_OF_TOKEN, err, "bi", (const void *)token,
                          (size_t)STORE_TOKEN_BYTES, now - STORE_TOKEN_SECONDS);

    if (code == 0)
        code = user_take(ret, &used, engine, arena, row, err);
    if (code == 0 && now - used >= STORE_TOKEN_NOTE_SECONDS)
        query_run(engine, QUERY_TOKEN_USE, NULL, "bi", (const void *)token,
                  (size_t)STORE_TOKEN_BYTES, now);
    return code;
}

static int fever_set(void *engine, int64_t user, const unsigned char *key, struct error *err)
{
    return query_run(engine, QUERY_FEVER_SET, err, "ib", user, (const void *)key,
                     (size_t)STORE_TOKEN_BYTES);
}

static int fever_find(struct store_user *ret, void *engine, struct arena *arena,
                      const unsigned char *key, struct error *err)
{
    struct sql_rows *row;
    int code = query_open(&row, engine, QUERY_USER_OF_FEVER, err, "b", (const void *)key,
                          (size_t)STORE_TOKEN_BYTES);

    return code != 0 ? code : user_take(ret, NULL, engine, arena, row, err);
}

static void wait_limit(void *state, int milliseconds)
{
    struct sql_engine *engine = state;

    engine->driver->wait_limit(engine, milliseconds);
}

const struct store_user_verbs sql_user_verbs = {
    .add = user_add,
    .load = user_load,
    .list = user_list,
    .password = user_password,
    .revoke = user_revoke,
    .remove = user_remove,
    .token_add = token_add,
    .token_find = token_find,
    .fever_set = fever_set,
    .fever_find = fever_find,
    .marks = sql_marks,
    .mark_set = sql_mark_set,
    .heads = sql_heads,
    .version = sql_version,
    .node_resolve = sql_node_resolve,
    .wait_limit = wait_limit,
};
