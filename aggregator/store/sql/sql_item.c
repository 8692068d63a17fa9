/* Feeds, items and the settings of the state in SQLite. */
#include "aggregator/base/clock.h"
#include "aggregator/base/random.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/store/feed_json.h"
#include "aggregator/store/row.h"
#include "aggregator/store/sql/sql_engine.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A feed with a damaged state is treated as never polled. */
static int feed_forget(struct feed_state *ret, struct sql_engine *engine, struct arena *arena,
                       const char *url, struct error *err)
{
    sql_set_aside(engine, "%s", err != NULL ? err->text : "the state of a feed is damaged");
    if (err != NULL)
        *err = (struct error){.code = ERR_NONE};
    feed_state_fresh(ret, arena_strdup(arena, url));
    return ret->url != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

int sql_feed_load(struct feed_state *ret, void *engine, struct arena *arena, const char *url,
                  struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, QUERY_FEED_LOAD, err, "t", url);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (code == 0 && !found)
        feed_state_fresh(ret, arena_strdup(arena, url));
    if (!found)
        return code != 0 || ret->url != NULL
                   ? code
                   : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = feed_state_read(ret, arena, url, row_text(row, 0), err);
    query_close(row);
    return code == ERR_STORE ? feed_forget(ret, engine, arena, url, err) : code;
}

int sql_feed_count(struct feed_state *ret, void *engine, struct error *err)
{
    return query_number(&ret->item_count, engine, QUERY_FEED_COUNT, err, "t", ret->url);
}

int sql_feed_save(void *engine, const struct feed_state *state, struct error *err)
{
    char *text = feed_state_write(state);
    int code;

    if (text == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = query_run(engine, QUERY_FEED_SAVE, err, "tt", state->url, text);
    free(text);
    return code;
}

/* A pruned item is known only by its content hash. */
static int pruned_find(struct store_item_head *ret, struct sql_engine *engine, uint64_t key,
                       struct error *err)
{
    struct sql_rows *row;
    int code = query_open(&row, engine, QUERY_ITEM_PRUNED, err, "u", key);

    if (code == 0)
        code = query_step(&ret->known, engine, row, err);
    if (!ret->known)
        return code;
    ret->content_hash = (uint64_t)row_integer(row, 0);
    query_close(row);
    return 0;
}

/* Finds by key or by fallback key; the table `pruned` holds both kinds of keys of pruned items. */
static int head_find(struct store_item_head *ret, struct sql_engine *engine, enum query query,
                     uint64_t name, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, query, err, "u", name);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (code != 0)
        return code;
    memset(ret, 0, sizeof(*ret));
    if (!found)
        return pruned_find(ret, engine, name, err);
    ret->known = true;
    ret->content_hash = (uint64_t)row_integer(row, 0);
    ret->published_lead = (int)row_integer(row, 1) != 0;
    ret->node = (uint64_t)row_integer(row, 2);
    ret->key = (uint64_t)row_integer(row, 3);
    ret->feed = name_hash(row_text(row, 4));
    query_close(row);
    return 0;
}

int sql_item_find(struct store_item_head *ret, void *engine, uint64_t key, struct error *err)
{
    int code = head_find(ret, engine, QUERY_ITEM_HEAD, key, err);

    if (code == 0 && ret->known)
        ret->key = key;
    return code;
}

int sql_item_find_fallback(struct store_item_head *ret, void *engine, uint64_t fallback_key,
                           struct error *err)
{
    if (fallback_key != 0)
        return head_find(ret, engine, QUERY_ITEM_FALLBACK, fallback_key, err);
    memset(ret, 0, sizeof(*ret));
    return 0;
}

static int names_save(struct sql_engine *engine, const struct store_item *item, struct error *err)
{
    const char *const names[] = {item->item->id, item->item->link, item->item->canonical};
    int code = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && code == 0; i++)
        if (name_hash(names[i]) != 0)
            code = query_run(engine, QUERY_NAME_PUT, err, "uu", item->key, name_hash(names[i]));
    return code;
}

