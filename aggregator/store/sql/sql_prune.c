/* Pruning. */
#include "aggregator/store/keyindex/doc_times.h"
#include "aggregator/store/keyindex/key_index.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/failpoint.h"

#include <string.h>

enum { PRUNE_ITEMS = 50000 /* per transaction */ };

static const char pruned_at[] = "pruned_at"; /* a setting: when pruning was last done */

/* Prunes the items of one round; keeps their keys and content hashes. */
static int round_prune(int64_t *ret_count, struct sql_engine *engine, int64_t before,
                       struct error *err)
{
    static const enum query steps[] = {
        QUERY_PRUNE_REMEMBER, QUERY_PRUNE_FALLBACKS, QUERY_PRUNE_NAMES, QUERY_PRUNE_ITEMS,
        QUERY_PRUNE_CLEAR,    QUERY_MARK_PRUNE,      QUERY_ENTRY_PRUNE};
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_change(ret_count, engine, QUERY_PRUNE_CHOOSE, err, "iii", before,
                        (int64_t)PRUNE_ITEMS, (int64_t)SQL_TOUCH_SECONDS);
    if (code == 0)
        code = query_run(engine, QUERY_PRUNE_STORIES, err, "");
    if (code == 0 && engine->driver->search_prune != NULL)
        code = engine->driver->search_prune(engine, err);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && code == 0; i++)
        code = query_run(engine, steps[i], err, "");
    failpoint("store-prune-before");
    return sql_leave(engine, own, code, err);
}

/* Prunes the sketches and index keys of nodes whose members have all left the window, since nothing
 * can match them any more. The newest record stays, because it holds the last document number. */
static int sketches_prune(int64_t *ret_count, struct sql_engine *engine,
                          const struct store_retention *retention, struct error *err)
{
    const int64_t window_seconds = retention->window_seconds;
    bool own;
    int64_t horizon = INT64_MIN;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_number(&horizon, engine, QUERY_RECORD_NEWEST, err, "i", retention->now);
    if (code == 0 && horizon > INT64_MIN + window_seconds) {
        horizon -= window_seconds;
        code = query_change(ret_count, engine, QUERY_PRUNE_SKETCHES, err, "i", horizon);
        if (code == 0)
            code = query_run(engine, QUERY_PRUNE_KEYS, err, "");
        if (code == 0)
            code = query_run(engine, QUERY_PRUNE_RECORDS, err, "i", (int64_t)TIME_BLOCK_DOCS);
    }
    code = sql_leave(engine, own, code, err);
    sql_memory_forget(engine);
    return code;
}

int sql_pruned_at(int64_t *ret, struct sql_engine *engine, struct error *err)
{
    *ret = TIME_NONE;
    return query_number(ret, engine, QUERY_SETTING_GET, err, "t", pruned_at);
}

/* A clock that was set back does not delay pruning. */
static bool prune_is_due(int64_t last, const struct store_retention *retention)
{
    return last == TIME_NONE || retention->now < last ||
           retention->now - last >= retention->pause_seconds;
}

int sql_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
              struct error *err)
{
    int64_t count = PRUNE_ITEMS, last;
    int code = sql_pruned_at(&last, engine, err);

    memset(ret, 0, sizeof(*ret));
    ret->done = code == 0 && prune_is_due(last, retention);
    if (!ret->done)
        return code;
    while (count == PRUNE_ITEMS && code == 0) {
        code = round_prune(&count, engine, retention->now - retention->archive_seconds, err);
        ret->items += count;
    }
    if (code == 0)
        code = query_run(engine, QUERY_DIGEST_PRUNE, err, "i",
                         retention->now - retention->archive_seconds);
    if (code == 0 && retention->window_seconds > 0)
        code = sketches_prune(&ret->sketches, engine, retention, err);
    if (code == 0)
        code = query_run(engine, QUERY_SETTING_PUT, err, "ti", pruned_at, retention->now);
    return code;
}
