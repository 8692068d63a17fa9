#include "aggregator/store/sql/sql_record.h"

#include "aggregator/store/keyindex/key_index.h"
#include "aggregator/store/sql/record_cache.h"

#include <stdlib.h>
#include <string.h>

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* Reading. */

int sql_record_find(dedup_doc *ret, struct sql_engine *engine, uint64_t key, struct error *err)
{
    int64_t doc = 0;
    int code = query_number(&doc, engine, QUERY_RECORD_FIND, err, "u", key);

    *ret = doc > 0 && doc < UINT32_MAX ? (dedup_doc)doc : 0;
    engine->found = (struct record_found){code == 0 && *ret == doc, key, *ret};
    return code;
}

/* From a row of SQL_RECORD_COLUMNS. */
static void record_read(struct dedup_record *ret, struct sql_rows *row)
{
    *ret = (struct dedup_record){
        .doc = (dedup_doc)row_integer(row, 14),
        .key = (uint64_t)row_integer(row, 0),
        .feed = (uint64_t)row_integer(row, 1),
        .network = (uint64_t)row_integer(row, 2),
        .node = (uint64_t)row_integer(row, 3),
        .time = sql_time_read(row, 4),
        .superseded = (int)row_integer(row, 5) != 0,
        .evidence = {.channel = sql_channel_read(row, 6),
                     .with = (uint64_t)row_integer(row, 7),
                     .score = sql_real_read(row, 8),
                     .containment = sql_real_read(row, 9),
                     .t = sql_real_read(row, 10),
                     .p = sql_real_read(row, 11),
                     .matched = (int)row_integer(row, 12)},
        .sketch = row_blob(row, 13),
        .sketch_size = row_bytes(row, 13),
    };
}

/* The record of the current row, kept in the cache. */
static int row_keep(const struct dedup_record **ret, struct sql_engine *engine,
                    struct sql_rows *row, struct error *err)
{
    struct dedup_record fresh;

    record_read(&fresh, row);
    *ret = record_cache_put(engine->cache, &fresh);
    return *ret != NULL ? 0 : no_memory(err);
}

int sql_record_get(struct dedup_record *ret, struct sql_engine *engine, dedup_doc doc,
                   struct error *err)
{
    const struct dedup_record *record = record_cache_find(engine->cache, doc);
    struct sql_rows *row;
    bool found = false;
    int code = 0;

    engine->sketch_read = doc;
    if (record != NULL) {
        *ret = *record;
        return 0;
    }
    memset(ret, 0, sizeof(*ret));
    code = query_open(&row, engine, QUERY_RECORD_GET, err, "i", (int64_t)doc);
    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (!found)
        return code;
    code = row_keep(&record, engine, row, err);
    query_close(row);
    if (code == 0)
        *ret = *record;
    return code;
}

/* Reads the records that the cache does not have; one alone is read by sql_record_get(). */
static int records_fetch(struct sql_engine *engine, const dedup_doc *docs, size_t count,
                         struct error *err)
{
    int64_t absent[SQL_NUMBERS_MAX];
    const struct dedup_record *record;
    struct sql_rows *row;
    size_t absent_count = 0;
    bool found = true;
    int code;

    for (size_t i = 0; i < count; i++)
        if (record_cache_find(engine->cache, docs[i]) == NULL)
            absent[absent_count++] = docs[i];
    if (absent_count < 2)
        return 0;
    code = query_open(&row, engine, QUERY_RECORDS_GET, err, "n", (const int64_t *)absent,
                      absent_count);
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        code = row_keep(&record, engine, row, err);
        if (code != 0)
            query_close(row);
    }
    return code;
}

/* A record that found no place in the cache beside the others of its batch is read again. */
int sql_records_get(struct sql_engine *engine, const dedup_doc *docs, size_t count,
                    dedup_record_fn *each, void *each_context, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        const size_t left = count - i;
        struct dedup_record record;

        if (i % SQL_NUMBERS_MAX == 0)
            code = records_fetch(engine, docs + i, left < SQL_NUMBERS_MAX ? left : SQL_NUMBERS_MAX,
                                 err);
        if (code == 0)
            code = sql_record_get(&record, engine, docs[i], err);
        if (code == 0)
            code = each(each_context, i, &record);
    }
    return code;
}

