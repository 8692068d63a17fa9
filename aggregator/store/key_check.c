/* Whether the key index is what its rows call for, and making it anew. */
#include "aggregator/store/key_index_parts.h"

#include <stdlib.h>
#include <string.h>

/* Pairs in no order: their number and a sum of their hashes. */
struct tally {
    const struct key_index *index;
    uint64_t count, sum;
};

static bool tally_add(void *context, struct key_pair pair)
{
    struct tally *tally = context;
    uint64_t hash = ((uint64_t)pair.key << 32 | pair.doc) * 0x9e3779b97f4a7c15u;

    if (key_index_wants(tally->index, pair.doc)) {
        tally->count++;
        tally->sum += hash ^ hash >> 29;
    }
    return true;
}

static int key_compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

/* The keys of a row, each once; malloc'ed. */
static uint32_t *row_keys(sqlite3_stmt *row, size_t *ret_count)
{
    const unsigned char *bytes = sqlite3_column_blob(row, 1);
    size_t count = (size_t)sqlite3_column_bytes(row, 1) / 4, kept = 0;
    uint32_t *keys = malloc(count * sizeof(*keys) + 1);

    if (keys == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        keys[i] = key_index_read(bytes + 4 * i);
    if (count > 0)
        qsort(keys, count, sizeof(*keys), key_compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || keys[kept - 1] != keys[i])
            keys[kept++] = keys[i];
    *ret_count = kept;
    return keys;
}

/* What is done with the row of one document, and who is told. */
struct walk {
    int (*each)(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                struct error *err);
    void *context;
    key_row_fn *row;
    void *row_context;
};

static int rows_walk(struct sqlite_engine *engine, const struct walk *walk, struct error *err)
{
    sqlite3_stmt *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_KEYS_SINCE, err, "i", (int64_t)0);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        size_t count = 0;
        uint32_t *keys = row_keys(row, &count);

        code = keys != NULL ? walk->each(walk->context, (dedup_doc)sqlite3_column_int64(row, 0),
                                         keys, count, err)
                            : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        free(keys);
        walk->row(walk->row_context);
    }
    if (code != 0)
        query_close(row);
    return code;
}

static int row_tally(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                     struct error *err)
{
    struct tally *tally = context;
    const struct key_runs *runs = &tally->index->runs;

    (void)err;
    if (runs->count == 0 || doc > runs->list[runs->count - 1].last_doc)
        return 0; /* still in the tail, which is read from these rows */
    for (size_t i = 0; i < count; i++)
        tally_add(tally, (struct key_pair){keys[i], doc});
    return 0;
}

int key_index_verify(bool *ret_whole, struct key_index *index, key_row_fn *row, void *context,
                     struct error *err)
{
    struct tally wanted = {.index = index}, there = {.index = index};
    const struct walk walk = {row_tally, &wanted, row, context};
    int code = key_index_ready(index, err);

    if (code == 0)
        code = rows_walk(index->engine, &walk, err);
    for (size_t i = 0; i < index->runs.count && code == 0; i++)
        code = key_run_walk(&index->runs, &index->runs.list[i], tally_add, &there, err);
    *ret_whole = wanted.count == there.count && wanted.sum == there.sum;
    return code;
}

static int row_index(void *context, dedup_doc doc, const uint32_t *keys, size_t count,
                     struct error *err)
{
    struct key_index *index = context;
    int code = 0;

    if (key_tail_count(index->tail) + count > TAIL_PAIRS) {
        index->last = doc - 1;
        code = key_index_flush(index, err);
    }
    for (size_t i = 0; i < count && code == 0; i++)
        key_tail_add(index->tail, (struct key_pair){keys[i], doc});
    return code;
}

int key_index_rebuild(struct key_index *index, key_row_fn *row, void *context, struct error *err)
{
    const struct walk walk = {row_index, index, row, context};
    size_t dropped;
    dedup_doc last;
    int code = query_run(index->engine, QUERY_RUNS_CLEAR, err, "");

    if (code == 0)
        code = query_run(index->engine, QUERY_CHUNKS_CLEAR, err, "");
    key_index_forget(index);
    if (code == 0)
        code = key_index_ready(index, err);
    if (code != 0)
        return code;
    last = index->last;
    key_tail_drain(index->tail, &dropped);
    code = rows_walk(index->engine, &walk, err);
    index->last = last;
    return code;
}
