/*
 * Loads a key index from its state. Every value may be damaged: impossible values are set aside. In
 * a writable state the index is then rebuilt from the records and the rows in `keys`.
 */
#include "aggregator/store/keyindex/key_index_parts.h"

#include "aggregator/base/clock.h"

#include <inttypes.h>
#include <string.h>

enum { GAP_MAX = 1 << 20 }; /* maximum gap between two document numbers, left by deleted records */

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

static void damaged(const struct key_index *index, const char *what)
{
    index->engine->index_damaged = true;
    sql_set_aside(index->engine, "%s of the key index is invalid", what);
}

/* The times of documents. */

/* Writes the times of a block when its last document is added. Opening a state then reads one row
 * per time block and the records since. */
int key_index_time_add(struct key_index *index, dedup_doc doc, int64_t time, struct error *err)
{
    unsigned char packed[TIME_BLOCK_DOCS * 8];
    int code = doc_times_add(&index->times, time, err);

    if (code != 0 || doc % TIME_BLOCK_DOCS != 0)
        return code;
    doc_times_pack(packed, &index->times, doc - TIME_BLOCK_DOCS + 1);
    return query_run(index->engine, QUERY_TIME_BLOCK_INSERT, err, "ib",
                     (int64_t)(doc / TIME_BLOCK_DOCS - 1), (const void *)packed, sizeof(packed));
}

/* An out-of-range time would move all other documents out of the window. */
static int time_take(struct key_index *index, int64_t time, struct error *err)
{
    return doc_times_add(&index->times, time < TIME_MIN || time > TIME_MAX ? INT64_MIN : time, err);
}

static int time_block_unpack(struct key_index *index, struct sql_rows *row, struct error *err)
{
    const unsigned char *bytes = row_blob(row, 1);
    int code = 0;

    if (row_bytes(row, 1) != TIME_BLOCK_DOCS * 8 ||
        row_integer(row, 0) != (int64_t)(index->times.count / TIME_BLOCK_DOCS)) {
        damaged(index, "a row of times");
        return 0;
    }
    for (size_t i = 0; i < TIME_BLOCK_DOCS && code == 0; i++)
        code = time_take(index, doc_times_unpack(bytes + 8 * i), err);
    return code;
}

static int time_blocks_load(struct key_index *index, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, index->engine, QUERY_TIME_BLOCK_LIST, err, "");

    doc_times_clear(&index->times, 0);
    while (code == 0 && (code = query_step(&found, index->engine, row, err)) == 0 && found)
        code = time_block_unpack(index, row, err);
    if (code != 0)
        query_close(row);
    return code;
}

/* Loads the times of documents after the stored time blocks, up to index->last; a document without
 * a record counts as past. */
static int times_load(struct key_index *index, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, index->engine, QUERY_RECORD_TIMES, err, "ii",
                          (int64_t)index->times.count, (int64_t)index->last);

    while (code == 0 && (code = query_step(&found, index->engine, row, err)) == 0 && found) {
        while (code == 0 && (int64_t)index->times.count + 1 < row_integer(row, 0))
            code = doc_times_add(&index->times, INT64_MIN, err);
        if (code == 0)
            code = time_take(index, row_integer(row, 1), err);
    }
    if (code != 0)
        query_close(row);
    return code;
}

/* Finds the last document number of a damaged state. Numbers are consecutive, so it is the highest
 * number that no large gap precedes. */
static int last_find(struct key_index *index, struct error *err)
{
    int64_t last = 0, below;
    int code =
        query_number(&last, index->engine, QUERY_RECORD_BELOW, err, "i", (int64_t)UINT32_MAX - 1);

    for (bool gulf = true; code == 0 && gulf && last > 0;) {
        below = 0;
        code = query_number(&below, index->engine, QUERY_RECORD_BELOW, err, "i", last);
        below = below > 0 ? below : 0;
        gulf = last - below > GAP_MAX;
        last = gulf ? below : last;
    }
    index->last = last > 0 ? (dedup_doc)last : 0;
    return code;
}

/* Loads the last document number and checks it against the time blocks; *ret_sound is false when
 * they disagree. */
