/* The state's secret, in two rows with a checksum each. */
#include "aggregator/base/clock.h"
#include "aggregator/base/random.h"
#include "aggregator/store/sql/sql_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { COPIES = 2 };

static uint64_t sum_of(int64_t copy, const struct secret *secret)
{
    char numbers[64]; /* as decimal digits: the same on every machine */

    snprintf(numbers, sizeof(numbers), "%" PRId64 " %" PRId64, copy, secret->since);
    return XXH3_64bits_withSeed(secret->bytes, SECRET_SIZE, XXH3_64bits(numbers, strlen(numbers)));
}

/* Reads a row; false when its checksum does not match. */
static bool row_read(struct secret *ret, struct sql_rows *row)
{
    const void *bytes = row_blob(row, 1);

    if (bytes == NULL || row_bytes(row, 1) != SECRET_SIZE)
        return false;
    memcpy(ret->bytes, bytes, SECRET_SIZE);
    ret->since = row_integer(row, 2);
    return (uint64_t)row_integer(row, 3) == sum_of(row_integer(row, 0), ret);
}

/* Reads the first intact copy; *ret_whole is the number of intact copies. */
static int copies_read(struct secret *ret, int *ret_whole, struct sql_engine *engine,
                       struct error *err)
{
    struct secret secret;
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, engine, QUERY_SECRET_GET, err, "");

    *ret_whole = 0;
    while (code == 0 && (code = query_step(&found, engine, row, err)) == 0 && found)
        if (row_read(&secret, row) && (*ret_whole)++ == 0)
            *ret = secret;
    if (code != 0)
        query_close(row);
    return code;
}

int sql_secret_save(void *state, const struct secret *secret, struct error *err)
{
    struct sql_engine *engine = state;
    bool own;
    int code = sql_enter(&own, engine, err);

    if (code != 0)
        return code;
    for (int64_t copy = 1; copy <= COPIES && code == 0; copy++)
        code = query_run(engine, QUERY_SECRET_PUT, err, "ibiu", copy, secret->bytes,
                         (size_t)SECRET_SIZE, secret->since, sum_of(copy, secret));
    return sql_leave(engine, own, code, err);
}

static int secret_draw(struct secret *ret, struct sql_engine *engine, int64_t since,
                       struct error *err)
{
    struct secret secret = {.since = since};
    int code = random_bytes(secret.bytes, SECRET_SIZE, err);

    if (code == 0)
        code = sql_secret_save(engine, &secret, err);
    if (code == 0)
        *ret = secret;
    return code;
}

int sql_secret_first(struct sql_engine *engine, struct error *err)
{
    struct secret secret;
    int64_t newest = TIME_NONE;
    int code = query_number(&newest, engine, QUERY_ITEM_NEWEST, err, "");

    if (code != 0)
        return code;
    return secret_draw(&secret, engine,
                       newest != TIME_NONE && newest < INT64_MAX ? newest + 1 : newest, err);
}

int sql_secret_load(struct secret *ret, void *state, struct error *err)
{
    struct sql_engine *engine = state;
    int whole, code = copies_read(ret, &whole, engine, err);

    if (code != 0 || whole == COPIES)
        return code;
    sql_set_aside(engine, whole > 0 ? "one of two copies of the state's secret is damaged"
                                    : "the state's secret is lost: items may be shown again");
    if (whole > 0)
        return 0;
    if (engine->readonly)
        return error_set(err, ERR_ABSENT, SCOPE_RUN, "the state's secret is lost");
    return secret_draw(ret, engine, TIME_NONE, err);
}

int sql_secret_check(int64_t *ret_damaged, struct sql_engine *engine, struct error *err)
{
    struct secret secret;
    int whole, code = copies_read(&secret, &whole, engine, err);

    *ret_damaged = code == 0 ? COPIES - whole : 0;
    return code;
}

int sql_secret_mend(bool *ret_lost, struct sql_engine *engine, struct error *err)
{
    struct secret secret;
    int whole, code = copies_read(&secret, &whole, engine, err);

    *ret_lost = code == 0 && whole == 0;
    if (code != 0)
        return code;
    code = engine->driver->script(NULL, engine, "DELETE FROM secret", "repair the state", err);
    if (code != 0)
        return code;
    return whole > 0 ? sql_secret_save(engine, &secret, err)
                     : secret_draw(&secret, engine, TIME_NONE, err);
}
