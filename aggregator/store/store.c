#include "aggregator/store/store_parts.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"
#include "aggregator/store/row.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* whole: refuses an unfinished copy */
static int open_as(struct store **ret, const char *address, bool readonly, bool whole,
                   struct error *err)
{
    const struct store_engine *engine;
    const char *place;
    struct store *store;
    int code = store_engine_find(&engine, &place, address, err);

    if (code != 0)
        return code;
    store = calloc(1, sizeof(*store));
    if (store == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    store->engine = engine;
    store->readonly = readonly;
    code = store->engine->open(&store->state, place, readonly, err);
    if (code != 0) {
        free(store);
        return code;
    }
    if (whole && engine->copy_check != NULL) {
        code = engine->copy_check(store->state, err);
        if (code != 0) {
            store_close(store);
            return code;
        }
    }
    *ret = store;
    return 0;
}

int store_open(struct store **ret, const char *address, struct error *err)
{
    return open_as(ret, address, false, true, err);
}

int store_open_readonly(struct store **ret, const char *address, struct error *err)
{
    return open_as(ret, address, true, true, err);
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_rollback(store);
    store->engine->close(store->state);
    free(store);
}

int store_lock(struct store_lock **ret, const char *address, struct error *err)
{
    const struct store_engine *engine;
    const char *place;
    int code = store_engine_find(&engine, &place, address, err);

    *ret = NULL;
    return code == 0 && engine->lock != NULL ? engine->lock(ret, place, err) : code;
}

void store_unlock(struct store_lock *lock)
{
    if (lock != NULL)
        lock->release(lock);
}

void store_stamp(struct store_stamp *ret, const char *address)
{
    const struct store_engine *engine;
    const char *place;

    *ret = (struct store_stamp){.version = 1};
    if (store_engine_find(&engine, &place, address, NULL) == 0 && engine->stamp != NULL)
        engine->stamp(ret, place);
}

int store_begin(struct store *store, struct error *err)
{
    int code;

    assert(!store->open_transaction);
    code = store->engine->begin(store->state, err);
    store->open_transaction = code == 0;
    return code;
}

int store_commit_soon(struct store *store, struct error *err)
{
    int code;

    assert(store->open_transaction);
    failpoint("store-commit-before");
    code = store->engine->commit(store->state, err);
    store->open_transaction = false;
    if (code != 0)
        return code;
    store->unsynced = true;
    failpoint("store-commit-after");
    return 0;
}

int store_commit(struct store *store, struct error *err)
{
    int code = store_commit_soon(store, err);

    return code != 0 ? code : store_sync(store, err);
}

int store_sync(struct store *store, struct error *err)
{
    int code;

    if (!store->unsynced || store->engine->sync == NULL)
        return 0;
    code = store->engine->sync(store->state, err);
    store->unsynced = code != 0;
    return code;
}

void store_rollback(struct store *store)
{
    if (!store->open_transaction)
        return;
    store->engine->rollback(store->state);
    store->open_transaction = false;
}

int store_written(struct store *store, int code, struct error *err)
{
    if (code != 0 || store->open_transaction || store->readonly)
        return code;
    store->unsynced = true;
    return store_sync(store, err);
}

int store_check_writable(const struct store *store, struct error *err)
{
    return !store->readonly ? 0
                            : error_set(err, ERR_STORE, SCOPE_RUN, "the state is open read-only");
}

int store_feed_load(struct feed_state *ret, struct store *store, struct arena *arena,
                    const char *url, struct error *err)
{
    return store->engine->feed_load(ret, store->state, arena, url, err);
}

int store_feed_count(struct feed_state *ret, struct store *store, struct error *err)
{
    return store->engine->feed_count(ret, store->state, err);
}

int store_feed_save(struct store *store, const struct feed_state *state, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store_written(store, store->engine->feed_save(store->state, state, err), err);
}

uint64_t store_url_number(const char *url)
{
    return name_hash(url);
}

int store_item_find(struct store_item_head *ret, struct store *store, uint64_t key,
                    struct error *err)
{
    return store->engine->item_find(ret, store->state, key, err);
}

int store_item_find_fallback(struct store_item_head *ret, struct store *store,
                             uint64_t fallback_key, struct error *err)
{
    return store->engine->item_find_fallback(ret, store->state, fallback_key, err);
}

int store_item_save(struct store *store, const struct store_item *item, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store_written(store, store->engine->item_save(store->state, item, err), err);
}

int store_item_touch(struct store *store, uint64_t key, int64_t now, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store_written(store, store->engine->item_touch(store->state, key, now, err), err);
}

int store_telling_load(struct telling *ret, uint64_t *ret_node, struct store *store,
                       struct arena *arena, const char *key_id_or_link, struct error *err)
{
    return store->engine->telling_load(ret, ret_node, store->state, arena, key_id_or_link, err);
}

int store_memory(struct dedup_memory *ret, struct store *store, int64_t window_seconds,
                 struct error *err)
{
    return store->engine->memory(ret, store->state, window_seconds, err);
}

int store_memory_error(struct store *store, struct error *err)
{
    const struct error *last = store->engine->memory_error(store->state);

    if (err != NULL)
        *err = *last;
    return last->code;
}

int store_sketch_drop(struct store *store, struct error *err)
{
    return store->engine->sketch_drop != NULL
               ? store->engine->sketch_drop(store->state, err)
               : error_set(err, ERR_ABSENT, SCOPE_ITEM, "no sketch was given");
}

void store_damage(struct store_damage *ret, const struct store *store)
{
    *ret = (struct store_damage){.rows = 0};
    if (store->engine->damage != NULL)
        *ret = *store->engine->damage(store->state);
}

int store_stories(struct store *store, size_t limit, store_story_fn *each, void *context,
                  struct error *err)
{
    return store->engine->stories(store->state, limit, each, context, err);
}

int store_outlines(struct store *store, int64_t window_seconds, store_outline_fn *each,
                   void *context, struct error *err)
{
    return store->engine->outlines(store->state, window_seconds, each, context, err);
}

int store_aliases(struct store *store, store_alias_fn *each, void *context, struct error *err)
{
    return store->engine->aliases(store->state, each, context, err);
}

int store_story_load(struct story *ret, struct store *store, struct arena *arena, uint64_t node,
                     struct error *err)
{
    return store->engine->story_load(ret, store->state, arena, node, err);
}

int store_story_published(struct store *store, uint64_t node, uint64_t lead, uint64_t lead_hash,
                          int64_t updated, struct error *err)
{
    const struct store_publication what = {lead, lead_hash, updated};
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store_written(store, store->engine->story_published(store->state, node, &what, err),
                         err);
}

int store_feed_number(uint64_t *ret, struct store *store, struct error *err)
{
    return store_written(store, store->engine->feed_number(ret, store->state, err), err);
}

int store_secret_load(struct secret *ret, struct store *store, struct error *err)
{
    return store->engine->secret_load(ret, store->state, err);
}

int store_secret_save(struct store *store, const struct secret *secret, struct error *err)
{
    int code = store_check_writable(store, err);

    return code != 0
               ? code
               : store_written(store, store->engine->secret_save(store->state, secret, err), err);
}

int store_run_last(int64_t *ret, struct store *store, struct error *err)
{
    return store->engine->run_last(ret, store->state, err);
}

int store_run_note(struct store *store, int64_t now, struct error *err)
{
    int code = store_check_writable(store, err);

    return code != 0 ? code : store->engine->run_note(store->state, now, err);
}

int store_clock_mend(int64_t *ret_rows, struct store *store, int64_t latest, int64_t window_seconds,
                     struct error *err)
{
    int code = store_check_writable(store, err);

