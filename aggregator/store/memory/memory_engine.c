#include "aggregator/store/memory/memory_engine.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/random.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/store/feed_json.h"
#include "aggregator/store/row.h"

#include <stdlib.h>
#include <string.h>

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* Tables. */

const void *memory_row(const struct memory_engine *engine, enum memory_table_name table,
                       uint64_t key)
{
    return memory_table_get(&engine->tables[table], key, NULL);
}

const uint64_t *memory_numbers(const struct memory_engine *engine, enum memory_table_name table,
                               uint64_t key, size_t *ret_count)
{
    size_t size = 0;
    const uint64_t *numbers = memory_table_get(&engine->tables[table], key, &size);

    *ret_count = size / sizeof(*numbers);
    return numbers;
}

int memory_put(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
               const void *data, size_t size, struct error *err)
{
    return memory_table_put(&engine->tables[table], &engine->journal, key, data, size)
               ? 0
               : no_memory(err);
}

int memory_append(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
                  uint64_t number, struct error *err)
{
    return memory_table_append(&engine->tables[table], &engine->journal, key, &number,
                               sizeof(number))
               ? 0
               : no_memory(err);
}

static int engine_memory(struct dedup_memory *ret, void *state, int64_t window_seconds,
                         struct error *err)
{
    struct memory_engine *engine = state;

    (void)err;
    dedup_ram_window(&engine->memory, window_seconds);
    *ret = engine->memory;
    return 0;
}

static const struct error *engine_memory_error(void *state)
{
    struct memory_engine *engine = state;

    engine->memory_error = (struct error){.code = ERR_NONE};
    switch (dedup_ram_failure(&engine->memory)) {
    case DEDUP_OK:
        break;
    case DEDUP_ERR_ABSENT:
        error_set(&engine->memory_error, ERR_ABSENT, SCOPE_ITEM, "the item to move does not exist");
        break;
    default:
        no_memory(&engine->memory_error);
    }
    return &engine->memory_error;
}

/* The engine and its transactions. */

static void engine_close(void *state)
{
    struct memory_engine *engine = state;

    memory_journal_release(&engine->journal);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        memory_table_release(&engine->tables[i]);
    dedup_ram_free(&engine->memory);
    free(engine);
}

static int engine_open(void **ret, const char *place, bool readonly, struct error *err)
{
    struct memory_engine *engine;

    (void)place;
    if (readonly)
        return error_set(err, ERR_ABSENT, SCOPE_RUN,
                         "a state in memory cannot be read again after a run");
    engine = calloc(1, sizeof(*engine));
    if (engine == NULL)
        return no_memory(err);
    engine->run_last = TIME_NONE;
    engine->secret.since = TIME_NONE;
    if (random_bytes(engine->secret.bytes, SECRET_SIZE, err) != 0) {
        free(engine);
        return ERR_IO;
    }
    if (dedup_ram_new(&engine->memory, 0) != DEDUP_OK) {
        free(engine);
        return no_memory(err);
    }
    *ret = engine;
    return 0;
}

static int engine_begin(void *state, struct error *err)
{
    struct memory_engine *engine = state;

    (void)err;
    engine->journal.open = true;
    dedup_ram_begin(&engine->memory);
    return 0;
}

static int engine_commit(void *state, struct error *err)
{
    struct memory_engine *engine = state;

    (void)err;
    memory_journal_keep(&engine->journal);
    dedup_ram_commit(&engine->memory);
    return 0;
}

static void engine_rollback(void *state)
{
    struct memory_engine *engine = state;

    memory_journal_undo(&engine->journal);
    dedup_ram_rollback(&engine->memory);
}

bool memory_enter(struct memory_engine *engine)
{
    bool own = !engine->journal.open;

    if (own)
        engine_begin(engine, NULL);
    return own;
}

int memory_leave(struct memory_engine *engine, bool own, int code)
{
    if (own && code == 0)
        engine_commit(engine, NULL);
    else if (own)
        engine_rollback(engine);
    return code;
}

/* Feeds: a row is the JSON of feed_json.h. */

static int feed_load(struct feed_state *ret, void *state, struct arena *arena, const char *url,
                     struct error *err)
{
    struct memory_engine *engine = state;
    const char *text = memory_row(engine, TABLE_FEED, name_hash(url));

    if (text != NULL)
        return feed_state_read(ret, arena, url, text, err);
    feed_state_fresh(ret, arena_strdup(arena, url));
    return ret->url != NULL ? 0 : no_memory(err);
}

static int feed_count(struct feed_state *ret, void *state, struct error *err)
{
    struct memory_engine *engine = state;
    uint64_t key;
    size_t place = 0;

    (void)err;
    ret->item_count = 0;
    while (memory_table_next(&key, &engine->tables[TABLE_BODY], &place))
        ret->item_count += strcmp(memory_row(engine, TABLE_BODY, key), ret->url) == 0;
    return 0;
}

