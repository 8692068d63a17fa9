/* Subscriptions at hubs. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

/* A time as stored; null for TIME_NONE. */
static int64_t time_read(struct sql_rows *row, int column)
{
    return row_is_null(row, column) ? TIME_NONE : sql_time_read(row, column);
}

/* The columns of the list in sql_text.c; the strings are the statement's. ERR_ABSENT for a damaged
 * row, which is set aside. */
static int push_read(struct push_subscription *ret, struct sql_engine *engine, struct sql_rows *row,
                     struct error *err)
{
    const int64_t state = row_integer(row, 6);

    *ret = (struct push_subscription){
        .token = row_text(row, 0),
        .feed_url = row_text(row, 1),
        .hub = row_text(row, 2),
        .topic = row_text(row, 3),
        .callback = row_text(row, 4),
        .secret = row_text(row, 5),
        .state = state >= PUSH_ASKED && state <= PUSH_ENDING ? (enum push_state)state : PUSH_ASKED,
        .asked_at = time_read(row, 7),
        .due = sql_time_read(row, 8),
        .tries = row_integer(row, 9),
        .verified_at = time_read(row, 10),
        .lease_end = time_read(row, 11),
        .news_at = time_read(row, 12),
        .delivered_at = time_read(row, 13),
        .refused_at = time_read(row, 14),
        .deliveries = row_integer(row, 15),
        .refusals = row_integer(row, 16),
        .missed = row_integer(row, 17)};
    if (ret->token != NULL && ret->feed_url != NULL && ret->hub != NULL && ret->topic != NULL &&
        ret->callback != NULL)
        return 0;
    if (engine->driver->no_memory(row))
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    sql_set_aside(engine, "a subscription at a hub is damaged");
    return error_set(err, ERR_ABSENT, SCOPE_ITEM, "the subscription is damaged");
}

static int push_keep(struct push_subscription *push, struct arena *arena, struct error *err)
{
    const char **texts[] = {&push->token, &push->feed_url, &push->hub,
                            &push->topic, &push->callback, &push->secret};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (*texts[i] == NULL)
            continue;
        *texts[i] = arena_strdup(arena, *texts[i]);
        if (*texts[i] == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    }
    return 0;
}

static int push_load(struct push_subscription *ret, struct sql_engine *engine, struct arena *arena,
                     enum query query, const char *key, struct error *err)
{
    struct push_subscription push;
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, query, err, "t", key);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (code != 0)
        return code;
    if (!found)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no such subscription");
    code = push_read(&push, engine, row, err);
    if (code == 0)
        code = push_keep(&push, arena, err);
    query_close(row);
    if (code == 0)
        *ret = push;
    return code;
}

static int find(struct push_subscription *ret, void *engine, struct arena *arena, const char *token,
                struct error *err)
{
    return push_load(ret, engine, arena, QUERY_PUSH_FIND, token, err);
}

static int of_feed(struct push_subscription *ret, void *engine, struct arena *arena,
                   const char *feed_url, struct error *err)
{
    return push_load(ret, engine, arena, QUERY_PUSH_OF_FEED, feed_url, err);
}

static int list(void *engine, store_push_fn *each, void *context, struct error *err)
{
    struct push_subscription push;
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_PUSH_LIST, err, "");

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        code = push_read(&push, engine, row, err);
        if (code == 0)
            code = each(context, &push, err);
        else if (code == ERR_ABSENT)
            code = err->code = ERR_NONE;
    }
    if (code != 0)
        query_close(row);
    return code;
}

static int add(void *engine, const struct push_subscription *push, struct error *err)
{
    return query_run(engine, QUERY_PUSH_ADD, err, "tttttti", push->token, push->feed_url, push->hub,
                     push->topic, push->callback, push->secret, push->due);
}

static int asked(void *engine, const char *token, int64_t now, int64_t due, struct error *err)
{
    return query_run(engine, QUERY_PUSH_ASKED, err, "tii", token, now, due);
}

static int later(void *engine, const char *token, int64_t due, struct error *err)
{
    return query_run(engine, QUERY_PUSH_LATER, err, "ti", token, due);
}

static int end(void *engine, const char *token, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_PUSH_END, err, "ti", token, now);
}

static int polled(void *engine, const char *token, int64_t until, bool missed, struct error *err)
{
    return query_run(engine, QUERY_PUSH_POLLED, err, "tii", token, until, (int64_t)missed);
}

static int drop(void *engine, const char *token, struct error *err)
{
    return query_run(engine, QUERY_PUSH_DROP, err, "t", token);
}

static int verified(void *engine, const char *token, int64_t now, int64_t lease_end, int64_t due,
                    struct error *err)
{
    return query_run(engine, QUERY_PUSH_VERIFIED, err, "tiii", token, now, lease_end, due);
}

static int denied(void *engine, const char *token, int64_t due, struct error *err)
{
    return query_run(engine, QUERY_PUSH_DENIED, err, "ti", token, due);
}

static int delivered(void *engine, const char *token, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_PUSH_DELIVERED, err, "ti", token, now);
}

static int refused(void *engine, const char *token, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_PUSH_REFUSED, err, "ti", token, now);
}

const struct store_push_verbs sql_push_verbs = {.find = find,
                                                .of_feed = of_feed,
                                                .each = list,
                                                .add = add,
                                                .asked = asked,
                                                .later = later,
                                                .end = end,
                                                .polled = polled,
                                                .drop = drop,
                                                .verified = verified,
                                                .denied = denied,
                                                .delivered = delivered,
                                                .refused = refused};
