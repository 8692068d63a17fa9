#include "aggregator/store/store_polling.h"

#include "aggregator/store/store_parts.h"

static int refuse(const struct store *store, struct error *err)
{
    return error_set(err, ERR_REFUSED, SCOPE_RUN,
                     "a state in %s: has no pollers of its own: headwater run polls and places; "
                     "pollers need a state in PostgreSQL",
                     store->engine->scheme);
}

/* The verbs; NULL with an error set when there are none or the store is read-only. */
static const struct store_polling_verbs *verbs_of(struct store *store, int *ret_code,
                                                  struct error *err)
{
    *ret_code = store_check_writable(store, err);
    if (*ret_code == 0 && store->engine->polling == NULL)
        *ret_code = refuse(store, err);
    return *ret_code == 0 ? store->engine->polling : NULL;
}

int store_hosts_add(struct store *store, const char *const *names, size_t count, int64_t due,
                    struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL
               ? code
               : store_written(store, verbs->hosts_add(store->state, names, count, due, err), err);
}

int store_hosts_lease(int64_t *ret_lease, const char ***ret_names, size_t *ret_count,
                      struct store *store, struct arena *arena, size_t limit, int64_t seconds,
                      int64_t now, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    *ret_names = NULL;
    *ret_count = 0;
    return verbs == NULL ? code
                         : verbs->hosts_lease(ret_lease, ret_names, ret_count, store->state, arena,
                                              limit, seconds, now, err);
}

int store_host_lease(bool *ret, struct store *store, int64_t lease, const char *name,
                     int64_t seconds, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    *ret = false;
    return verbs == NULL ? code : verbs->host_lease(ret, store->state, lease, name, seconds, err);
}

int store_lease_renew(struct store *store, int64_t lease, size_t hosts, int64_t seconds,
                      struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL ? code : verbs->renew(store->state, lease, hosts, seconds, err);
}

int store_host_release(struct store *store, int64_t lease, const char *name, int64_t due,
                       int64_t rest, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL ? code : verbs->release(store->state, lease, name, due, rest, err);
}

int store_hosts_leased(int64_t *ret, struct store *store, struct error *err)
{
    const struct store_polling_verbs *verbs = store->engine->polling;

    *ret = 0;
    return verbs == NULL ? 0 : verbs->leased(ret, store->state, err);
}

int store_host_news(struct store *store, const char *name, int64_t due, struct error *err)
{
    const struct store_polling_verbs *verbs = store->engine->polling;

    return verbs == NULL ? 0 : store_written(store, verbs->news(store->state, name, due, err), err);
}

int store_lease_use(struct store *store, int64_t lease, const char *name, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL ? code : verbs->use(store->state, lease, name, err);
}

int store_inbox_put(struct store *store, const struct store_delivery *delivery, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL ? code
                         : store_written(store, verbs->put(store->state, delivery, err), err);
}

int store_inbox_waits(bool *ret, struct store *store, const char *feed_url, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    *ret = false;
    return verbs == NULL ? code : verbs->waits(ret, store->state, feed_url, err);
}

int store_inbox_count(int64_t *ret, struct store *store, struct error *err)
{
    *ret = 0;
    return store->engine->polling == NULL ? refuse(store, err)
                                          : store->engine->polling->count(ret, store->state, err);
}

int store_inbox_next(struct store_delivery *ret, bool *ret_found, struct store *store,
                     struct arena *arena, int64_t after, struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    *ret_found = false;
    return verbs == NULL ? code : verbs->next(ret, ret_found, store->state, arena, after, err);
}

int store_inbox_settle(struct store *store, int64_t id, const char *host, int64_t due,
                       struct error *err)
{
    int code;
    const struct store_polling_verbs *verbs = verbs_of(store, &code, err);

    return verbs == NULL
               ? code
               : store_written(store, verbs->settle(store->state, id, host, due, err), err);
}
