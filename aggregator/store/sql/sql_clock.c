/* Correcting times in the future. */
#include "aggregator/store/keyindex/key_index.h"

/* A wrong newest time moves all other documents out of the window. The key index also stores the
 * times of records, and its runs omit documents that were past by the wrong time, so the index is
 * rebuilt. */
static int records_mend(int64_t *ret_rows, struct sql_engine *engine, int64_t latest,
                        int64_t window_seconds, struct error *err)
{
    struct key_index *index;
    int code = query_change(ret_rows, engine, QUERY_CLOCK_RECORDS, err, "i", latest);

    if (code != 0 || *ret_rows == 0)
        return code;
    index = key_index_new(engine, window_seconds);
    code = index != NULL ? key_index_renew(index, err)
                         : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    key_index_free(index);
    return code;
}

static int all_mend(int64_t *ret_rows, struct sql_engine *engine, int64_t latest,
                    int64_t window_seconds, struct error *err)
{
    static const enum query queries[] = {
        QUERY_CLOCK_ITEMS,   QUERY_CLOCK_STORIES, QUERY_CLOCK_SETTINGS,
        QUERY_CLOCK_ENTRIES, QUERY_CLOCK_DIGESTS, QUERY_CLOCK_PAGES,
        QUERY_CLOCK_SITES,   QUERY_CLOCK_TOKENS,  QUERY_CLOCK_PUSH};
    int64_t rows = 0;
    int code = records_mend(&rows, engine, latest, window_seconds, err);

    *ret_rows = rows;
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]) && code == 0; i++) {
        code = query_change(&rows, engine, queries[i], err, "i", latest);
        *ret_rows += rows;
    }
    return code;
}

int sql_clock_mend(int64_t *ret_rows, void *state, int64_t latest, int64_t window_seconds,
                   struct error *err)
{
    struct sql_engine *engine = state;
    int64_t newest = 0, doubted = 0;
    bool own;
    int code = query_number(&newest, engine, QUERY_TIME_NEWEST, err, "");

    if (code != 0 || newest <= latest)
        return code;
    /* Items are normally published before now. If most of them are not, this clock is wrong and
     * must not be used. */
    code = query_number(&doubted, engine, QUERY_CLOCK_DOUBTED, err, "i", latest);
    if (code != 0 || doubted != 0)
        return code;
    code = sql_enter(&own, engine, err);
    if (code != 0)
        return code;
    code = all_mend(ret_rows, engine, latest, window_seconds, err);
    return sql_leave(engine, own, code, err);
}
