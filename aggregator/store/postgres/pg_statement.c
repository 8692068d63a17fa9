/* Statements of PostgreSQL: preparing, rows and cursors. */
#include "aggregator/store/postgres/pg_engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The numbers of types in PostgreSQL's catalog (pg_type.dat). */
enum { TYPE_BOOL = 16, TYPE_BIGINT = 20, TYPE_INT = 23, TYPE_DOUBLE = 701, TYPE_BIGINTS = 1016 };
enum { STATEMENT_NAME_SIZE = 32, LIST_HEAD = 20 };

static struct pg_engine *engine_of(struct sql_engine *engine)
{
    return (struct pg_engine *)engine;
}

/* The arguments as libpq takes them. */
struct arguments {
    const char *values[SQL_VALUES_MAX];
    int lengths[SQL_VALUES_MAX], formats[SQL_VALUES_MAX];
    Oid types[SQL_VALUES_MAX];
    unsigned char numbers[SQL_VALUES_MAX][8]; /* in network order, as PostgreSQL's binary form is */
    unsigned char list[LIST_HEAD + SQL_NUMBERS_MAX * 12];
};

static void bits_write(unsigned char *into, size_t size, uint64_t bits)
{
    for (size_t i = 0; i < size; i++)
        into[i] = (unsigned char)(bits >> 8 * (size - 1 - i));
}

/* Writes an array of one dimension (array_recv() in PostgreSQL's arrayfuncs.c): dimensions, whether
 * there are nulls, the type, the length, the first index; then the size of each number and the
 * number. Returns its size. */
static size_t list_write(unsigned char *into, const struct sql_value *value)
{
    const uint32_t head[] = {1, 0, TYPE_BIGINT, (uint32_t)value->size, 1};
    const int64_t *numbers = value->data;

    for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
        bits_write(into + 4 * i, 4, head[i]);
    for (size_t i = 0; i < value->size; i++) {
        bits_write(into + LIST_HEAD + 12 * i, 4, 8);
        bits_write(into + LIST_HEAD + 12 * i + 4, 8, (uint64_t)numbers[i]);
    }
    return LIST_HEAD + 12 * value->size;
}

static void arguments_make(struct arguments *ret, const struct sql_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct sql_value *value = &values[i];
        uint64_t bits = (uint64_t)value->integer;

        ret->formats[i] = PG_BINARY;
        ret->types[i] = 0;
        if (value->type == SQL_INTEGER || value->type == SQL_REAL) {
            if (value->type == SQL_REAL)
                memcpy(&bits, &value->real, sizeof(bits));
            bits_write(ret->numbers[i], 8, bits);
            ret->values[i] = (const char *)ret->numbers[i];
            ret->lengths[i] = 8;
            ret->types[i] = value->type == SQL_REAL ? TYPE_DOUBLE : TYPE_BIGINT;
        } else if (value->type == SQL_NUMBERS) {
            ret->values[i] = (const char *)ret->list;
            ret->lengths[i] = (int)list_write(ret->list, value);
            ret->types[i] = TYPE_BIGINTS;
        } else {
            ret->values[i] = value->data;
            ret->lengths[i] =
                (int)(value->type == SQL_TEXT && value->data != NULL ? strlen(value->data)
                                                                     : value->size);
        }
    }
}

static void name_make(char ret[STATEMENT_NAME_SIZE], enum query query, const char *kind)
{
    snprintf(ret, STATEMENT_NAME_SIZE, "%s%d", kind, (int)query);
}

static int text_prepare(struct pg_engine *engine, const char *name, const char *text,
                        const struct arguments *arguments, size_t count, struct error *err)
{
    char *translated = text != NULL ? pg_text_translate(text) : NULL;
    int sent;

    if (text == NULL)
        return error_set(err, ERR_REFUSED, SCOPE_RUN, "PostgreSQL cannot do this");
    if (translated == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    sent = PQsendPrepare(engine->connection, name, translated, (int)count, arguments->types);
    free(translated);
    return sent == 1 ? 0 : pg_pipeline_failed(engine, err);
}

/* Makes a statement wait in the pipeline. */
static int statement_send(struct pg_engine *engine, enum query query,
                          const struct sql_value *values, size_t count, struct error *err)
{
    struct arguments arguments;
    char name[STATEMENT_NAME_SIZE];
    int code = 0;

    code = pg_pipeline_check(engine, err);
    if (code != 0)
        return code;
    name_make(name, query, "q");
    arguments_make(&arguments, values, count);
    if (!engine->prepared[query]) {
        code = text_prepare(engine, name, pg_text(&engine->sql, query), &arguments, count, err);
        if (code != 0)
            return code;
        engine->prepared[query] = true;
        code = pg_pipeline_note(engine, PG_PREPARE, query, false, err);
    }
    if (code != 0)
        return code;
    if (PQsendQueryPrepared(engine->connection, name, (int)count, arguments.values,
                            arguments.lengths, arguments.formats, PG_BINARY) != 1)
        return pg_pipeline_failed(engine, err);
    return 0;
}

void pg_statement_forget(struct sql_engine *state, enum query query)
{
    struct pg_engine *engine = engine_of(state);
    bool *const prepared[] = {&engine->prepared[query], &engine->cursor_prepared[query][0],
                              &engine->cursor_prepared[query][1]};
    static const char *const kinds[] = {"q", "c", "h"};

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        char text[STATEMENT_NAME_SIZE * 2];

        snprintf(text, sizeof(text), "DEALLOCATE %s%d", kinds[i], (int)query);
        if (*prepared[i])
            pg_script(NULL, state, text, "use the state", NULL);
        *prepared[i] = false;
    }
}

