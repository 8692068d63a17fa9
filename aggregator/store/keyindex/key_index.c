#include "aggregator/store/keyindex/key_index.h"

#include "aggregator/store/keyindex/key_index_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct key_index *key_index_new(struct sql_engine *engine, int64_t window_seconds)
{
    struct key_index *index = calloc(1, sizeof(*index));

    if (index == NULL)
        return NULL;
    index->engine = engine;
    index->runs.engine = engine;
    doc_times_init(&index->times, window_seconds);
    return index;
}

void key_index_forget(struct key_index *index)
{
    index->loaded = false;
}

void key_index_free(struct key_index *index)
{
    if (index == NULL)
        return;
    key_memtable_free(index->memtable);
    key_runs_release(&index->runs);
    doc_times_release(&index->times);
    free(index->replaced);
    free(index);
}

/* Which documents are valid. */

int key_index_replace(struct key_index *index, dedup_doc doc, struct error *err)
{
    size_t byte = doc / 8;

    if (doc > index->last)
        return 0; /* in a damaged state: no document has this number */
    if (byte >= index->replaced_room) {
        size_t room = 2 * byte + 1024;
        unsigned char *more = realloc(index->replaced, room);

        if (more == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        memset(more + index->replaced_room, 0, room - index->replaced_room);
        index->replaced = more;
        index->replaced_room = room;
    }
    index->replaced[byte] |= (unsigned char)(1 << doc % 8);
    return 0;
}

static bool is_replaced(const struct key_index *index, dedup_doc doc)
{
    return doc / 8 < index->replaced_room && (index->replaced[doc / 8] >> doc % 8 & 1) != 0;
}

bool key_index_wants(const void *context, uint32_t doc)
{
    const struct key_index *index = context;

    return !is_replaced(index, doc) && !doc_times_is_past(&index->times, doc);
}

int key_index_last(dedup_doc *ret, struct key_index *index, struct error *err)
{
    int code = key_index_ready(index, err);

    *ret = index->last;
    return code;
}

/* Changing. */

/* Drops the runs whose documents are all past. The newest run stays, see key_runs_drop(). */
static int runs_expire(struct key_index *index, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i + 1 < index->runs.count && code == 0;) {
        const struct key_run *run = &index->runs.list[i];

        if (doc_times_are_past(&index->times, run->first_doc, run->last_doc))
            code = key_runs_drop(&index->runs, i, err);
        else
            i++;
    }
    return code;
}

/* Writes the memtable as a run. A process that writes one run will write more, so from here on the
 * memtable may grow to its full size, which gives fewer and longer runs. A process that places only
 * one item keeps the small memtable, which is quick to reload. */
int key_index_flush(struct key_index *index, struct error *err)
{
    size_t count;
    const struct key_pair *pairs = key_memtable_drain(index->memtable, &count);
    int code =
        key_runs_append(&index->runs, pairs, count, key_index_flushed(index) + 1, index->last, err);

    index->memtable_max = MEMTABLE_PAIRS;
    if (code == 0)
        code = runs_expire(index, err);
    if (code == 0)
        code = key_runs_compact(&index->runs, key_index_wants, index, err);
    return code != 0 && index->engine->index_damaged ? key_index_mend(index, err) : code;
}

int key_index_add(struct key_index *index, dedup_doc doc, int64_t time, const uint32_t *keys,
                  size_t count, struct error *err)
{
    int code = key_index_ready(index, err);

    assert(code != 0 || doc == index->last + 1);
    if (code == 0 && count > MEMTABLE_PAIRS)
        code = error_set(err, ERR_LIMIT, SCOPE_ITEM, "an item with %zu index keys", count);
    if (code == 0 && key_memtable_count(index->memtable) + count > index->memtable_max)
        code = key_index_flush(index, err);
    for (size_t i = 0; i < count && code == 0; i++)
        key_memtable_add(index->memtable, (struct key_pair){keys[i], doc});
    if (code == 0)
        code = key_index_time_add(index, doc, time, err);
    if (code == 0)
        index->last = doc;
    return code;
}

int key_index_supersede(struct key_index *index, dedup_doc doc, struct error *err)
{
    int code = key_index_ready(index, err);

    return code != 0 ? code : key_index_replace(index, doc, err);
}

/* Matching. */

struct match {
    const struct key_index *index;
    size_t key, left;
    dedup_doc_fn *each;
    void *context;
    int stopped;
};

static bool match_one(void *context, uint32_t doc)
{
    struct match *match = context;

    if (doc <= match->index->times.past)
        return false; /* all older documents are past too */
    if (!key_index_wants(match->index, doc))
        return true;
    match->stopped = match->each(match->context, match->key, doc);
    return match->stopped == 0 && --match->left > 0;
}

static int match_key(struct match *match, uint32_t key, struct error *err)
{
    const struct key_index *index = match->index;
    uint32_t doc, place = 0;
    bool on = match->left > 0;
    int code = 0;

    while (on && key_memtable_next(&doc, index->memtable, key, &place))
        on = match_one(match, doc);
    for (size_t i = index->runs.count;
         i-- > 0 && code == 0 && match->left > 0 && match->stopped == 0;) {
        code = key_run_find(&index->runs, &index->runs.list[i], key, match_one, match, err);
        /* use the other runs until the index is rebuilt */
        if (code != 0 && index->engine->index_damaged)
            code = 0;
    }
    return code;
}

int key_index_match(int *ret_stopped, struct key_index *index, const struct dedup_lookup *lookups,
                    size_t count, dedup_doc_fn *each, void *context, struct error *err)
{
    struct match match = {.index = index, .each = each, .context = context};
    int code = key_index_ready(index, err);

    for (size_t i = 0; i < count && code == 0 && match.stopped == 0; i++) {
        match.key = i;
        match.left = lookups[i].max;
        code = match_key(&match, lookups[i].key, err);
    }
    *ret_stopped = match.stopped;
    return code;
}
