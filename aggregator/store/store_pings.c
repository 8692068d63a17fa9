#include "aggregator/store/store_pings.h"

#include "aggregator/base/clock.h"
#include "aggregator/store/store_parts.h"

int store_ping_load(struct store_ping *ret, struct store *store, const char *hub, const char *topic,
                    struct error *err)
{
    const struct store_ping_verbs *pings = store->engine->pings;

    *ret = (struct store_ping){.hub = hub,
                               .topic = topic,
                               .due_since = TIME_NONE,
                               .tried = TIME_NONE,
                               .pinged = TIME_NONE};
    return pings != NULL ? pings->load(ret, store->state, err) : 0;
}

int store_ping_save(struct store *store, const struct store_ping *ping, struct error *err)
{
    const struct store_ping_verbs *pings = store->engine->pings;
    int code = store_check_writable(store, err);

    if (code != 0 || pings == NULL)
        return code;
    return store_written(store, pings->save(store->state, ping, err), err);
}

int store_pings_forget(struct store *store, int64_t now, struct error *err)
{
    const struct store_ping_verbs *pings = store->engine->pings;
    int code = store_check_writable(store, err);

    if (code != 0 || pings == NULL)
        return code;
    return store_written(store, pings->forget(store->state, now - STORE_PING_KEPT_SECONDS, err),
                         err);
}