    *ret_rows = 0;
    if (code != 0 || store->engine->clock_mend == NULL)
        return code;
    return store_written(
        store, store->engine->clock_mend(ret_rows, store->state, latest, window_seconds, err), err);
}

int store_aside_last(int64_t *ret, struct store *store, struct error *err)
{
    *ret = 0;
    return store->engine->aside_last != NULL ? store->engine->aside_last(ret, store->state, err)
                                             : 0;
}

int store_aside_note(struct store *store, int64_t rows, struct error *err)
{
    int64_t before = 0;
    int code = store_check_writable(store, err);

    if (code == 0)
        code = store_aside_last(&before, store, err);
    return code != 0 || before == rows || store->engine->aside_note == NULL
               ? code
               : store->engine->aside_note(store->state, rows, err);
}

int store_published_is(bool *ret, struct store *store, uint64_t mark, struct error *err)
{
    *ret = false;
    return store->engine->published_is != NULL
               ? store->engine->published_is(ret, store->state, mark, err)
               : 0;
}

int store_published_note(struct store *store, uint64_t mark, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0 || store->engine->published_note == NULL)
        return code;
    return store->engine->published_note(store->state, mark, err);
}

int store_count(struct store_counts *ret, struct store *store, struct error *err)
{
    return store->engine->count(ret, store->state, err);
}

