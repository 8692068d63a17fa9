/* Statements of SQLite. */
#include "aggregator/store/sqlite/sqlite_engine.h"

#include <inttypes.h>
#include <stdio.h>

/* Error messages that tell the user what to do; the first matching row is used. */
static const struct {
    int result;
    enum error_code code;
    const char *words;
} failures[] = {
    {SQLITE_BUSY, ERR_LOCKED, "another program is writing the state; try again later"},
    {SQLITE_LOCKED, ERR_LOCKED, "another program is writing the state; try again later"},
    {SQLITE_FULL, ERR_STORE, "the disk is full"},
    {SQLITE_NOMEM, ERR_MEMORY, "out of memory"},
    {SQLITE_READONLY, ERR_STORE,
     "the state cannot be written (missing permission or read-only disk)"},
    {SQLITE_CORRUPT, ERR_STORE, "the state is damaged; restore a backup"},
    {SQLITE_NOTADB, ERR_STORE, "the file is not a headwater state"},
    {SQLITE_CANTOPEN, ERR_STORE, "the state cannot be opened (missing permission or folder)"},
    {SQLITE_TOOBIG, ERR_LIMIT, "larger than the state can hold"},
    {SQLITE_IOERR, ERR_STORE, "the disk failed or is full"},
};

int sqlite_fail(struct sqlite_engine *engine, const char *doing, struct error *err)
{
    int result = sqlite3_errcode(engine->db) & 0xff;

    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        if (failures[i].result == result)
            return error_set(err, failures[i].code, SCOPE_RUN, "cannot %s: %s", doing,
                             failures[i].words);
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot %s: %s", doing, sqlite3_errmsg(engine->db));
}

static struct sqlite_engine *engine_of(struct sql_engine *engine)
{
    return (struct sqlite_engine *)engine;
}

static sqlite3_stmt *statement_of(struct sql_rows *rows)
{
    return ((struct sqlite_rows *)rows)->statement;
}

static int prepare(struct sqlite_rows **ret, struct sqlite_engine *engine, enum query query,
                   struct error *err)
{
    struct sqlite_rows *rows = &engine->statements[query];

    *ret = NULL;
    if (rows->statement == NULL &&
        sqlite3_prepare_v3(engine->db, sqlite_text(&engine->sql, query), -1,
                           SQLITE_PREPARE_PERSISTENT, &rows->statement, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "use the state", err);
    sqlite3_reset(rows->statement);
    rows->rows.driver = engine->sql.driver;
    *ret = rows;
    return 0;
}

/* SQLite has no lists: a text of JSON, of which it keeps a copy. */
static int bind_numbers(sqlite3_stmt *statement, int at, const struct sql_value *value)
{
    const int64_t *numbers = value->data;
    char text[SQL_NUMBERS_MAX * sizeof("-9223372036854775808,")] = "[";
    size_t used = 1;

    for (size_t i = 0; i < value->size; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, i > 0 ? ",%" PRId64 : "%" PRId64,
                                 numbers[i]);
    text[used++] = ']';
    return sqlite3_bind_text(statement, at, text, (int)used, SQLITE_TRANSIENT);
}

static int bind_one(sqlite3_stmt *statement, int at, const struct sql_value *value)
{
    switch (value->type) {
    case SQL_INTEGER:
        return sqlite3_bind_int64(statement, at, value->integer);
    case SQL_REAL:
        return sqlite3_bind_double(statement, at, value->real);
    case SQL_NUMBERS:
        return bind_numbers(statement, at, value);
    case SQL_TEXT:
        return sqlite3_bind_text(statement, at, value->data, -1, SQLITE_STATIC);
    default:
        return sqlite3_bind_blob64(statement, at, value->data, value->size, SQLITE_STATIC);
    }
}

int sqlite_rows_open(struct sql_rows **ret, struct sql_engine *state, enum query query,
                     const struct sql_value *values, size_t count, struct error *err)
{
    struct sqlite_engine *engine = engine_of(state);
    struct sqlite_rows *rows = NULL;
    int code = prepare(&rows, engine, query, err);

    *ret = NULL;
    if (code != 0 || rows == NULL)
        return code;
    *ret = &rows->rows;
    for (size_t i = 0; code == 0 && i < count; i++)
        if (bind_one(rows->statement, (int)i + 1, &values[i]) != SQLITE_OK)
            code = sqlite_fail(engine, "use the state", err);
    return code;
}

int sqlite_rows_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *rows,
                     struct error *err)
{
    int result = sqlite3_step(statement_of(rows));
    int code = 0;

