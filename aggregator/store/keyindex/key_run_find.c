/* Key lookups in a run. */
#include "aggregator/store/keyindex/key_run.h"

/* The last chunk whose first key is below the key, since that chunk may end with the key's newest
 * documents; the first chunk when there is none. */
static uint32_t chunk_before(const struct key_run *run, uint32_t key)
{
    uint32_t low = 0, high = run->chunk_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (run->fences[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : 0;
}

/* A lookup in one chunk. */
struct search {
    const struct key_runs *runs;
    const struct key_run *run;
    uint32_t chunk, key; /* chunk: index in the run */
    key_doc_fn *each;
    void *context;
};

/* Reads the documents of a key in a chunk. *ret_on: the key may continue in the next chunk. */
static int chunk_read(bool *ret_on, const struct search *s, const void *data, size_t size,
                      struct error *err)
{
    const struct key_run *run = s->run;
    struct key_chunk_reader reader;

    *ret_on = true;
    key_chunk_open(&reader, data, size);
    if (reader.damaged || key_chunk_first(&reader) != run->fences[s->chunk])
        return key_run_damaged(s->runs->engine, err);
    key_chunk_seek(&reader, s->key);
    while (*ret_on && key_chunk_next(&reader) && reader.pair.key <= s->key) {
        if (reader.pair.doc < run->first_doc || reader.pair.doc > run->last_doc)
            return key_run_damaged(s->runs->engine, err);
        if (reader.pair.key == s->key)
            *ret_on = s->each(s->context, reader.pair.doc);
    }
    return reader.damaged ? key_run_damaged(s->runs->engine, err) : 0;
}

static int chunk_find(bool *ret_on, const struct search *s, struct error *err)
{
    const int64_t chunk = s->run->first_chunk + s->chunk;
    size_t size = 0;
    const void *data = chunk_cache_find(s->runs->cache, &size, chunk);
    struct sql_rows *row;
    int code;

    if (data != NULL)
        return chunk_read(ret_on, s, data, size, err);
    code = key_run_chunk(&row, &data, &size, s->runs->engine, chunk, err);
    if (code != 0)
        return code;
    chunk_cache_put(s->runs->cache, chunk, data, size);
    code = chunk_read(ret_on, s, data, size, err);
    query_close(row);
    return code;
}

int key_run_find(const struct key_runs *runs, const struct key_run *run, uint32_t key,
                 key_doc_fn *each, void *context, struct error *err)
{
    struct search search = {runs, run, 0, key, each, context};
    bool on = true;
    int code = 0;

    for (uint32_t i = chunk_before(run, key);
         on && code == 0 && i < run->chunk_count && run->fences[i] <= key; i++) {
        search.chunk = i;
        code = chunk_find(&on, &search, err);
    }
    return code;
}