int store_refuse(const struct store *store, struct error *err)
{
    return error_set(err, ERR_REFUSED, SCOPE_RUN,
                     "a state in %s: cannot be used for this because it is not in a file%s%s",
                     store->engine->scheme, store->engine->instead != NULL ? "; use " : "",
                     store->engine->instead != NULL ? store->engine->instead : "");
}

int store_backup(struct store *store, const char *path, struct error *err)
{
    return store->engine->backup != NULL ? store->engine->backup(store->state, path, err)
                                         : store_refuse(store, err);
}

int store_restore(struct store *store, const char *path, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store->engine->restore != NULL ? store->engine->restore(store->state, path, err)
                                          : store_refuse(store, err);
}

int store_prune(struct store_pruned *ret, struct store *store,
                const struct store_retention *retention, struct error *err)
{
    int code = store_check_writable(store, err);

    if (code != 0)
        return code;
    return store->engine->prune != NULL ? store->engine->prune(ret, store->state, retention, err)
                                        : store_refuse(store, err);
}

static int stores_copy(struct store *to, struct store *from, const struct store_watch *watch,
                       struct error *err)
{
    int code;

    if (to->engine->copy == NULL || from->engine->copy == NULL)
        return store_refuse(to->engine->copy == NULL ? to : from, err);
    code = to->engine->copy(to->state, from->state, watch, err);
    return store_written(to, code, err);
}

int store_copy(const char *to_address, const char *from_address, const struct store_watch *watch,
               struct error *err)
{
    struct store *to = NULL, *from = NULL;
    struct store_lock *to_lock = NULL, *from_lock = NULL;
    int code = store_open_readonly(&from, from_address, err);

    if (code == 0)
        code = store_lock(&from_lock, from_address, err);
    if (code == 0)
        code = store_lock(&to_lock, to_address, err);
    if (code == 0)
        code = open_as(&to, to_address, false, false, err);
    if (code == 0 && to != NULL && from != NULL)
        code = stores_copy(to, from, watch, err);
    store_close(to);
    store_close(from);
    store_unlock(to_lock);
    store_unlock(from_lock);
    return code;
}

int store_verify(int64_t *ret_findings, struct store *store, int64_t window_seconds, bool rebuild,
                 const struct store_watch *watch, struct error *err)
{
    int code = rebuild ? store_check_writable(store, err) : 0;

    if (code != 0)
        return code;
    return store->engine->verify != NULL
               ? store->engine->verify(ret_findings, store->state, window_seconds, rebuild, watch,
                                       err)
               : store_refuse(store, err);
}

int store_size(struct store_size *ret, struct store *store, struct error *err)
{
    *ret = (struct store_size){.pruned_at = TIME_NONE};
    return store->engine->size != NULL ? store->engine->size(ret, store->state, err) : 0;
}

int store_search(struct search_hit **ret, size_t *ret_count, struct store *store,
                 struct arena *arena, const struct search_request *request, struct error *err)
{
    return store->engine->search(ret, ret_count, store->state, arena, request, err);
}

int store_search_keep(int64_t *ret_count, struct store *store, bool wanted, struct error *err)
{
    int code = store_check_writable(store, err);

    *ret_count = 0;
    if (code != 0 || store->engine->search_keep == NULL)
        return code;
    return store_written(store, store->engine->search_keep(ret_count, store->state, wanted, err),
                         err);
}