    if (result != SQLITE_ROW && result != SQLITE_DONE)
        code = sqlite_fail(engine_of(engine), "use the state", err);
    *ret_row = result == SQLITE_ROW;
    if (!*ret_row)
        sqlite3_reset(statement_of(rows));
    return code;
}

void sqlite_rows_close(struct sql_rows *rows)
{
    sqlite3_reset(statement_of(rows));
}

int sqlite_rows_run(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                    const struct sql_value *values, size_t count, struct error *err)
{
    struct sql_rows *rows = NULL;
    bool row = true;
    int code = sqlite_rows_open(&rows, engine, query, values, count, err);

    while (code == 0 && row && rows != NULL)
        code = sqlite_rows_step(&row, engine, rows, err);
    if (ret_changed != NULL)
        *ret_changed = code == 0 ? sqlite3_changes64(engine_of(engine)->db) : 0;
    return code;
}

void sqlite_forget(struct sqlite_engine *engine)
{
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        sqlite3_finalize(engine->statements[i].statement);
        engine->statements[i].statement = NULL;
    }
}

void sqlite_statement_forget(struct sql_engine *engine, enum query query)
{
    struct sqlite_rows *rows = &engine_of(engine)->statements[query];

    sqlite3_finalize(rows->statement);
    rows->statement = NULL;
}

int64_t sqlite_integer(struct sql_rows *rows, int column)
{
    return sqlite3_column_int64(statement_of(rows), column);
}

double sqlite_real(struct sql_rows *rows, int column)
{
    return sqlite3_column_double(statement_of(rows), column);
}

const char *sqlite_column_text(struct sql_rows *rows, int column)
{
    return (const char *)sqlite3_column_text(statement_of(rows), column);
}

const void *sqlite_blob(struct sql_rows *rows, int column)
{
    return sqlite3_column_blob(statement_of(rows), column);
}

size_t sqlite_bytes(struct sql_rows *rows, int column)
{
    return (size_t)sqlite3_column_bytes(statement_of(rows), column);
}

bool sqlite_is_null(struct sql_rows *rows, int column)
{
    return sqlite3_column_type(statement_of(rows), column) == SQLITE_NULL;
}

bool sqlite_no_memory(struct sql_rows *rows)
{
    return sqlite3_errcode(sqlite3_db_handle(statement_of(rows))) == SQLITE_NOMEM;
}

int sqlite_script(int64_t *ret_changed, struct sql_engine *state, const char *text,
                  const char *doing, struct error *err)
{
    struct sqlite_engine *engine = engine_of(state);
    int code = sqlite3_exec(engine->db, text, NULL, NULL, NULL) == SQLITE_OK
                   ? 0
                   : sqlite_fail(engine, doing, err);

    if (ret_changed != NULL)
        *ret_changed = code == 0 ? sqlite3_changes64(engine->db) : 0;
    return code;
}

int sqlite_count(int64_t *ret, struct sql_engine *state, const char *text, struct error *err)
{
    struct sqlite_engine *engine = engine_of(state);
    sqlite3_stmt *row = NULL;
    int code = 0;

    *ret = 0;
    if (sqlite3_prepare_v2(engine->db, text, -1, &row, NULL) != SQLITE_OK ||
        sqlite3_step(row) != SQLITE_ROW)
        code = sqlite_fail(engine, "check the state", err);
    else
        *ret = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return code;
}