static int search_forget(struct sql_engine *engine, int64_t row, struct error *err)
{
    return engine->driver->search_forget != NULL ? engine->driver->search_forget(engine, row, err)
                                                 : 0;
}

static int search_add(struct sql_engine *engine, int64_t row, const struct item *item,
                      struct error *err)
{
    return engine->driver->search_add != NULL
               ? engine->driver->search_add(engine, row, item->title.value, item->plain, err)
               : 0;
}

static int item_rows_save(struct sql_engine *engine, const struct store_item *item,
                          const char *json, struct error *err)
{
    int64_t feed = 0, row = 0;
    int code = query_number(&feed, engine, QUERY_FEED_ID, err, "t", item->feed_url);

    if (code == 0)
        code = query_number(&row, engine, QUERY_ITEM_ROW, err, "u", item->key);
    if (code == 0 && feed == 0)
        return error_set(err, ERR_STORE, SCOPE_RUN, "feed %s has no state", item->feed_url);
    if (code == 0)
        code = query_run(engine, row == 0 ? QUERY_ITEM_INSERT : QUERY_ITEM_UPDATE, err, "uiutiu",
                         item->key, feed, item->content_hash, item->language, item->now,
                         item->fallback_key);
    if (code == 0 && row != 0)
        code = search_forget(engine, row, err);
    if (code == 0)
        code = query_run(engine, QUERY_BODY_PUT, err, "ut", item->key, json);
    if (code == 0)
        code = search_add(engine, row, item->item, err);
    if (code == 0)
        code = names_save(engine, item, err);
    if (code == 0 && row == 0)
        code = query_run(engine, QUERY_ITEM_REVIVE, err, "u", item->key);
    if (code == 0 && row == 0)
        code = query_run(engine, QUERY_STORY_SEEN, err, "ui", item->key, item->now);
    return code;
}

int sql_item_save(void *engine, const struct store_item *item, struct error *err)
{
    char *json = item_to_text(item->item);
    bool own;
    int code;

    if (json == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = sql_enter(&own, engine, err);
    if (code == 0) {
        code = item_rows_save(engine, item, json, err);
        code = sql_leave(engine, own, code, err);
    }
    free(json);
    return code;
}

int sql_item_touch(void *engine, uint64_t key, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_ITEM_TOUCH, err, "uii", key, now, now - SQL_TOUCH_SECONDS);
}

enum dedup_channel sql_channel_read(struct sql_rows *row, int column)
{
    const int number = (int)row_integer(row, column);

    return number >= DEDUP_BY_NOTHING && number <= DEDUP_BY_NEUTRAL ? (enum dedup_channel)number
                                                                    : DEDUP_BY_NOTHING;
}

double sql_real_read(struct sql_rows *row, int column)
{
    const double number = row_real(row, column);

    return isfinite(number) ? number : 0;
}

int64_t sql_time_read(struct sql_rows *row, int column)
{
    const int64_t time = row_integer(row, column);

    return time < TIME_MIN || time > TIME_MAX ? TIME_NONE : time;
}

static void evidence_read(struct dedup_evidence *ret, struct sql_rows *row, int column)
{
    *ret = (struct dedup_evidence){
        .channel = sql_channel_read(row, column),
        .with = (uint64_t)row_integer(row, column + 1),
        .score = sql_real_read(row, column + 2),
        .containment = sql_real_read(row, column + 3),
        .t = sql_real_read(row, column + 4),
        .p = sql_real_read(row, column + 5),
        .matched = (int)row_integer(row, column + 6),
    };
}

int sql_telling_read(struct telling *ret, uint64_t *ret_node, struct arena *arena,
                     struct sql_rows *row, struct error *err)
{
    struct telling_row telling = {
        .key = (uint64_t)row_integer(row, 0),
        .language = row_text(row, 1),
        .first_seen = sql_time_read(row, 2),
        .changed = sql_time_read(row, 3),
        .item = row_text(row, 4),
        .feed_url = row_text(row, 5),
        .feed_state = row_text(row, 6),
        .node = (uint64_t)row_integer(row, 7),
        .placed = !row_is_null(row, 7),
    };

