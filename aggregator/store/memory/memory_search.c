/* Search in RAM: reads every item, which a state of one run can afford. */
#include "aggregator/store/memory/memory_engine.h"
#include "aggregator/store/scan.h"

static int item_search(struct scan *scan, struct memory_engine *engine,
                       const struct memory_item *item, struct error *err)
{
    struct dedup_record record;
    struct telling telling;
    int code;

    if (!memory_record(&record, engine, item->key) || !scan_meets_time(scan, item->first_seen))
        return 0;
    code = memory_telling_fill(&telling, engine, scan_arena(scan), item, err);
    if (code == 0)
        code = scan_take(scan, &telling, record.node, err);
    scan_next(scan);
    return code;
}

int memory_search(struct search_hit **ret, size_t *ret_count, void *state, struct arena *arena,
                  const struct search_request *request, struct error *err)
{
    struct memory_engine *engine = state;
    struct scan *scan;
    size_t place = 0;
    uint64_t key;
    int code = scan_new(&scan, request, arena, err);

    *ret_count = 0;
    if (code != 0)
        return code;
    while (code == 0 && search_query_asks(request->query) &&
           memory_table_next(&key, &engine->tables[TABLE_ITEM], &place))
        code = item_search(scan, engine, memory_row(engine, TABLE_ITEM, key), err);
    return scan_end(ret, ret_count, scan, code);
}