/* Rows. */

static struct pg_rows *rows_of(struct sql_rows *rows)
{
    return (struct pg_rows *)rows;
}

static void cursor_text(char ret[STATEMENT_NAME_SIZE * 2], const struct pg_rows *rows,
                        const char *verb)
{
    snprintf(ret, STATEMENT_NAME_SIZE * 2, "%s c%d", verb, (int)(rows - rows->engine->statements));
}

void pg_rows_close(struct sql_rows *state)
{
    struct pg_rows *rows = rows_of(state);
    char text[STATEMENT_NAME_SIZE * 2];

    PQclear(rows->result);
    rows->result = NULL;
    if (rows->cursor && (rows->within == 0 || rows->within == rows->engine->transaction) &&
        PQtransactionStatus(rows->engine->connection) != PQTRANS_INERROR) {
        cursor_text(text, rows, "CLOSE");
        pg_pipeline_text(rows->engine, text, NULL);
        if (rows->engine->transaction == 0)
            pg_pipeline_drain(NULL, rows->engine, NULL);
    }
    rows->cursor = false;
}

static int cursor_open(struct pg_engine *engine, enum query query, const struct sql_value *values,
                       size_t count, struct error *err)
{
    const bool holds = engine->transaction == 0;
    bool *prepared = &engine->cursor_prepared[query][holds];
    struct arguments arguments;
    char name[STATEMENT_NAME_SIZE], *text;
    size_t size;
    int code = pg_pipeline_check(engine, err);

    if (code != 0)
        return code;
    name_make(name, query, holds ? "h" : "c");
    arguments_make(&arguments, values, count);
    if (!*prepared) {
        size = strlen(pg_text(&engine->sql, query)) + 96;
        text = malloc(size);
        if (text == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        snprintf(text, size, "DECLARE c%d NO SCROLL CURSOR %s FOR %s", (int)query,
                 holds ? "WITH HOLD" : "WITHOUT HOLD", pg_text(&engine->sql, query));
        code = text_prepare(engine, name, text, &arguments, count, err);
        free(text);
        if (code != 0)
            return code;
        *prepared = true;
        code = pg_pipeline_note(engine, PG_PREPARE, query, true, err);
    }
    if (code != 0)
        return code;
    if (PQsendQueryPrepared(engine->connection, name, (int)count, arguments.values,
                            arguments.lengths, arguments.formats, PG_BINARY) != 1)
        return pg_pipeline_failed(engine, err);
    return pg_pipeline_note(engine, PG_OTHER, query, true, err);
}

static int portion_of(const struct pg_rows *rows)
{
    return pg_text_portion((enum query)(rows - rows->engine->statements));
}

static int cursor_fetch(struct pg_rows *rows, struct error *err)
{
    char verb[STATEMENT_NAME_SIZE], text[STATEMENT_NAME_SIZE * 2];
    int code;

    snprintf(verb, sizeof(verb), "FETCH %d FROM", portion_of(rows));
    cursor_text(text, rows, verb);
    PQclear(rows->result);
    rows->result = NULL;
    rows->row = -1;
    code = pg_pipeline_text(rows->engine, text, err);
    return code == 0 ? pg_pipeline_drain(&rows->result, rows->engine, err) : code;
}

int pg_rows_open(struct sql_rows **ret, struct sql_engine *state, enum query query,
                 const struct sql_value *values, size_t count, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    struct pg_rows *rows = &engine->statements[query];
    int code;

    rows->rows.driver = state->driver;
    rows->engine = engine;
    *ret = &rows->rows;
    pg_rows_close(&rows->rows);
    rows->row = -1;
    if (pg_text(&engine->sql, query) != NULL && pg_text_portion(query) > 0) {
        code = cursor_open(engine, query, values, count, err);
        rows->cursor = code == 0;
        rows->within = engine->transaction;
        return code == 0 ? cursor_fetch(rows, err) : code;
    }
    code = statement_send(engine, query, values, count, err);
    if (code != 0)
        return code;
    engine->waiting[engine->waiting_count++] = (struct pg_waiting){.kind = PG_RUN, .query = query};
    return pg_pipeline_drain(&rows->result, engine, err);
}

int pg_rows_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *state,
                 struct error *err)
{
    struct pg_rows *rows = rows_of(state);
    int code = 0;

