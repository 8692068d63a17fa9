#include "aggregator/store/store_lists.h"

#include "aggregator/store/store_parts.h"

int store_list_enter(struct store *store, uint64_t list, uint64_t node, int64_t time,
                     struct error *err)
{
    const struct store_list_verbs *lists = store->engine->lists;
    int code = store_check_writable(store, err);

    if (code != 0 || lists == NULL)
        return code;
    return store_written(store, lists->enter(store->state, list, node, time, err), err);
}

int store_list_entries(struct store *store, uint64_t list, store_entry_fn *each, void *context,
                       struct error *err)
{
    const struct store_list_verbs *lists = store->engine->lists;

    return lists != NULL ? lists->entries(store->state, list, each, context, err) : 0;
}

int store_digest_save(struct store *store, uint64_t list, const struct store_digest *digest,
                      struct error *err)
{
    const struct store_list_verbs *lists = store->engine->lists;
    int code = store_check_writable(store, err);

    if (code != 0 || lists == NULL)
        return code;
    return store_written(store, lists->digest_save(store->state, list, digest, err), err);
}

int store_digest_mail(struct store *store, uint64_t list, int64_t slot, enum store_mail mail,
                      struct error *err)
{
    const struct store_list_verbs *lists = store->engine->lists;
    int code = store_check_writable(store, err);

    if (code != 0 || lists == NULL)
        return code;
    return store_written(store, lists->digest_mail(store->state, list, slot, mail, err), err);
}

int store_digests(struct store *store, uint64_t list, size_t limit, store_digest_fn *each,
                  void *context, struct error *err)
{
    const struct store_list_verbs *lists = store->engine->lists;

    return lists != NULL ? lists->digests(store->state, list, limit, each, context, err) : 0;
}
