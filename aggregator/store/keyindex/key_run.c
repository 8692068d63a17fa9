#include "aggregator/store/keyindex/key_run.h"

#include "aggregator/base/failpoint.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    RATIO = 16,    /* a neighbour is merged if it has less than this many times the pairs */
    MERGE_MAX = 16 /* maximum runs merged at once */
};

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

int key_run_damaged(struct sql_engine *engine, struct error *err)
{
    engine->index_damaged = true;
    sql_set_aside(engine, "a run of the key index cannot be read");
    return error_set(
        err, ERR_STORE, SCOPE_RUN,
        "the key index of the state is damaged; \"headwater verify --rebuild\" rebuilds it");
}

/* The list. */

void key_runs_clear(struct key_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        free(runs->list[i].fences);
    runs->count = 0;
}

void key_runs_release(struct key_runs *runs)
{
    key_runs_clear(runs);
    free(runs->list);
    chunk_cache_free(runs->cache);
    runs->cache = NULL;
    runs->list = NULL;
    runs->room = 0;
}

/* Takes ownership of the run's fences, also on failure. */
static int list_add(struct key_runs *runs, const struct key_run *run, struct error *err)
{
    struct key_run *list = runs->list;

    if (list == NULL || runs->count == runs->room) {
        list = realloc(list, (runs->room * 2 + 8) * sizeof(*list));
        if (list == NULL) {
            free(run->fences);
            return no_memory(err);
        }
        runs->list = list;
        runs->room = runs->room * 2 + 8;
    }
    list[runs->count++] = *run;
    return 0;
}

static void list_remove(struct key_runs *runs, size_t at)
{
    free(runs->list[at].fences);
    memmove(&runs->list[at], &runs->list[at + 1], (--runs->count - at) * sizeof(*runs->list));
}

/* Whether the values of a row are plausible for a run. The index checks the relations between
 * runs. */
static bool row_is_sound(struct sql_rows *row)
{
    const int64_t first = row_integer(row, 1), last = row_integer(row, 2);
    const int64_t chunk = row_integer(row, 3), count = row_integer(row, 4);
    const int64_t pairs = row_integer(row, 5);

    return first > 0 && first <= last && last < UINT32_MAX && chunk > 0 && count >= 0 &&
           count < INT32_MAX && chunk < INT64_MAX - count && pairs >= 0 &&
           (int64_t)row_bytes(row, 6) == 4 * count;
}

/* Decodes the first keys of the chunks; false when they are not ascending. */
static bool fences_read(struct key_run *run, const unsigned char *bytes)
{
    bool sound = true;

    for (size_t i = 0; i < run->chunk_count; i++, bytes += 4) {
        run->fences[i] = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                         (uint32_t)bytes[3] << 24;
        sound = sound && (i == 0 || run->fences[i] >= run->fences[i - 1]);
    }
    return sound;
}

static int run_read(struct key_run *ret, struct sql_engine *engine, struct sql_rows *row,
                    struct error *err)
{
    *ret = (struct key_run){.fences = NULL};
    if (!row_is_sound(row))
        return key_run_damaged(engine, err);
    *ret = (struct key_run){
        .id = row_integer(row, 0),
        .first_doc = (uint32_t)row_integer(row, 1),
        .last_doc = (uint32_t)row_integer(row, 2),
        .first_chunk = row_integer(row, 3),
        .chunk_count = (uint32_t)row_integer(row, 4),
        .pair_count = (uint64_t)row_integer(row, 5),
    };
    ret->fences = malloc((size_t)ret->chunk_count * 4 + 1);
    if (ret->fences == NULL)
        return no_memory(err);
    if (fences_read(ret, row_blob(row, 6)))
        return 0;
    free(ret->fences);
    *ret = (struct key_run){.fences = NULL};
    return key_run_damaged(engine, err);
}

int key_runs_load(struct key_runs *runs, struct error *err)
{
    struct sql_rows *row;
    struct key_run run;
    bool found = true;
    int code = query_open(&row, runs->engine, QUERY_RUN_LIST, err, "");

    key_runs_release(runs);
    runs->cache = chunk_cache_new();
    if (runs->cache == NULL && code == 0) {
        query_close(row);
        return no_memory(err);
    }
    while (code == 0 && (code = query_step(&found, runs->engine, row, err)) == 0 && found) {
        code = run_read(&run, runs->engine, row, err);
        if (code == 0)
            code = list_add(runs, &run, err);
        else if (code == ERR_STORE)
            code = 0; /* skip this run; its documents are then read from the rows in `keys` */
    }
    if (code != 0)
        query_close(row);
    return code;
}

/* Writing. */

struct run_writer {
    struct key_runs *runs;
    struct key_run run;
    struct key_chunk_writer chunk;
    size_t fence_room;
    int64_t next_chunk;
};

