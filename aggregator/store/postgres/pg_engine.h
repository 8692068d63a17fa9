/*
 * The PostgreSQL driver: a state in one schema of a database. sql_engine.h has the verbs.
 *
 * Statements are prepared once and sent in libpq's pipeline mode. Within a transaction, a statement
 * without rows only waits in the pipeline; the next one with rows, or the commit, sends it and
 * takes all results, so the number of round trips is the number of reads. Whoever writes the state
 * holds an advisory lock for its transaction: writers take turns, as they do in SQLite.
 *
 * Numbers are bigint, as the bits of SQLite's; texts have the collation "C".
 */
#ifndef HEADWATER_STORE_POSTGRES_PG_ENGINE_H
#define HEADWATER_STORE_POSTGRES_PG_ENGINE_H

#include "aggregator/store/sql/sql_engine.h"

#include <libpq-fe.h>

enum {
    PG_PENDING_MAX = 128,        /* results that wait; they must fit the buffers of a socket */
    PG_FETCH_ROWS = 512,         /* of a cursor, at a time */
    PG_FETCH_ITEMS = 16,         /* of one whose rows have whole items: up to 24 MB each */
    PG_FETCH_TABLE = 64,         /* of one whose rows may have them */
    PG_NAME_SIZE = 64,           /* an identifier of PostgreSQL, with its NUL */
    PG_WAIT_SECONDS = 10,        /* for another writer, and for a connection */
    PG_LOCK_MILLISECONDS = 1000, /* for the lock of a run */
    PG_LOCK_CLASS = 0x68647772,  /* of the advisory locks: "hdwr" */
    PG_WRITE_CLASS = 0x68647773,
    PG_BINARY = 1, /* libpq's format of arguments and results */
};

struct pg_rows {
    struct sql_rows rows;
    struct pg_engine *engine;
    PGresult *result; /* the rows, or those fetched last; NULL: not in use */
    int row;          /* the current one, -1 before the first */
    bool cursor;      /* more rows may follow */
    uint64_t within;  /* the transaction of the cursor; 0: it outlives them */
};

enum pg_kind { PG_PREPARE, PG_RUN, PG_OTHER };
struct pg_waiting {
    enum pg_kind kind;
    enum query query;
    bool cursor;
};

struct pg_held;

struct pg_engine {
    struct sql_engine sql;
    PGconn *connection;
    struct pg_held *held; /* the lock whose connection this is; NULL: it is the engine's own */
    char schema[PG_NAME_SIZE];
    int32_t lock; /* the second number of its advisory locks */
    struct pg_rows statements[QUERY_COUNT];
    bool prepared[QUERY_COUNT], cursor_prepared[QUERY_COUNT][2];
    struct pg_waiting waiting[PG_PENDING_MAX];
    size_t waiting_count;
    uint64_t transaction; /* the number of the current one; 0: none */
    uint64_t transactions;
    bool wrote;             /* the current transaction did */
    enum error_code broken; /* why the connection is of no use any more; ERR_NONE: it is */
};

/*
 * The address: everything after "postgresql:", a URI of libpq without its scheme, or keywords and
 * values. schema=NAME in it names the schema of the state, "headwater" if it is absent; the rest is
 * libpq's, with its environment, service file and password file.
 */
/* Connects; the search path is the schema, which need not exist. No text of an error contains what
 * the address says. ret_schema has PG_NAME_SIZE bytes. A place that has just been silent for long
 * is not asked: the error comes at once. */
int pg_connect(PGconn **ret, char *ret_schema, const char *place, struct error *err);
/* The address with host, database and schema only. */
void pg_show(char *ret, size_t room, const char *place);
/* The second number of the advisory locks of a schema. */
int32_t pg_lock_number(const char *schema);

/* An error from a result, or from the connection when it is NULL. Returns its code: ERR_MEMORY when
 * libpq, on a connection that stands, gives no reason of the server's. A lost connection also
 * renews the stamps: see pg_stamp_renew(). */
int pg_fail(PGconn *connection, const PGresult *result, const char *doing, struct error *err);

