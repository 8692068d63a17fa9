#include "aggregator/store/store_pages.h"

#include "aggregator/base/clock.h"
#include "aggregator/store/store_parts.h"

int store_page_want(struct store *store, const struct store_page *page, int64_t now,
                    struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;
    int code = store_check_writable(store, err);

    if (code != 0 || pages == NULL)
        return code;
    return store_written(store, pages->want(store->state, page, now, err), err);
}

int store_pages_due(struct store_page **ret, size_t *ret_count, struct store *store,
                    struct arena *arena, size_t limit, int64_t now, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;

    *ret = NULL;
    *ret_count = 0;
    if (pages == NULL || limit == 0)
        return 0;
    return pages->due(ret, ret_count, store->state, arena, limit, now, err);
}

int store_page_asked(struct store *store, uint64_t key, int64_t now, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;
    int code = store_check_writable(store, err);

    if (code != 0 || pages == NULL)
        return code;
    return store_written(store, pages->asked(store->state, key, now, err), err);
}

int store_page_settle(struct store *store, uint64_t key, int64_t due, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;
    int code = store_check_writable(store, err);

    if (code != 0 || pages == NULL)
        return code;
    return store_written(store, pages->settle(store->state, key, due, err), err);
}

int store_pages_asked(int64_t *ret, struct store *store, int64_t since, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;

    *ret = 0;
    return pages != NULL ? pages->count(ret, store->state, since, err) : 0;
}

int store_pages_forget(struct store *store, int64_t now, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;
    int code = store_check_writable(store, err);

    if (code != 0 || pages == NULL)
        return code;
    return store_written(store,
                         pages->forget(store->state, now - STORE_PAGE_KEPT_SECONDS,
                                       now - STORE_SITE_KEPT_SECONDS, err),
                         err);
}

int store_site_load(struct store_site *ret, struct store *store, struct arena *arena,
                    const char *origin, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;

    *ret = (struct store_site){
        .origin = origin, .robots = "", .robots_at = TIME_NONE, .not_before = TIME_NONE};
    return pages != NULL ? pages->site_load(ret, store->state, arena, err) : 0;
}

int store_site_save(struct store *store, const struct store_site *site, struct error *err)
{
    const struct store_page_verbs *pages = store->engine->pages;
    int code = store_check_writable(store, err);

    if (code != 0 || pages == NULL)
        return code;
    return store_written(store, pages->site_save(store->state, site, err), err);
}
