/* What the hubs of outputs have been told. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

#include <stdio.h>

enum { FAILURES_MAX = 1000000 }; /* more are damage */

/* A time as stored; null for TIME_NONE. */
static int64_t time_read(struct sql_rows *row, int column)
{
    return row_is_null(row, column) ? TIME_NONE : sql_time_read(row, column);
}

/* A damaged count is 0, a damaged not_before is now. */
static void ping_read(struct store_ping *ret, struct sql_rows *row)
{
    const char *error = row_text(row, 6);
    const int64_t failures = row_integer(row, 5), not_before = sql_time_read(row, 4);

    ret->content = (uint64_t)row_integer(row, 0);
    ret->due_since = time_read(row, 1);
    ret->tried = time_read(row, 2);
    ret->pinged = time_read(row, 3);
    ret->not_before = not_before != TIME_NONE ? not_before : 0;
    ret->failures = failures > 0 && failures <= FAILURES_MAX ? (int)failures : 0;
    snprintf(ret->error, sizeof(ret->error), "%s", error != NULL ? error : "");
}

static int load(struct store_ping *ret, void *engine, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, QUERY_PING_LOAD, err, "tt", ret->hub, ret->topic);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (!found)
        return code;
    ping_read(ret, row);
    query_close(row);
    return 0;
}

/* The statement stores TIME_NONE as null. */
static int save(void *engine, const struct store_ping *ping, struct error *err)
{
    return query_run(engine, QUERY_PING_PUT, err, "ttuiiiiiti", ping->hub, ping->topic,
                     ping->content, ping->due_since, ping->tried, ping->pinged, ping->not_before,
                     (int64_t)ping->failures, ping->error, TIME_NONE);
}

static int forget(void *engine, int64_t before, struct error *err)
{
    return query_run(engine, QUERY_PING_FORGET, err, "i", before);
}

const struct store_ping_verbs sql_ping_verbs = {.load = load, .save = save, .forget = forget};
