/* The pipeline: what waits in it, its results, and what ends it; transactions. */
#include "aggregator/store/postgres/pg_engine.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pg_engine *engine_of(struct sql_engine *engine)
{
    return (struct pg_engine *)engine;
}

/* Where the pipeline is after libpq itself failed, nobody knows: to wait for a result could take
 * for ever. So nothing more is sent or awaited, and every later statement fails as this one. */
static int break_off(struct pg_engine *engine, const PGresult *result, const char *doing,
                     struct error *err)
{
    const int code = pg_fail(engine->connection, result, doing, err);

    engine->broken = code == ERR_MEMORY ? ERR_MEMORY : ERR_STORE;
    return code;
}

int pg_pipeline_failed(struct pg_engine *engine, struct error *err)
{
    return break_off(engine, NULL, "use the state", err);
}

int pg_pipeline_check(const struct pg_engine *engine, struct error *err)
{
    if (engine->broken == ERR_NONE)
        return 0;
    return error_set(err, engine->broken, SCOPE_RUN, "cannot use the state: %s",
                     engine->broken == ERR_MEMORY ? "out of memory"
                                                  : "the connection to the database was lost");
}

/* A failure that is not the server's has no SQLSTATE. */
static bool is_of_libpq(const PGresult *result)
{
    return result == NULL || PQresultErrorField(result, PG_DIAG_SQLSTATE) == NULL;
}

/* Takes note of one result. The first failure counts: those after it only follow from it. */
static int result_note(struct pg_engine *engine, const struct pg_waiting *of,
                       const PGresult *result, int code, struct error *err)
{
    const ExecStatusType status = PQresultStatus(result);
    const bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (done && of->kind == PG_RUN && pg_text_shows(of->query))
        engine->sql.published_changed |= strcmp(PQcmdTuples((PGresult *)result), "0") != 0;
    if (!done && of->kind == PG_PREPARE) {
        if (of->cursor)
            engine->cursor_prepared[of->query][0] = engine->cursor_prepared[of->query][1] = false;
        else
            engine->prepared[of->query] = false;
    }
    if (done || code != 0)
        return code;
    return is_of_libpq(result) ? break_off(engine, result, "use the state", err)
                               : pg_fail(engine->connection, result, "use the state", err);
}

/* As PQgetResult(), without a wait that never ends: when libpq has no memory for the result that
 * ends a pipeline, it says so in its message and awaits another one. NULL then. */
static PGresult *result_await(PGconn *connection)
{
    while (PQisBusy(connection)) {
        struct pollfd socket = {.fd = PQsocket(connection), .events = POLLIN};

        if (strstr(PQerrorMessage(connection), "out of memory") != NULL)
            return NULL;
        if (poll(&socket, 1, -1) < 0 && errno != EINTR)
            return NULL;
        if (PQconsumeInput(connection) != 1)
            break; /* the result says why */
    }
    return PQgetResult(connection);
}

/* Takes the results of what was sent. *ret_last (may be NULL) is that of the last, NULL after a
 * failure. */
static int results_take(PGresult **ret_last, struct pg_engine *engine, size_t count,
                        struct error *err)
{
    PGresult *result = NULL;
    int code = 0;

    for (size_t i = 0; i < count && engine->broken == ERR_NONE; i++) {
        PGresult *end;

        PQclear(result);
        result = result_await(engine->connection);
        code = result_note(engine, &engine->waiting[i], result, code, err);
        end = engine->broken == ERR_NONE ? result_await(engine->connection) : NULL;
        if (end != NULL)
            code = pg_pipeline_failed(engine, code == 0 ? err : NULL);
        PQclear(end);
    }
    if (code == 0 && ret_last != NULL)
        *ret_last = result;
    else
        PQclear(result);
    return code;
}

