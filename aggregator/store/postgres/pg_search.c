/* Search without an index: every item is read. */
#include "aggregator/store/scan.h"

#include "aggregator/base/clock.h"
#include "aggregator/store/postgres/pg_engine.h"

/* An item that has no record is in no story; one that is damaged is left out. */
static int row_take(struct scan *scan, struct sql_rows *row, struct error *err)
{
    struct telling telling;
    struct error flaw;
    uint64_t node;
    int code = sql_telling_read(&telling, &node, scan_arena(scan), row, &flaw);

    if (code == 0 && node != 0)
        code = scan_take(scan, &telling, node, err);
    else if (code == ERR_STORE)
        code = 0;
    else if (code != 0 && err != NULL)
        *err = flaw;
    scan_next(scan);
    return code;
}

int pg_search(struct search_hit **ret, size_t *ret_count, void *state, struct arena *arena,
              const struct search_request *request, struct error *err)
{
    struct sql_engine *engine = state;
    const double end = clock_running() + request->seconds;
    struct scan *scan;
    struct sql_rows *row;
    bool found = true;
    int code = scan_new(&scan, request, arena, err);

    *ret_count = 0;
    if (code != 0)
        return code;
    if (!search_query_asks(request->query))
        return scan_end(ret, ret_count, scan, 0);
    code = pg_begin_reading(engine, err);
    if (code == 0)
        code = query_open(&row, engine, QUERY_TELLING_ALL, err, "");
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found) {
        code = row_take(scan, row, err);
        if (code == 0 && request->seconds > 0 && clock_running() > end)
            code = error_set(err, ERR_LIMIT, SCOPE_RUN,
                             "the search takes too long; use fewer or rarer words");
        if (code != 0)
            query_close(row);
    }
    pg_rollback(engine);
    return scan_end(ret, ret_count, scan, code);
}
