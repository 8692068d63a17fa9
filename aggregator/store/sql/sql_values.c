/* Checks every value of an SQLite state by reading it as a run does. */
#include "aggregator/base/utf8.h"
#include "aggregator/store/feed_json.h"
#include "aggregator/store/sql/sql_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    ROW_BYTES = 512 << 20,
    BAD_SKETCHES_MAX = 1000 /* each one requires opening an engine */
};

struct reading {
    struct sql_engine *engine;
    struct arena arena;
    struct error err;
};

/* Puts the damage of a row into err; false when there is none. */
typedef bool row_flaw_fn(struct reading *reading, struct sql_rows *row);

static bool feed_flaw(struct reading *r, struct sql_rows *row)
{
    const char *url = row_text(row, 1);
    struct feed_state state;

    if (url == NULL || url[0] == '\0' || !utf8_is_valid(url)) {
        error_set(&r->err, ERR_STORE, SCOPE_RUN, "the address of feed %" PRId64 " is damaged",
                  row_integer(row, 0));
        return true;
    }
    return feed_state_read(&state, &r->arena, url, row_text(row, 2), &r->err) == ERR_STORE;
}

static bool telling_flaw(struct reading *r, struct sql_rows *row)
{
    struct telling telling;
    uint64_t node;

    return sql_telling_read(&telling, &node, &r->arena, row, &r->err) == ERR_STORE;
}

static int rows_read(struct reading *r, enum query query, row_flaw_fn *flaw, sql_flawed_fn *each,
                     void *context, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, r->engine, query, err, "");

    while (code == 0 && (code = query_step(&found, r->engine, row, err)) == 0 && found) {
        if (flaw(r, row))
            code = each(context, row_integer(row, 0), r->err.text, err);
        if (code == 0 && arena_status(&r->arena) == ERR_MEMORY)
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        arena_reset(&r->arena);
    }
    if (code != 0)
        query_close(row);
    return code;
}

static int rows_check(struct sql_engine *engine, enum query query, row_flaw_fn *flaw,
                      sql_flawed_fn *each, void *context, struct error *err)
{
    struct reading reading = {.engine = engine};
    int code;

    arena_init(&reading.arena, ROW_BYTES);
    code = rows_read(&reading, query, flaw, each, context, err);
    arena_release(&reading.arena);
    return code;
}

int sql_feeds_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                    struct error *err)
{
    return rows_check(engine, QUERY_FEED_ALL, feed_flaw, each, context, err);
}

int sql_tellings_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                       struct error *err)
{
    return rows_check(engine, QUERY_TELLING_ALL, telling_flaw, each, context, err);
}

/*
 * Sketches. Their format is internal to dedup: an engine opened on a memory without metadata reads
 * every sketch and stops at a damaged one.
 */

struct sketches {
    struct sql_engine *engine;
    struct sql_rows *row;
    int64_t doc; /* of the last row */
    int64_t left;
    bool failed;
    struct error *err;
};

/* The next row as a record; doc 0 after the last one. */
static int sketch_next(struct dedup_record *ret, struct sketches *s, dedup_doc doc)
{
    bool found = false;

    memset(ret, 0, sizeof(*ret));
    if (s->left == 0 || query_step(&found, s->engine, s->row, s->err) != 0) {
        s->failed = s->left > 0;
        s->left = 0;
        return s->failed ? -1 : 0;
    }
    s->left = found ? s->left - 1 : 0;
    if (!found)
        return 0;
    s->doc = row_integer(s->row, 0);
    *ret = (struct dedup_record){
        .doc = doc, .sketch = row_blob(s->row, 1), .sketch_size = row_bytes(s->row, 1)};
    return 0;
}

static int sketches_get(void *context, const dedup_doc *docs, size_t count, dedup_record_fn *each,
                        void *each_context)
{
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++) {
        struct dedup_record record;

        code = sketch_next(&record, context, docs[i]);
        if (code == 0)
            code = each(each_context, i, &record);
    }
    return code;
}

static int sketch_last(void *context, dedup_doc *ret_doc)
{
    const struct sketches *s = context;

    *ret_doc = (dedup_doc)(s->left < UINT32_MAX ? s->left : UINT32_MAX - 1);
    return 0;
}

static int no_note(void *context, const char *name, void *into, size_t room, size_t *ret_size)
{
    (void)context, (void)name, (void)into, (void)room;
    *ret_size = 0;
    return 0;
}

/* Reads up to the next damaged sketch: *ret_bad. */
static int sketches_read(bool *ret_bad, struct sketches *s, struct error *err)
{
    const struct dedup_options options = {
        .memory = {
            .context = s, .get_many = sketches_get, .last = sketch_last, .metadata_get = no_note}};
    struct dedup *engine = NULL;
    int code = dedup_open(&engine, &options);

    dedup_close(engine);
    *ret_bad = code == DEDUP_ERR_FORMAT;
    if (code == DEDUP_OK || *ret_bad)
        return 0;
    return s->failed ? (int)err->code
                     : error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot read the sketches: %s",
                                 dedup_error_text(code));
}

int sql_sketches_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                       struct error *err)
{
    struct sketches s = {.engine = engine, .err = err};
    bool bad = true;
    char words[64];
    int code = query_number(&s.left, engine, QUERY_SKETCH_COUNT, err, "");

    if (code == 0)
        code = query_open(&s.row, engine, QUERY_SKETCH_ALL, err, "");
    for (size_t i = 0; code == 0 && s.left > 0 && bad && i < BAD_SKETCHES_MAX; i++) {
        code = sketches_read(&bad, &s, err);
        snprintf(words, sizeof(words), "the sketch of record %" PRId64 " is damaged", s.doc);
        if (code == 0 && bad)
            code = each(context, s.doc, words, err);
    }
    query_close(s.row);
    return code;
}
