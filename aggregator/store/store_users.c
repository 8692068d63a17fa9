#include "aggregator/store/store_users.h"

#include "aggregator/store/store_parts.h"

/* The engine's verbs for users if it has them and may write; else fills err. */
static const struct store_user_verbs *verbs(struct store *store, bool writes, int *ret_code,
                                            struct error *err)
{
    *ret_code = writes ? store_check_writable(store, err) : 0;
    if (*ret_code == 0 && store->engine->users == NULL)
        *ret_code = store_refuse(store, err);
    return *ret_code == 0 ? store->engine->users : NULL;
}

int store_user_add(struct store *store, const char *name, const char *password, int64_t now,
                   struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(store, users->add(store->state, name, password, now, err), err);
}

int store_user_load(struct store_user *ret, struct store *store, struct arena *arena,
                    const char *name, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->load(ret, store->state, arena, name, err);
}

int store_users(struct store *store, store_user_fn *each, void *context, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->list(store->state, each, context, err);
}

int store_user_password(struct store *store, int64_t user, const char *password, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(store, users->password(store->state, user, password, err), err);
}

int store_user_revoke(int64_t *ret_tokens, struct store *store, int64_t user, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(store, users->revoke(ret_tokens, store->state, user, err), err);
}

int store_user_remove(struct store *store, int64_t user, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL ? code : store_written(store, users->remove(store->state, user, err), err);
}

int store_token_add(struct store *store, int64_t user, const unsigned char *token, int64_t now,
                    struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(store, users->token_add(store->state, user, token, now, err), err);
}

int store_token_find(struct store_user *ret, struct store *store, struct arena *arena,
                     const unsigned char *token, int64_t now, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL ? code : users->token_find(ret, store->state, arena, token, now, err);
}

int store_fever_set(struct store *store, int64_t user, const unsigned char *key, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(store, users->fever_set(store->state, user, key, err), err);
}

int store_fever_find(struct store_user *ret, struct store *store, struct arena *arena,
                     const unsigned char *key, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->fever_find(ret, store->state, arena, key, err);
}

int store_marks(struct store *store, int64_t user, store_mark_fn *each, void *context,
                struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->marks(store->state, user, each, context, err);
}

int store_mark_set(struct store *store, int64_t user, enum store_mark_kind kind, bool on,
                   const uint64_t *nodes, size_t count, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, true, &code, err);

    return users == NULL
               ? code
               : store_written(
                     store, users->mark_set(store->state, user, kind, on, nodes, count, err), err);
}

int store_heads(struct store *store, store_head_fn *each, void *context, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->heads(store->state, each, context, err);
}

int store_version(int64_t *ret, struct store *store, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->version(ret, store->state, err);
}

int store_node_resolve(uint64_t *ret, struct store *store, uint64_t node, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    return users == NULL ? code : users->node_resolve(ret, store->state, node, err);
}

int store_wait_limit(struct store *store, int milliseconds, struct error *err)
{
    int code;
    const struct store_user_verbs *users = verbs(store, false, &code, err);

    if (users != NULL)
        users->wait_limit(store->state, milliseconds);
    return code;
}
