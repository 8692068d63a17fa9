/* Statements, columns and transactions, by way of the driver. */
#include "aggregator/store/sql/sql_engine.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void sql_engine_release(struct sql_engine *engine)
{
    sql_memory_release(engine);
    free(engine->aside.marks);
    engine->aside.marks = NULL;
}

/* Reads arguments as types describes them; returns their number. */
static size_t values_read(struct sql_value ret[SQL_VALUES_MAX], const char *types, va_list args)
{
    size_t count = 0;

    memset(ret, 0, SQL_VALUES_MAX * sizeof(*ret));
    for (; types[count] != '\0' && count < SQL_VALUES_MAX; count++) {
        struct sql_value *value = &ret[count];

        switch (types[count]) {
        case 'i':
            value->integer = va_arg(args, int64_t);
            break;
        case 'u': /* same bits; SQL has only signed numbers */
            value->integer = (int64_t)va_arg(args, uint64_t);
            break;
        case 'd':
            value->type = SQL_REAL;
            value->real = va_arg(args, double);
            break;
        case 't':
            value->type = SQL_TEXT;
            value->data = va_arg(args, const char *);
            break;
        case 'n':
            value->type = SQL_NUMBERS;
            value->data = va_arg(args, const int64_t *);
            value->size = va_arg(args, size_t);
            assert(value->size <= SQL_NUMBERS_MAX);
            break;
        default:
            value->type = SQL_BLOB;
            value->data = va_arg(args, const void *);
            value->size = va_arg(args, size_t);
            value->data = value->data != NULL ? value->data : "";
        }
    }
    return count;
}

int query_open(struct sql_rows **ret, struct sql_engine *engine, enum query query,
               struct error *err, const char *types, ...)
{
    struct sql_value values[SQL_VALUES_MAX];
    size_t count;
    va_list args;
    int code;

    va_start(args, types);
    count = values_read(values, types, args);
    va_end(args);
    code = engine->driver->open(ret, engine, query, values, count, err);
    return code;
}

int query_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *rows, struct error *err)
{
    return engine->driver->step(ret_row, engine, rows, err);
}

void query_close(struct sql_rows *rows)
{
    if (rows != NULL)
        rows->driver->close(rows);
}

int query_run(struct sql_engine *engine, enum query query, struct error *err, const char *types,
              ...)
{
    struct sql_value values[SQL_VALUES_MAX];
    size_t count;
    va_list args;
    int code;

    va_start(args, types);
    count = values_read(values, types, args);
    va_end(args);
    code = engine->driver->run(NULL, engine, query, values, count, err);
    return code;
}

int query_change(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                 struct error *err, const char *types, ...)
{
    struct sql_value values[SQL_VALUES_MAX];
    size_t count;
    va_list args;
    int code;

    *ret_changed = 0;
    va_start(args, types);
    count = values_read(values, types, args);
    va_end(args);
    code = engine->driver->run(ret_changed, engine, query, values, count, err);
    return code;
}

int query_number(int64_t *ret, struct sql_engine *engine, enum query query, struct error *err,
                 const char *types, ...)
{
    struct sql_rows *rows = NULL;
    bool row = false;
    struct sql_value values[SQL_VALUES_MAX];
    size_t count;
    va_list args;
    int code;

    va_start(args, types);
    count = values_read(values, types, args);
    va_end(args);
    code = engine->driver->open(&rows, engine, query, values, count, err);
    if (code == 0)
        code = query_step(&row, engine, rows, err);
    if (row) {
        *ret = row_integer(rows, 0);
        query_close(rows);
    }
    return code;
}

int64_t row_integer(struct sql_rows *row, int column)
{
    return row->driver->integer(row, column);
}

double row_real(struct sql_rows *row, int column)
{
    return row->driver->real(row, column);
}

const char *row_text(struct sql_rows *row, int column)
{
    return row->driver->text(row, column);
}

const void *row_blob(struct sql_rows *row, int column)
{
    return row->driver->blob(row, column);
}

size_t row_bytes(struct sql_rows *row, int column)
{
    return row->driver->bytes(row, column);
}

bool row_is_null(struct sql_rows *row, int column)
{
    return row->driver->is_null(row, column);
}

int sql_begin(void *state, struct error *err)
{
    struct sql_engine *engine = state;

    engine->found.known = false; /* others may have written meanwhile */
    return engine->driver->begin(engine, err);
}

void sql_rollback(void *state)
{
    struct sql_engine *engine = state;

    engine->driver->rollback(engine);
    engine->published_changed = false;
    sql_memory_forget(engine);
}

int sql_commit(void *state, struct error *err)
{
    struct sql_engine *engine = state;
    int code = engine->driver->settle(engine, err);

    if (code == 0 && engine->published_changed)
        code = query_run(engine, QUERY_PUBLISHED_FORGET, err, "");
    if (code == 0)
        code = engine->driver->commit(engine, err);
    if (code != 0)
        sql_rollback(engine);
    engine->published_changed = false;
    return code;
}

int sql_enter(bool *ret_own, struct sql_engine *engine, struct error *err)
{
    *ret_own = !engine->driver->in_transaction(engine);
    return *ret_own ? sql_begin(engine, err) : 0;
}

int sql_leave(struct sql_engine *engine, bool own, int code, struct error *err)
{
    if (own && code == 0)
        return sql_commit(engine, err);
    if (own)
        sql_rollback(engine);
    return code;
}

const struct error *sql_memory_error(void *engine)
{
    return &((struct sql_engine *)engine)->memory_error;
}
