/* Pages that wait to be requested, and what sites say about requests. */
#include "aggregator/base/clock.h"
#include "aggregator/store/sql/sql_engine.h"

/* A time as stored; null for TIME_NONE. */
static int64_t time_read(struct sql_rows *row, int column)
{
    return row_is_null(row, column) ? TIME_NONE : sql_time_read(row, column);
}

static int want(void *engine, const struct store_page *page, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_PAGE_PUT, err, "uttii", page->key, page->feed_url, page->url,
                     page->due, now);
}

static int page_add(struct store_page **pages, size_t *count, struct arena *arena,
                    struct sql_rows *row, struct error *err)
{
    struct store_page *grown = arena_grow(arena, *pages, *count, sizeof(*grown));
    const char *feed = row_text(row, 1);
    const char *url = row_text(row, 2);

    if (grown == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    *pages = grown;
    grown[*count] = (struct store_page){.key = (uint64_t)row_integer(row, 0),
                                        .feed_url = arena_strdup(arena, feed),
                                        .url = arena_strdup(arena, url),
                                        .due = time_read(row, 3),
                                        .tries = (int)row_integer(row, 4)};
    if (grown[*count].feed_url == NULL || grown[*count].url == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    (*count)++;
    return 0;
}

static int due(struct store_page **ret, size_t *ret_count, void *engine, struct arena *arena,
               size_t limit, int64_t now, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_PAGE_DUE, err, "ii", now,
                          limit < INT64_MAX ? (int64_t)limit : INT64_MAX);

    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found)
        code = page_add(ret, ret_count, arena, row, err);
    if (code != 0)
        query_close(row);
    if (code == ERR_MEMORY && arena_status(arena) == ERR_LIMIT)
        code = err->code = ERR_NONE; /* what fits */
    return code;
}

static int asked(void *engine, uint64_t key, int64_t now, struct error *err)
{
    return query_run(engine, QUERY_PAGE_ASKED, err, "ui", key, now);
}

static int settle(void *engine, uint64_t key, int64_t time, struct error *err)
{
    return time == TIME_NONE ? query_run(engine, QUERY_PAGE_DONE, err, "u", key)
                             : query_run(engine, QUERY_PAGE_LATER, err, "ui", key, time);
}

static int count(int64_t *ret, void *engine, int64_t since, struct error *err)
{
    return query_number(ret, engine, QUERY_PAGES_ASKED, err, "i", since);
}

static int forget(void *engine, int64_t before, int64_t sites_before, struct error *err)
{
    int code = query_run(engine, QUERY_PAGE_FORGET, err, "i", before);

    return code != 0 ? code : query_run(engine, QUERY_SITE_FORGET, err, "i", sites_before);
}

static int site_load(struct store_site *ret, void *engine, struct arena *arena, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, engine, QUERY_SITE_LOAD, err, "t", ret->origin);

    if (code == 0)
        code = query_step(&found, engine, row, err);
    if (!found)
        return code;
    ret->robots = arena_strdup(arena, row_text(row, 0));
    ret->robots_at = time_read(row, 1);
    ret->not_before = time_read(row, 2);
    query_close(row);
    return ret->robots != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* The statement stores TIME_NONE as null. */
static int site_save(void *engine, const struct store_site *site, struct error *err)
{
    return query_run(engine, QUERY_SITE_PUT, err, "ttiii", site->origin, site->robots,
                     site->robots_at, site->not_before, TIME_NONE);
}

const struct store_page_verbs sql_page_verbs = {.want = want,
                                                .due = due,
                                                .asked = asked,
                                                .settle = settle,
                                                .count = count,
                                                .forget = forget,
                                                .site_load = site_load,
                                                .site_save = site_save};