/* The text of a statement; NULL when PostgreSQL has none. */
const char *pg_text(const struct sql_engine *engine, enum query query);
void pg_statement_forget(struct sql_engine *engine, enum query query);
/* How many rows are fetched at a time of a statement that may have more than memory should hold; 0
 * for other statements, whose rows come at once. */
int pg_text_portion(enum query query);
/* Whether it changes what outputs show. */
bool pg_text_shows(enum query query);
/* Translates the placeholders and joins of SQLite. malloc'ed; NULL without memory. */
char *pg_text_translate(const char *text);

/* The pipeline. */
/* Takes note of what was sent, and drains the pipeline when it is full. */
int pg_pipeline_note(struct pg_engine *engine, enum pg_kind kind, enum query query, bool cursor,
                     struct error *err);
/* Makes a statement without arguments wait. */
int pg_pipeline_text(struct pg_engine *engine, const char *text, struct error *err);
/* Sends what waits and takes its results. *ret_last (may be NULL) is the result of the last, for
 * the caller to clear; NULL after a failure. */
int pg_pipeline_drain(PGresult **ret_last, struct pg_engine *engine, struct error *err);
/* After libpq could not send: the connection is of no use any more. Returns the code. */
int pg_pipeline_failed(struct pg_engine *engine, struct error *err);
/* An error once the connection is of no use. */
int pg_pipeline_check(const struct pg_engine *engine, struct error *err);

/* The functions of struct sql_driver. */
int pg_rows_open(struct sql_rows **ret, struct sql_engine *engine, enum query query,
                 const struct sql_value *values, size_t count, struct error *err);
int pg_rows_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *rows,
                 struct error *err);
void pg_rows_close(struct sql_rows *rows);
int pg_rows_run(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                const struct sql_value *values, size_t count, struct error *err);
int64_t pg_integer(struct sql_rows *rows, int column);
double pg_real(struct sql_rows *rows, int column);
const char *pg_column_text(struct sql_rows *rows, int column);
const void *pg_blob(struct sql_rows *rows, int column);
size_t pg_bytes(struct sql_rows *rows, int column);
bool pg_is_null(struct sql_rows *rows, int column);
bool pg_no_memory(struct sql_rows *rows);
int pg_script(int64_t *ret_changed, struct sql_engine *engine, const char *text, const char *doing,
              struct error *err);
int pg_count(int64_t *ret, struct sql_engine *engine, const char *text, struct error *err);
bool pg_in_transaction(const struct sql_engine *engine);
int pg_begin(struct sql_engine *engine, struct error *err);
/* A transaction that only reads and waits for no writer, for a long list: outside of one, the
 * server would copy the list first. pg_rollback() ends it. */
int pg_begin_reading(struct sql_engine *engine, struct error *err);
int pg_settle(struct sql_engine *engine, struct error *err);
int pg_commit(struct sql_engine *engine, struct error *err);
void pg_rollback(struct sql_engine *engine);
int pg_refusal_count(int64_t *ret, struct sql_engine *engine, struct error *err);
/* Frees the results of statements in use. */
void pg_statements_release(struct pg_engine *engine);

/* Creates or migrates the schema; only checks it when the engine is readonly. */
int pg_schema_ready(struct pg_engine *engine, struct error *err);

/* The verbs, as store_engine.h describes them. */
int pg_lock(struct store_lock **ret, const char *place, struct error *err);
void pg_stamp(struct store_stamp *ret, const char *place);

/*
 * The lock of a run belongs to its connection, so whoever writes under it writes by that
 * connection: when it is lost, what is not committed goes with it, and another run finds nothing of
 * this one still on its way.
 */
/* The lock that this process holds on a place and that no engine has used; NULL: none. */
struct pg_held *pg_held_take(PGconn **ret_connection, char *ret_schema, const char *place);
/* The engine is closed; the lock stays until it is released. */
void pg_held_return(struct pg_held *held);
/* The next stamp has another identity, since a connection of this process was lost. */
void pg_stamp_renew(void);
int pg_size(struct store_size *ret, void *engine, struct error *err);
int pg_sync(void *engine, struct error *err);
int pg_search(struct search_hit **ret, size_t *ret_count, void *engine, struct arena *arena,
              const struct search_request *request, struct error *err);

#endif