    (void)engine;
    *ret_row = false;
    if (rows->result == NULL)
        return 0;
    if (rows->row + 1 >= PQntuples(rows->result) && rows->cursor &&
        PQntuples(rows->result) == portion_of(rows))
        code = cursor_fetch(rows, err);
    *ret_row = code == 0 && rows->row + 1 < PQntuples(rows->result);
    rows->row++;
    if (!*ret_row)
        pg_rows_close(state);
    return code;
}

/* A lone statement is a transaction of its own: the lock, the statement and the new version of the
 * state go to the server at once, and are one transaction there. */
static int lone_run(PGresult **ret, struct pg_engine *engine, enum query query,
                    const struct sql_value *values, size_t count, struct error *err)
{
    int code = pg_begin(&engine->sql, err);

    if (code != 0)
        return code;
    code = statement_send(engine, query, values, count, err);
    if (code == 0) {
        engine->waiting[engine->waiting_count++] =
            (struct pg_waiting){.kind = PG_RUN, .query = query};
        engine->wrote = true;
        code = pg_pipeline_drain(ret, engine, err);
    }
    if (code == 0)
        return sql_commit(engine, err);
    sql_rollback(engine);
    return code;
}

int pg_rows_run(int64_t *ret_changed, struct sql_engine *state, enum query query,
                const struct sql_value *values, size_t count, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    PGresult *result = NULL;
    int code;

    if (engine->transaction == 0) {
        code = lone_run(&result, engine, query, values, count, err);
    } else {
        engine->wrote = true;
        code = statement_send(engine, query, values, count, err);
        if (code == 0 && ret_changed == NULL)
            return pg_pipeline_note(engine, PG_RUN, query, false, err);
        if (code == 0) {
            engine->waiting[engine->waiting_count++] =
                (struct pg_waiting){.kind = PG_RUN, .query = query};
            code = pg_pipeline_drain(&result, engine, err);
        }
    }
    if (ret_changed != NULL)
        *ret_changed = code == 0 ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
    PQclear(result);
    return code;
}

/* Columns. */

bool pg_is_null(struct sql_rows *state, int column)
{
    const struct pg_rows *rows = rows_of(state);

    return PQgetisnull(rows->result, rows->row, column);
}

static uint64_t bits_read(const char *bytes, size_t size)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < size; i++)
        bits = bits << 8 | (unsigned char)bytes[i];
    return bits;
}

int64_t pg_integer(struct sql_rows *state, int column)
{
    const struct pg_rows *rows = rows_of(state);
    const char *bytes = PQgetvalue(rows->result, rows->row, column);

    if (pg_is_null(state, column))
        return 0;
    switch (PQftype(rows->result, column)) {
    case TYPE_BIGINT:
        return (int64_t)bits_read(bytes, 8);
    case TYPE_INT:
        return (int32_t)bits_read(bytes, 4);
    case TYPE_BOOL:
        return bytes[0];
    default:
        return 0;
    }
}

double pg_real(struct sql_rows *state, int column)
{
    const struct pg_rows *rows = rows_of(state);
    uint64_t bits;
    double real;

    if (pg_is_null(state, column) || PQftype(rows->result, column) != TYPE_DOUBLE)
        return 0;
    bits = bits_read(PQgetvalue(rows->result, rows->row, column), 8);
    memcpy(&real, &bits, sizeof(real));
    return real;
}

const char *pg_column_text(struct sql_rows *state, int column)
{
    const struct pg_rows *rows = rows_of(state);

    return pg_is_null(state, column) ? NULL : PQgetvalue(rows->result, rows->row, column);
}

const void *pg_blob(struct sql_rows *state, int column)
{
    return pg_column_text(state, column);
}

size_t pg_bytes(struct sql_rows *state, int column)
{
    const struct pg_rows *rows = rows_of(state);

    return (size_t)PQgetlength(rows->result, rows->row, column);
}

bool pg_no_memory(struct sql_rows *rows)
{
    (void)rows;
    return false;
}

void pg_statements_release(struct pg_engine *engine)
{
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        PQclear(engine->statements[i].result);
        engine->statements[i].result = NULL;
    }
}