/* Adding. */

static int keys_write(struct sql_engine *engine, dedup_doc doc, const uint32_t *keys, size_t count,
                      struct error *err)
{
    unsigned char *bytes = malloc(4 * count + 1);
    int code;

    if (bytes == NULL)
        return no_memory(err);
    for (size_t i = 0; i < 4 * count; i++)
        bytes[i] = (unsigned char)(keys[i / 4] >> 8 * (i % 4));
    code =
        query_run(engine, QUERY_KEYS_PUT, err, "ib", (int64_t)doc, (const void *)bytes, 4 * count);
    free(bytes);
    return code;
}

static int record_write(struct sql_engine *engine, dedup_doc doc, const struct dedup_record *r,
                        struct error *err)
{
    const struct dedup_evidence *e = &r->evidence;
    int code =
        query_run(engine, QUERY_RECORD_INSERT, err, "iuuuuiiiuddddi", (int64_t)doc, r->key, r->feed,
                  r->network, r->node, r->time, (int64_t)r->superseded, (int64_t)e->channel,
                  e->with, e->score, e->containment, e->t, e->p, (int64_t)e->matched);

    if (code == 0)
        code =
            query_run(engine, QUERY_SKETCH_PUT, err, "ib", (int64_t)doc, r->sketch, r->sketch_size);
    return code;
}

/* The older record of the key; 0: none. Whoever adds an item has looked for it first. */
static int older_find(int64_t *ret, struct sql_engine *engine, uint64_t key, struct error *err)
{
    const struct record_found found = engine->found;

    *ret = found.doc;
    engine->found.known = false;
    if (found.known && found.key == key)
        return 0;
    *ret = 0;
    return query_number(ret, engine, QUERY_RECORD_FIND, err, "u", key);
}

/* Supersedes the older record with the same key; *ret_node is its node, 0 when there is none. */
static int older_supersede(uint64_t *ret_node, struct sql_engine *engine, uint64_t key,
                           struct error *err)
{
    int64_t older = 0, node = 0;
    int code = older_find(&older, engine, key, err);

    *ret_node = 0;
    if (code != 0 || older == 0)
        return code;
    record_cache_drop(engine->cache, (dedup_doc)older);
    code = query_number(&node, engine, QUERY_RECORD_NODE, err, "i", older);
    *ret_node = (uint64_t)node;
    if (code == 0)
        code = query_run(engine, QUERY_RECORD_SUPERSEDE, err, "i", older);
    return code != 0 ? code : key_index_supersede(engine->index, (dedup_doc)older, err);
}

/* The next items are often compared with this one. The cache may do without it. */
static void record_keep(struct sql_engine *engine, dedup_doc doc, const struct dedup_record *record)
{
    struct dedup_record kept = *record;

    kept.doc = doc;
    record_cache_put(engine->cache, &kept);
}

int sql_record_add(dedup_doc *ret, struct sql_engine *engine, const struct dedup_record *record,
                   const uint32_t *keys, size_t count, struct error *err)
{
    dedup_doc last;
    uint64_t before = 0;
    int code = key_index_last(&last, engine->index, err);

    if (code == 0)
        code = older_supersede(&before, engine, record->key, err);
    if (code == 0)
        code = record_write(engine, last + 1, record, err);
    if (code == 0)
        code = keys_write(engine, last + 1, keys, count, err);
    if (code == 0)
        code = key_index_add(engine->index, last + 1, record->time, keys, count, err);
    if (code == 0 && before != 0 && before != record->node) {
        code = sql_story_recount(engine, before, err);
        if (code == 0)
            code = sql_story_recount(engine, record->node, err);
    }
    if (code == 0)
        record_keep(engine, last + 1, record);
    *ret = last + 1;
    return code;
}