/* Sends what waits and takes its results. */
int pg_pipeline_drain(PGresult **ret_last, struct pg_engine *engine, struct error *err)
{
    const size_t count = engine->waiting_count;
    int code = pg_pipeline_check(engine, err);

    engine->waiting_count = 0;
    if (ret_last != NULL)
        *ret_last = NULL;
    if (code != 0 || count == 0)
        return code;
    if (PQpipelineSync(engine->connection) != 1)
        return pg_pipeline_failed(engine, err);
    code = results_take(ret_last, engine, count, err);
    if (engine->broken == ERR_NONE) {
        PGresult *synchronized = result_await(engine->connection);

        if (PQresultStatus(synchronized) != PGRES_PIPELINE_SYNC)
            code = pg_pipeline_failed(engine, code == 0 ? err : NULL);
        PQclear(synchronized);
    }
    if (code != 0 && ret_last != NULL) {
        PQclear(*ret_last);
        *ret_last = NULL;
    }
    return code;
}

int pg_pipeline_note(struct pg_engine *engine, enum pg_kind kind, enum query query, bool cursor,
                     struct error *err)
{
    engine->waiting[engine->waiting_count++] =
        (struct pg_waiting){.kind = kind, .query = query, .cursor = cursor};
    return engine->waiting_count == PG_PENDING_MAX ? pg_pipeline_drain(NULL, engine, err) : 0;
}

/* Makes a statement without arguments wait. */
int pg_pipeline_text(struct pg_engine *engine, const char *text, struct error *err)
{
    int code = pg_pipeline_check(engine, err);

    if (code != 0)
        return code;
    if (PQsendQueryParams(engine->connection, text, 0, NULL, NULL, NULL, NULL, PG_BINARY) != 1)
        return pg_pipeline_failed(engine, err);
    return pg_pipeline_note(engine, PG_OTHER, 0, false, err);
}

/* Other texts: the pipeline is left for them, since they may be several statements. A failure may
 * leave a transaction that the text began. */

static int text_run(PGresult **ret, struct pg_engine *engine, const char *text, const char *doing,
                    struct error *err)
{
    int code = pg_pipeline_drain(NULL, engine, err);

    *ret = NULL;
    if (code != 0)
        return code;
    if (PQexitPipelineMode(engine->connection) != 1)
        return pg_pipeline_failed(engine, err);
    *ret = PQexec(engine->connection, text);
    if (PQresultStatus(*ret) != PGRES_COMMAND_OK && PQresultStatus(*ret) != PGRES_TUPLES_OK)
        code = is_of_libpq(*ret) ? break_off(engine, *ret, doing, err)
                                 : pg_fail(engine->connection, *ret, doing, err);
    if (engine->transaction == 0 && engine->broken == ERR_NONE &&
        PQtransactionStatus(engine->connection) == PQTRANS_INERROR)
        PQclear(PQexec(engine->connection, "ROLLBACK"));
    if (PQenterPipelineMode(engine->connection) != 1 && code == 0)
        code = pg_pipeline_failed(engine, err);
    return code;
}

int pg_script(int64_t *ret_changed, struct sql_engine *state, const char *text, const char *doing,
              struct error *err)
{
    PGresult *result;
    int code = text_run(&result, engine_of(state), text, doing, err);

    engine_of(state)->wrote = true;
    if (ret_changed != NULL)
        *ret_changed = code == 0 ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
    PQclear(result);
    return code;
}