static int feed_save(void *engine, const struct feed_state *state, struct error *err)
{
    char *text = feed_state_write(state);
    int code;

    if (text == NULL)
        return no_memory(err);
    code = memory_put(engine, TABLE_FEED, name_hash(state->url), text, strlen(text) + 1, err);
    free(text);
    return code;
}

/* Items. */

static int item_find(struct store_item_head *ret, void *engine, uint64_t key, struct error *err)
{
    const struct memory_item *item = memory_row(engine, TABLE_ITEM, key);
    struct dedup_record record;
    const bool placed = memory_record(&record, engine, key);

    (void)err;
    memset(ret, 0, sizeof(*ret));
    if (item == NULL)
        return 0;
    *ret = (struct store_item_head){.known = true,
                                    .key = key,
                                    .content_hash = item->content_hash,
                                    .node = placed ? record.node : 0,
                                    .published_lead = item->published_lead,
                                    .feed = name_hash(memory_row(engine, TABLE_BODY, key))};
    return 0;
}

static int item_find_fallback(struct store_item_head *ret, void *engine, uint64_t fallback_key,
                              struct error *err)
{
    size_t count = 0;
    const uint64_t *keys = memory_numbers(engine, TABLE_FALLBACK, fallback_key, &count);

    return item_find(ret, engine, count > 0 ? keys[0] : 0, err);
}

/* Stores the texts of an item in one row, each NUL-terminated. */
static int body_put(struct memory_engine *engine, const struct store_item *item, const char *json,
                    struct error *err)
{
    const char *language = item->language != NULL ? item->language : "";
    size_t first = strlen(item->feed_url) + 1, second = strlen(language) + 1,
           third = strlen(json) + 1;
    char *row = malloc(first + second + third);
    int code;

    if (row == NULL)
        return no_memory(err);
    memcpy(row, item->feed_url, first);
    memcpy(row + first, language, second);
    memcpy(row + first + second, json, third);
    code = memory_put(engine, TABLE_BODY, item->key, row, first + second + third, err);
    free(row);
    return code;
}

static int names_add(struct memory_engine *engine, const struct store_item *item, struct error *err)
{
    const char *const names[] = {item->item->id, item->item->link, item->item->canonical};
    int code = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && code == 0; i++)
        if (name_hash(names[i]) != 0)
            code = memory_append(engine, TABLE_NAME, name_hash(names[i]), item->key, err);
    return code;
}

static int item_rows_save(struct memory_engine *engine, const struct store_item *item,
                          const char *json, struct error *err)
{
    const struct memory_item *old = memory_row(engine, TABLE_ITEM, item->key);
    struct memory_item row = {.key = item->key,
                              .content_hash = item->content_hash,
                              .first_seen = item->now,
                              .changed = item->now};
    int code;

    if (memory_row(engine, TABLE_FEED, name_hash(item->feed_url)) == NULL)
        return error_set(err, ERR_STORE, SCOPE_RUN, "feed %s has no state", item->feed_url);
    if (old != NULL) {
        row.first_seen = old->first_seen;
        row.published_lead = old->published_lead;
        if (old->content_hash == item->content_hash)
            row.changed = old->changed;
    }
    code = memory_put(engine, TABLE_ITEM, item->key, &row, sizeof(row), err);
    if (code == 0 && item->fallback_key != 0 &&
        memory_row(engine, TABLE_FALLBACK, item->fallback_key) == NULL)
        code = memory_append(engine, TABLE_FALLBACK, item->fallback_key, item->key, err);
    if (code == 0)
        code = body_put(engine, item, json, err);
    return code != 0 ? code : names_add(engine, item, err);
}

static int item_save(void *engine, const struct store_item *item, struct error *err)
{
    char *json = item_to_text(item->item);
    bool own;
    int code;

    if (json == NULL)
        return no_memory(err);
    own = memory_enter(engine);
    code = memory_leave(engine, own, item_rows_save(engine, item, json, err));
    free(json);
    return code;
}

/* Only pruning needs the time last seen, and a state of one run is never pruned. */
static int item_touch(void *engine, uint64_t key, int64_t now, struct error *err)
{
    (void)engine, (void)key, (void)now, (void)err;
    return 0;
}

/* Tellings. */

