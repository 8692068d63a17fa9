#include "aggregator/run/run_pages_leased.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/store/store_polling.h"

#include <string.h>

struct leases {
    struct store *store;
    struct arena *arena;
    int64_t number;
    const char **hosts;
    size_t count;
};

static int host_lease(bool *ret, void *context, const char *url, struct error *err)
{
    struct leases *leases = context;
    const char *host = url_host(leases->arena, url), **grown;
    int code;

    for (size_t i = 0; i < leases->count && host != NULL; i++)
        if (strcmp(leases->hosts[i], host) == 0) {
            *ret = true;
            return 0;
        }
    grown = arena_grow(leases->arena, leases->hosts, leases->count, sizeof(*grown));
    if (host == NULL || grown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    leases->hosts = grown;
    code = store_host_lease(ret, leases->store, leases->number, host, PAGES_LEASE_SECONDS, err);
    if (code == 0 && *ret)
        grown[leases->count++] = host;
    return code;
}

int run_pages_leased(const struct run_pages *options, struct arena *arena, struct error *err)
{
    struct leases leases = {.store = options->intake->store, .arena = arena};
    struct run_pages pages = *options;
    const int64_t rest = options->fetch->now + options->config->settings.host_gap_seconds;
    const char **none;
    size_t none_count;
    int code = store_hosts_lease(&leases.number, &none, &none_count, leases.store, arena, 0,
                                 PAGES_LEASE_SECONDS, options->fetch->now, err);

    pages.may_ask = host_lease;
    pages.may_ask_context = &leases;
    if (code == 0)
        code = run_pages(&pages, err);
    for (size_t i = 0; i < leases.count && code == 0; i++)
        code =
            store_host_release(leases.store, leases.number, leases.hosts[i], TIME_NONE, rest, err);
    return code;
}
