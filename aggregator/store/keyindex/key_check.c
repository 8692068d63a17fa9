/* Verifying the key index against the rows in `keys`, and rebuilding it. */
#include "aggregator/store/keyindex/key_index_parts.h"

#include <stdlib.h>
#include <string.h>

/* An order-independent digest of pairs: their number and the sum of their hashes. */
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

/* The keys of a row, sorted and without duplicates; malloc'ed. */
static uint32_t *row_keys(struct sql_rows *row, size_t *ret_count)
{
    const unsigned char *bytes = row_blob(row, 1);
    size_t count = row_bytes(row, 1) / 4, kept = 0;
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

static int row_walk(struct key_index *index, const struct key_walk *walk, struct sql_rows *row,
                    struct error *err)
{
    size_t count = 0;
    uint32_t *keys;
    int code;

    if (!key_index_row_sound(index, row))
        return 0;
    keys = row_keys(row, &count);
    if (keys == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = walk->each(walk->context, (dedup_doc)row_integer(row, 0), keys, count, err);
    free(keys);
    return code;
}

int key_index_walk(struct key_index *index, const struct key_walk *walk, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, index->engine, QUERY_KEYS_SINCE, err, "ii", (int64_t)0,
                          (int64_t)index->last);

    while (code == 0 && (code = query_step(&found, index->engine, row, err)) == 0 && found) {
        code = row_walk(index, walk, row, err);
        if (walk->row != NULL)
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
    /* still in the memtable, which is read from these rows */
    if (runs->count == 0 || doc > runs->list[runs->count - 1].last_doc)
        return 0;
    for (size_t i = 0; i < count; i++)
        tally_add(tally, (struct key_pair){keys[i], doc});
    return 0;
}

int key_index_verify(bool *ret_whole, struct key_index *index, key_row_fn *row, void *context,
                     struct error *err)
{
    struct tally wanted = {.index = index}, there = {.index = index};
    const struct key_walk walk = {row_tally, &wanted, row, context};
    int code;

    index->as_it_is = true;
    code = key_index_ready(index, err);
    if (code == 0)
        code = key_index_walk(index, &walk, err);
    for (size_t i = 0; i < index->runs.count && code == 0; i++)
        code = key_run_walk(&index->runs, &index->runs.list[i], tally_add, &there, err);
    if (code != 0 && index->engine->index_damaged)
        code = 0;
    *ret_whole =
        !index->engine->index_damaged && wanted.count == there.count && wanted.sum == there.sum;
    return code;
}

int key_index_rebuild(struct key_index *index, key_row_fn *row, void *context, struct error *err)
{
    int code;

    key_index_forget(index);
    code = key_index_ready(index, err); /* for the document numbers and times */
    return code != 0 ? code : key_index_fill(index, row, context, err);
}