int memory_telling_fill(struct telling *ret, struct memory_engine *engine, struct arena *arena,
                        const struct memory_item *item, struct error *err)
{
    const char *body = memory_row(engine, TABLE_BODY, item->key);
    const char *language = body + strlen(body) + 1;
    struct dedup_record record;
    const bool placed = memory_record(&record, engine, item->key);
    struct telling_row row = {.key = item->key,
                              .item = language + strlen(language) + 1,
                              .feed_url = body,
                              .feed_state = memory_row(engine, TABLE_FEED, name_hash(body)),
                              .language = language[0] != '\0' ? language : NULL,
                              .first_seen = item->first_seen,
                              .changed = item->changed,
                              .placed = placed};

    if (placed)
        row.evidence = record.evidence;
    return telling_from_row(ret, arena, &row, err);
}

/* Finds an item by name: by key, else the first-seen item with this id or link. */
static const struct memory_item *name_find(const struct memory_engine *engine, const char *name)
{
    uint64_t keys[NAME_KEYS];
    size_t count = name_keys(keys, name);
    const struct memory_item *item = NULL, *other;
    const uint64_t *named;

    for (size_t i = 0; i < count && item == NULL; i++)
        item = memory_row(engine, TABLE_ITEM, keys[i]);
    if (item != NULL)
        return item;
    named = memory_numbers(engine, TABLE_NAME, name_hash(name), &count);
    for (size_t i = 0; i < count; i++) {
        other = memory_row(engine, TABLE_ITEM, named[i]);
        if (item == NULL || other->first_seen < item->first_seen)
            item = other;
    }
    return item;
}

static int telling_load(struct telling *ret, uint64_t *ret_node, void *engine, struct arena *arena,
                        const char *name, struct error *err)
{
    const struct memory_item *item = name_find(engine, name);
    struct dedup_record record;

    if (item == NULL)
        return error_set(err, ERR_ABSENT, SCOPE_ITEM,
                         "there is no item with the key, id or link %s", name);
    *ret_node = memory_record(&record, engine, item->key) ? record.node : 0;
    return memory_telling_fill(ret, engine, arena, item, err);
}

static int story_published(void *engine, uint64_t node, const struct store_publication *what,
                           struct error *err)
{
    const struct memory_item *item = memory_row(engine, TABLE_ITEM, what->lead);
    struct memory_item lead;
    bool own = memory_enter(engine);
    int code = memory_put(engine, TABLE_STORY, node, what, sizeof(*what), err);

    if (code == 0 && item != NULL) {
        lead = *item;
        lead.published_lead = true;
        code = memory_put(engine, TABLE_ITEM, what->lead, &lead, sizeof(lead), err);
    }
    return memory_leave(engine, own, code);
}

static int feed_number(uint64_t *ret, void *state, struct error *err)
{
    struct memory_engine *engine = state;
    int code = engine->feed_number == 0 ? random_number(&engine->feed_number, err) : 0;

    *ret = engine->feed_number;
    return code;
}

static int secret_load(struct secret *ret, void *state, struct error *err)
{
    (void)err;
    *ret = ((const struct memory_engine *)state)->secret;
    return 0;
}

static int secret_save(void *state, const struct secret *secret, struct error *err)
{
    (void)err;
    ((struct memory_engine *)state)->secret = *secret;
    return 0;
}

static int run_last(int64_t *ret, void *state, struct error *err)
{
    const struct memory_engine *engine = state;

    (void)err;
    *ret = engine->run_last;
    return 0;
}

static int run_note(void *state, int64_t now, struct error *err)
{
    struct memory_engine *engine = state;

    (void)err;
    engine->run_last = now;
    return 0;
}

static int count(struct store_counts *ret, void *state, struct error *err)
{
    const struct memory_engine *engine = state;
    size_t place = 0;
    uint64_t key;

    memset(ret, 0, sizeof(*ret));
    while (memory_table_next(&key, &engine->tables[TABLE_FEED], &place))
        ret->feeds++;
    place = 0;
    while (memory_table_next(&key, &engine->tables[TABLE_ITEM], &place))
        ret->items++;
    return memory_stories_count(ret, engine, err);
}

const struct store_engine store_engine_memory = {
    .scheme = "memory",
    .open = engine_open,
    .close = engine_close,
    .begin = engine_begin,
    .commit = engine_commit,
    .rollback = engine_rollback,
    .feed_count = feed_count,
    .feed_load = feed_load,
    .feed_save = feed_save,
    .item_find = item_find,
    .item_find_fallback = item_find_fallback,
    .item_save = item_save,
    .item_touch = item_touch,
    .telling_load = telling_load,
    .memory = engine_memory,
    .memory_error = engine_memory_error,
    .stories = memory_stories,
    .outlines = memory_outlines,
    .story_load = memory_story_load,
    .aliases = memory_aliases,
    .story_published = story_published,
    .feed_number = feed_number,
    .secret_load = secret_load,
    .secret_save = secret_save,
    .run_last = run_last,
    .run_note = run_note,
    .count = count,
    .search = memory_search,
};