static int writer_start(struct run_writer *writer, struct key_runs *runs, uint32_t first_doc,
                        uint32_t last_doc, struct error *err)
{
    int64_t last = 0;
    int code = query_number(&last, runs->engine, QUERY_CHUNK_LAST, err, "");

    memset(writer, 0, sizeof(*writer));
    writer->runs = runs;
    writer->run.first_doc = first_doc;
    writer->run.last_doc = last_doc;
    writer->run.first_chunk = writer->next_chunk = last + 1;
    key_chunk_start(&writer->chunk, first_doc);
    return code;
}

static int writer_chunk(struct run_writer *writer, struct error *err)
{
    struct key_run *run = &writer->run;
    uint32_t *fences = run->fences;
    const unsigned char *data;
    size_t size;

    if (writer->chunk.size == 0)
        return 0;
    if (run->chunk_count == writer->fence_room) {
        writer->fence_room = writer->fence_room * 2 + 64;
        fences = realloc(fences, writer->fence_room * sizeof(*fences));
        if (fences == NULL)
            return no_memory(err);
        run->fences = fences;
    }
    fences[run->chunk_count++] = writer->chunk.keys[0];
    data = key_chunk_finish(&writer->chunk, &size);
    return query_run(writer->runs->engine, QUERY_CHUNK_INSERT, err, "ib", writer->next_chunk++,
                     (const void *)data, size);
}

static int writer_put(struct run_writer *writer, struct key_pair pair, struct error *err)
{
    int code = 0;

    if (!key_chunk_put(&writer->chunk, pair)) {
        code = writer_chunk(writer, err);
        key_chunk_start(&writer->chunk, writer->run.first_doc);
        key_chunk_put(&writer->chunk, pair);
    }
    writer->run.pair_count++;
    return code;
}

static int run_row_write(struct sql_engine *engine, struct key_run *run, struct error *err)
{
    size_t size = (size_t)run->chunk_count * 4;
    unsigned char *bytes = malloc(size + 1);
    int code;

    if (bytes == NULL)
        return no_memory(err);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(run->fences[i / 4] >> 8 * (i % 4));
    code = query_number(&run->id, engine, QUERY_RUN_INSERT, err, "iiiiib", (int64_t)run->first_doc,
                        (int64_t)run->last_doc, run->first_chunk, (int64_t)run->chunk_count,
                        (int64_t)run->pair_count, (const void *)bytes, size);
    free(bytes);
    return code;
}

/* Completes the run and appends it to the list. If code (the result of the writing so far) or this
 * step failed, frees the writer's data. */
static int writer_finish(struct run_writer *writer, int code, struct error *err)
{
    if (code == 0)
        code = writer_chunk(writer, err);
    if (code == 0)
        code = run_row_write(writer->runs->engine, &writer->run, err);
    if (code == 0)
        return list_add(writer->runs, &writer->run, err);
    free(writer->run.fences);
    return code;
}

int key_runs_append(struct key_runs *runs, const struct key_pair *pairs, size_t count,
                    uint32_t first_doc, uint32_t last_doc, struct error *err)
{
    struct run_writer writer;
    int code;

    if (last_doc < first_doc) /* in a state that has lost all its documents */
        return 0;
    code = writer_start(&writer, runs, first_doc, last_doc, err);

    for (size_t i = 0; i < count && code == 0; i++)
        code = writer_put(&writer, pairs[i], err);
    code = writer_finish(&writer, code, err);
    failpoint("store-index-flush");
    return code;
}

/* Sequential reading, for a merge. */

struct run_cursor {
    struct sql_engine *engine;
    const struct key_run *run;
    uint32_t next; /* chunk */
    bool open;     /* reader.pair is the current pair */
    struct key_chunk_reader reader;
    unsigned char data[KEY_CHUNK_BYTES];
};

int key_run_chunk(struct sql_rows **ret_row, const void **ret_data, size_t *ret_size,
                  struct sql_engine *engine, int64_t chunk, struct error *err)
{
    bool found;
    int code = query_open(ret_row, engine, QUERY_CHUNK_GET, err, "i", chunk);

    if (code == 0)
        code = query_step(&found, engine, *ret_row, err);
    if (code != 0)
        return code;
    if (!found)
        return key_run_damaged(engine, err);
    *ret_data = row_blob(*ret_row, 0);
    *ret_size = row_bytes(*ret_row, 0);
    return 0;
}

/* Copies the chunk, since all cursors share the statement. */
static int cursor_chunk(struct run_cursor *cursor, struct error *err)
{
    struct sql_rows *row;
    const void *data;
    size_t size;
    int code = key_run_chunk(&row, &data, &size, cursor->engine,
                             cursor->run->first_chunk + cursor->next++, err);

    if (code != 0)
        return code;
    if (size > sizeof(cursor->data))
        code = key_run_damaged(cursor->engine, err);
    else if (size > 0)
        memcpy(cursor->data, data, size);
    query_close(row);
    key_chunk_open(&cursor->reader, cursor->data, code == 0 ? size : 0);
    if (code == 0 && key_chunk_first(&cursor->reader) != cursor->run->fences[cursor->next - 1])
        code = key_run_damaged(cursor->engine, err);
    return code;
}

