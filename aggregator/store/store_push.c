#include "aggregator/store/store_push.h"

#include "aggregator/store/store_parts.h"

static int absent(struct error *err)
{
    return error_set(err, ERR_ABSENT, SCOPE_ITEM, "there is no such subscription");
}

int store_push_find(struct push_subscription *ret, struct store *store, struct arena *arena,
                    const char *token, struct error *err)
{
    const struct store_push_verbs *push = store->engine->push;

    return push != NULL ? push->find(ret, store->state, arena, token, err) : absent(err);
}

int store_push_of_feed(struct push_subscription *ret, struct store *store, struct arena *arena,
                       const char *feed_url, struct error *err)
{
    const struct store_push_verbs *push = store->engine->push;

    return push != NULL ? push->of_feed(ret, store->state, arena, feed_url, err) : absent(err);
}

int store_push_each(struct store *store, store_push_fn *each, void *context, struct error *err)
{
    const struct store_push_verbs *push = store->engine->push;

    return push != NULL ? push->each(store->state, each, context, err) : 0;
}

int store_push_add(struct store *store, const struct push_subscription *push, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->add(store->state, push, err), err);
}

int store_push_asked(struct store *store, const char *token, int64_t now, int64_t due,
                     struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->asked(store->state, token, now, due, err), err);
}

int store_push_later(struct store *store, const char *token, int64_t due, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->later(store->state, token, due, err), err);
}

int store_push_end(struct store *store, const char *token, int64_t now, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->end(store->state, token, now, err), err);
}

int store_push_polled(struct store *store, const char *token, int64_t until, bool missed,
                      struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->polled(store->state, token, until, missed, err), err);
}

int store_push_drop(struct store *store, const char *token, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->drop(store->state, token, err), err);
}

int store_push_verified(struct store *store, const char *token, int64_t now, int64_t lease_end,
                        int64_t due, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->verified(store->state, token, now, lease_end, due, err),
                         err);
}

int store_push_denied(struct store *store, const char *token, int64_t due, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->denied(store->state, token, due, err), err);
}

int store_push_delivered(struct store *store, const char *token, int64_t now, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->delivered(store->state, token, now, err), err);
}

int store_push_refused(struct store *store, const char *token, int64_t now, struct error *err)
{
    const struct store_push_verbs *verbs = store->engine->push;
    int code = store_check_writable(store, err);

    if (code != 0 || verbs == NULL)
        return code;
    return store_written(store, verbs->refused(store->state, token, now, err), err);
}