static int last_load(bool *ret_sound, struct key_index *index, struct error *err)
{
    int64_t first = 0, last = 0;
    int code = query_number(&first, index->engine, QUERY_RECORD_FIRST, err, "");

    if (code == 0)
        code = query_number(&last, index->engine, QUERY_RECORD_LAST, err, "");
    index->last = (dedup_doc)last;
    *ret_sound = first >= 0 && (first > 0) == (last > 0) && last < UINT32_MAX &&
                 (uint64_t)last / TIME_BLOCK_DOCS == index->times.count / TIME_BLOCK_DOCS;
    return code;
}

static int replaced_load(struct key_index *index, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code =
        query_open(&row, index->engine, QUERY_RECORD_REPLACED, err, "i", (int64_t)index->last);

    if (index->replaced_room > 0)
        memset(index->replaced, 0, index->replaced_room);
    while (code == 0 && (code = query_step(&found, index->engine, row, err)) == 0 && found)
        code = key_index_replace(index, (dedup_doc)row_integer(row, 0), err);
    if (code != 0)
        query_close(row);
    return code;
}

/* The runs and the memtable. */

dedup_doc key_index_flushed(const struct key_index *index)
{
    return index->runs.count > 0 ? index->runs.list[index->runs.count - 1].last_doc : 0;
}