int pg_count(int64_t *ret, struct sql_engine *state, const char *text, struct error *err)
{
    char *translated = pg_text_translate(text);
    PGresult *result;
    int code;

    if (translated == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    code = text_run(&result, engine_of(state), translated, "check the state", err);
    *ret = code == 0 && PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    free(translated);
    return code;
}

int pg_refusal_count(int64_t *ret, struct sql_engine *state, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    int code = pg_pipeline_drain(NULL, engine, err);

    *ret = 0;
    if (code != 0 || PQexitPipelineMode(engine->connection) != 1)
        return code != 0 ? code : pg_pipeline_failed(engine, err);
    for (enum query query = 0; query < QUERY_COUNT && code == 0; query++) {
        char *text = pg_text(&engine->sql, query) != NULL
                         ? pg_text_translate(pg_text(&engine->sql, query))
                         : NULL;
        PGresult *result = text != NULL ? PQprepare(engine->connection, "", text, 0, NULL) : NULL;

        if (text != NULL && PQresultStatus(result) != PGRES_COMMAND_OK) {
            ++*ret;
            if (is_of_libpq(result))
                code = break_off(engine, result, "check the state", err);
        }
        if (text == NULL && pg_text(&engine->sql, query) != NULL)
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        PQclear(result);
        free(text);
    }
    if (PQenterPipelineMode(engine->connection) != 1 && code == 0)
        code = pg_pipeline_failed(engine, err);
    return code;
}

/* Transactions. */

bool pg_in_transaction(const struct sql_engine *engine)
{
    return ((const struct pg_engine *)engine)->transaction != 0;
}

/* Whether the lease, whose transaction begins, still has its host. */
static int fence_check(struct pg_engine *engine, struct error *err)
{
    int64_t lease = 0;
    int code = query_number(&lease, &engine->sql, QUERY_HOST_FENCE, err, "ti",
                            engine->sql.lease_host, engine->sql.lease);

    return code != 0 || lease == engine->sql.lease
               ? code
               : error_set(err, ERR_LOCKED, SCOPE_RUN, "the lease of host %s has ended",
                           engine->sql.lease_host);
}

/* The lock is waited for here, so that a busy state is found before anything is done. */
static int lock_send(struct pg_engine *engine, struct error *err)
{
    char lock[96];

    snprintf(lock, sizeof(lock), "SELECT pg_advisory_xact_lock(%d, %" PRId32 ")", PG_WRITE_CLASS,
             engine->lock);
    return pg_pipeline_text(engine, lock, err);
}

int pg_begin(struct sql_engine *state, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    const bool leased = state->lease_host != NULL;
    int code = pg_pipeline_text(engine, "BEGIN", err);

    if (code == 0 && !leased)
        code = lock_send(engine, err);
    engine->transaction = ++engine->transactions;
    engine->wrote = false;
    if (code == 0)
        code = leased ? fence_check(engine, err) : pg_pipeline_drain(NULL, engine, err);
    if (code != 0)
        pg_rollback(state);
    return code;
}

int pg_begin_reading(struct sql_engine *state, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    int code = pg_pipeline_text(engine, "BEGIN READ ONLY", err);

    engine->transaction = ++engine->transactions;
    engine->wrote = false;
    if (code == 0)
        code = pg_pipeline_drain(NULL, engine, err);
    if (code != 0)
        pg_rollback(state);
    return code;
}

int pg_settle(struct sql_engine *state, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    int code = pg_pipeline_drain(NULL, engine, err);

    if (code == 0 && PQtransactionStatus(engine->connection) != PQTRANS_INTRANS)
        code = error_set(err, ERR_STORE, SCOPE_RUN,
                         "the transaction was rolled back after an earlier failure");
    return code;
}

int pg_commit(struct sql_engine *state, struct error *err)
{
    struct pg_engine *engine = engine_of(state);
    int code = 0;

    if (engine->wrote && state->lease_host == NULL) /* what a poller writes is not published yet */
        code = query_run(state, QUERY_STATE_VERSION, err, "");
    if (code == 0)
        code = pg_pipeline_text(engine, "COMMIT", err);
    if (code == 0)
        code = pg_pipeline_drain(NULL, engine, err);
    if (code != 0)
        return code;
    engine->transaction = 0;
    state->own_versions += engine->wrote && state->lease_host == NULL;
    return 0;
}

void pg_rollback(struct sql_engine *state)
{
    struct pg_engine *engine = engine_of(state);

    if (engine->transaction == 0)
        return;
    pg_pipeline_drain(NULL, engine, NULL);
    if (pg_pipeline_text(engine, "ROLLBACK", NULL) == 0)
        pg_pipeline_drain(NULL, engine, NULL);
    engine->transaction = 0;
    engine->sql.published_changed = false;
}