/* Whether the pair belongs to the run's documents and follows the last one in order. */
static bool pair_is_sound(const struct key_run *run, struct key_pair pair, struct key_pair last,
                          bool first)
{
    return pair.doc >= run->first_doc && pair.doc <= run->last_doc &&
           (first || pair.key > last.key || (pair.key == last.key && pair.doc < last.doc));
}

static int cursor_next(struct run_cursor *cursor, struct error *err)
{
    const struct key_pair last = cursor->reader.pair;
    const bool first = cursor->next == 0;
    int code = 0;

    cursor->open = cursor->next > 0 && key_chunk_next(&cursor->reader);
    while (!cursor->open && cursor->next < cursor->run->chunk_count && code == 0 &&
           !cursor->reader.damaged) {
        code = cursor_chunk(cursor, err);
        cursor->open = code == 0 && key_chunk_next(&cursor->reader);
    }
    if (code == 0 &&
        (cursor->reader.damaged ||
         (cursor->open && !pair_is_sound(cursor->run, cursor->reader.pair, last, first))))
        code = key_run_damaged(cursor->engine, err);
    return code;
}

int key_run_walk(const struct key_runs *runs, const struct key_run *run, key_pair_fn *each,
                 void *context, struct error *err)
{
    struct run_cursor cursor = {.engine = runs->engine, .run = run};
    int code = cursor_next(&cursor, err);

    while (code == 0 && cursor.open && each(context, cursor.reader.pair))
        code = cursor_next(&cursor, err);
    return code;
}

/* Merging. */

static struct run_cursor *cursor_min(struct run_cursor *cursors, size_t count)
{
    struct run_cursor *min = NULL;

    for (struct run_cursor *c = cursors; c < cursors + count; c++)
        if (c->open && (min == NULL || c->reader.pair.key < min->reader.pair.key ||
                        (c->reader.pair.key == min->reader.pair.key &&
                         c->reader.pair.doc > min->reader.pair.doc)))
            min = c;
    return min;
}

static int cursors_merge(struct run_writer *writer, struct run_cursor *cursors, size_t count,
                         key_keep_fn *keep, const void *context, struct error *err)
{
    struct run_cursor *min;
    int code = 0;

    for (size_t i = 0; i < count && code == 0; i++)
        code = cursor_next(&cursors[i], err);
    while (code == 0 && (min = cursor_min(cursors, count)) != NULL) {
        if (keep(context, min->reader.pair.doc))
            code = writer_put(writer, min->reader.pair, err);
        if (code == 0)
            code = cursor_next(min, err);
    }
    return code;
}

static int run_delete(struct key_runs *runs, size_t at, struct error *err)
{
    const struct key_run *run = &runs->list[at];
    int code = query_run(runs->engine, QUERY_RUN_DELETE, err, "i", run->id);

    if (code == 0)
        code = query_run(runs->engine, QUERY_CHUNK_DELETE, err, "ii", run->first_chunk,
                         run->first_chunk + run->chunk_count - 1);
    if (code == 0)
        list_remove(runs, at);
    return code;
}

int key_runs_drop(struct key_runs *runs, size_t at, struct error *err)
{
    assert(at + 1 < runs->count);
    return run_delete(runs, at, err);
}

/* Merges the newest `count` runs into one. */
static int merge_newest(struct key_runs *runs, size_t count, key_keep_fn *keep, const void *context,
                        struct error *err)
{
    size_t first = runs->count - count;
    struct run_cursor *cursors = calloc(count, sizeof(*cursors));
    struct run_writer writer;
    int code;

    if (cursors == NULL)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        cursors[i].engine = runs->engine;
        cursors[i].run = &runs->list[first + i];
    }
    code = writer_start(&writer, runs, runs->list[first].first_doc,
                        runs->list[runs->count - 1].last_doc, err);
    if (code == 0)
        code = cursors_merge(&writer, cursors, count, keep, context, err);
    code = writer_finish(&writer, code, err);
    free(cursors);
    for (size_t i = 0; i < count && code == 0; i++)
        code = run_delete(runs, first, err);
    failpoint("store-index-merge");
    return code;
}

int key_runs_compact(struct key_runs *runs, key_keep_fn *keep, const void *context,
                     struct error *err)
{
    size_t count = 1;
    uint64_t sum = runs->count > 0 ? runs->list[runs->count - 1].pair_count : 0;

    while (count < runs->count && count < MERGE_MAX &&
           runs->list[runs->count - 1 - count].pair_count < RATIO * sum)
        sum += runs->list[runs->count - 1 - count++].pair_count;
    return count > 1 ? merge_newest(runs, count, keep, context, err) : 0;
}