    evidence_read(&telling.evidence, row, 8);
    if (telling.item == NULL || telling.feed_url == NULL || telling.feed_state == NULL)
        return row->driver->no_memory(row)
                   ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory")
                   : error_set(err, ERR_STORE, SCOPE_RUN, "item %016" PRIx64 " is damaged",
                               telling.key);
    *ret_node = telling.node;
    return telling_from_row(ret, arena, &telling, err);
}

/* Resolves a name to a key: a stored key, else the item with this id or link. */
static int name_resolve(uint64_t *ret, struct sql_engine *engine, const char *name,
                        struct error *err)
{
    uint64_t keys[NAME_KEYS];
    size_t count = name_keys(keys, name);
    int64_t row = 0, key = 0;
    int code = 0;

    for (size_t i = 0; i < count && code == 0 && row == 0; i++) {
        *ret = keys[i];
        code = query_number(&row, engine, QUERY_ITEM_ROW, err, "u", keys[i]);
    }
    if (code != 0 || row != 0)
        return code;
    code = query_number(&key, engine, QUERY_ITEM_BY_NAME, err, "u", name_hash(name));
    *ret = (uint64_t)key;
    if (code == 0 && key == 0)
        code = error_set(err, ERR_ABSENT, SCOPE_ITEM,
                         "there is no item with the key, id or link %s", name);
    return code;
}

int sql_telling_load(struct telling *ret, uint64_t *ret_node, void *engine, struct arena *arena,
                     const char *name, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    uint64_t key;
    int code = name_resolve(&key, engine, name, err);

    if (code == 0)
        code = query_open(&row, engine, QUERY_TELLING, err, "u", key);
    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (code == 0 && !found)
        code = error_set(err, ERR_STORE, SCOPE_RUN,
                         "the state is damaged: item %016" PRIx64 " has no text", key);
    if (!found)
        return code;
    code = sql_telling_read(ret, ret_node, arena, row, err);
    query_close(row);
    return code;
}

int sql_feed_number(uint64_t *ret, void *engine, struct error *err)
{
    struct sql_engine *sql = engine;
    int64_t number = 0;
    int code = query_number(&number, engine, QUERY_SETTING_GET, err, "t", "feed_number");

    *ret = (uint64_t)number;
    if (code != 0 || number != 0)
        return code;
    if (sql->readonly)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "the merged feed has no number yet");
    code = random_number(ret, err);
    if (code == 0)
        code = query_run(engine, QUERY_SETTING_PUT, err, "tu", "feed_number", *ret);
    return code;
}

int sql_published_is(bool *ret, void *engine, uint64_t mark, struct error *err)
{
    int64_t noted = 0;
    int code = query_number(&noted, engine, QUERY_SETTING_GET, err, "t", "shown");

    *ret = code == 0 && mark != 0 && (uint64_t)noted == mark;
    return code;
}

int sql_published_note(void *engine, uint64_t mark, struct error *err)
{
    return query_run(engine, QUERY_SETTING_PUT, err, "tu", "shown", mark);
}

int sql_run_last(int64_t *ret, void *engine, struct error *err)
{
    *ret = TIME_NONE;
    return query_number(ret, engine, QUERY_SETTING_GET, err, "t", "run_last");
}

int sql_run_note(void *engine, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_SETTING_PUT, err, "ti", "run_last", now);
}

int sql_count(struct store_counts *ret, void *engine, struct error *err)
{
    struct sql_rows *row;
    bool found;
    int code = query_open(&row, engine, QUERY_COUNTS, err, "");

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (code != 0)
        return code;
    ret->feeds = row_integer(row, 0);
    ret->items = row_integer(row, 1);
    ret->stories = row_integer(row, 2);
    ret->folded = ret->items - ret->stories;
    query_close(row);
    return 0;
}