uint32_t key_index_read(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

/* Runs are contiguous; only past documents may be missing between them. */
static void runs_check(struct key_index *index)
{
    dedup_doc end = 0;
    bool sound = true;

    for (size_t i = 0; i < index->runs.count; i++) {
        const struct key_run *run = &index->runs.list[i];

        sound = sound && run->first_doc > end && run->last_doc <= index->last &&
                doc_times_are_past(&index->times, end + 1, run->first_doc - 1);
        end = run->last_doc;
    }
    if (sound)
        return;
    damaged(index, "a run");
    key_runs_clear(&index->runs);
}

bool key_index_row_sound(struct key_index *index, struct sql_rows *row)
{
    const int64_t doc = row_integer(row, 0);
    const size_t size = row_bytes(row, 1);
    const bool sound = size % 4 == 0 && size / 4 <= MEMTABLE_PAIRS;

    if (!sound)
        sql_set_aside(index->engine, "the index keys of record %" PRId64 " are damaged", doc);
    return sound;
}

static int memtable_renew(struct key_index *index, struct error *err)
{
    key_memtable_free(index->memtable);
    index->memtable = key_memtable_new(MEMTABLE_PAIRS);
    return index->memtable != NULL ? 0 : no_memory(err);
}

/* Adds the keys of a row. Rows that do not fit must have been in a run. */
static void memtable_fill(struct key_index *index, struct sql_rows *row)
{
    const unsigned char *keys = row_blob(row, 1);
    size_t count = row_bytes(row, 1) / 4;

    if (key_memtable_count(index->memtable) + count > MEMTABLE_PAIRS) {
        if (!index->engine->index_damaged)
            damaged(index, "the list of runs");
        return;
    }
    for (size_t i = 0; i < count; i++)
        key_memtable_add(index->memtable, (struct key_pair){key_index_read(keys + 4 * i),
                                                            (dedup_doc)row_integer(row, 0)});
}

static int memtable_load(struct key_index *index, struct error *err)
{
    struct sql_rows *row = NULL;
    bool found = true;
    int code = memtable_renew(index, err);

    if (code == 0)
        code = query_open(&row, index->engine, QUERY_KEYS_SINCE, err, "ii",
                          (int64_t)key_index_flushed(index), (int64_t)index->last);
    while (code == 0 && (code = query_step(&found, index->engine, row, err)) == 0 && found)
        if (key_index_row_sound(index, row))
            memtable_fill(index, row);
    return code;
}

/* Repairs. */

/* Renumbers records with impossible numbers, to which nothing else can refer: they get new numbers
 * after the last one. */
static int strays_number(struct key_index *index, struct error *err)
{
    const int64_t none = 1; /* no stray has this number; one may have 0 */
    int64_t doc;
    int code = 0;

    index->engine->found.known = false;
    do {
        doc = none;
        code =
            query_number(&doc, index->engine, QUERY_RECORD_STRAY, err, "i", (int64_t)index->last);
        if (code != 0 || doc == none)
            break;
        sql_set_aside(index->engine, "record %" PRId64 " has an impossible number", doc);
        code =
            query_run(index->engine, QUERY_RECORD_NUMBER, err, "ii", doc, (int64_t)index->last + 1);
        index->last++;
    } while (code == 0);
    return code;
}

/* Rebuilds the times from the records; the times of pruned records are not needed. */
static int times_mend(struct key_index *index, struct error *err)
{
    unsigned char packed[TIME_BLOCK_DOCS * 8];
    int code = query_run(index->engine, QUERY_TIME_BLOCKS_CLEAR, err, "");

    doc_times_clear(&index->times, 0);
    if (code == 0)
        code = times_load(index, err);
    for (dedup_doc block = 0;
         code == 0 && (size_t)(block + 1) * TIME_BLOCK_DOCS <= index->times.count; block++) {
        doc_times_pack(packed, &index->times, block * TIME_BLOCK_DOCS + 1);
        code = query_run(index->engine, QUERY_TIME_BLOCK_INSERT, err, "ib", (int64_t)block,
                         (const void *)packed, sizeof(packed));
    }
    return code;
}

static int row_index(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                     struct error *err)
{
    struct key_index *index = context;
    const dedup_doc last = index->last;
    int code = 0;

    if (key_memtable_count(index->memtable) + count > MEMTABLE_PAIRS) {
        index->last = doc - 1;
        code = key_index_flush(index, err);
        index->last = last;
    }
    for (size_t i = 0; i < count && code == 0; i++)
        key_memtable_add(index->memtable, (struct key_pair){keys[i], doc});
    return code;
}

int key_index_fill(struct key_index *index, key_row_fn *row, void *context, struct error *err)
{
    const struct key_walk walk = {row_index, index, row, context};
    int code = query_run(index->engine, QUERY_RUNS_CLEAR, err, "");

    if (code == 0)
        code = query_run(index->engine, QUERY_CHUNKS_CLEAR, err, "");
    index->engine->index_damaged = false;
    if (code == 0)
        code = key_runs_load(&index->runs, err);
    if (code == 0)
        code = memtable_renew(index, err);
    return code != 0 ? code : key_index_walk(index, &walk, err);
}

int key_index_mend(struct key_index *index, struct error *err)
{
    return key_index_fill(index, NULL, NULL, err);
}

static int numbers_load(bool *ret_sound, struct key_index *index, struct error *err)
{
    int code = time_blocks_load(index, err);

    if (code == 0)
        code = last_load(ret_sound, index, err);
    if (code == 0 && !(*ret_sound &= !index->engine->index_damaged)) {
        damaged(index, "the numbering");
        code = last_find(index, err);
        doc_times_clear(&index->times, 0);
    }
    return code != 0 ? code : times_load(index, err);
}

static int numbers_mend(struct key_index *index, struct error *err)
{
    int code = strays_number(index, err);

    return code != 0 ? code : times_mend(index, err);
}

static int all_load(struct key_index *index, bool mend, struct error *err)
{
    bool sound = true;
    int code = numbers_load(&sound, index, err);

    if (code == 0 && !sound && mend)
        code = numbers_mend(index, err);
    if (code == 0)
        code = replaced_load(index, err);
    if (code == 0)
        code = key_runs_load(&index->runs, err);
    if (code == 0)
        runs_check(index);
    if (code == 0)
        code = memtable_load(index, err);
    return code == 0 && mend ? key_index_mend(index, err) : code;
}

static int load_and_mend(struct key_index *index, struct error *err)
{
    bool own;
    int code = sql_enter(&own, index->engine, err);

    if (code != 0)
        return code;
    index->engine->index_damaged = false;
    code = all_load(index, true, err);
    return sql_leave(index->engine, own, code, err);
}

int key_index_renew(struct key_index *index, struct error *err)
{
    int code;

    index->as_it_is = true;
    code = key_index_ready(index, err);
    if (code == 0)
        code = numbers_mend(index, err);
    return code != 0 ? code : key_index_mend(index, err);
}

/* Damage found since the last call is repaired first. */
int key_index_ready(struct key_index *index, struct error *err)
{
    const bool mend = !index->engine->readonly && !index->as_it_is;
    int code = 0;

    if (index->loaded && !(mend && index->engine->index_damaged))
        return 0;
    if (!index->loaded) {
        index->engine->index_damaged = false;
        code = all_load(index, false, err);
    }
    index->loaded = true; /* during the repair, use the index as it is */
    index->memtable_max = MEMTABLE_PAIRS_READ;
    if (code == 0 && mend && index->engine->index_damaged)
        code = load_and_mend(index, err);
    index->loaded = code == 0;
    return code;
}
