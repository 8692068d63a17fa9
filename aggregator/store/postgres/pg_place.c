/* The lock on a state in PostgreSQL, and what can be seen of it without opening it. */
#include "aggregator/store/postgres/pg_engine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* An advisory lock of a session: the server releases it when the connection ends. */
struct pg_held {
    struct store_lock lock;
    PGconn *connection;
    char *place, schema[PG_NAME_SIZE];
    bool taken, in_use, released; /* by an engine: ever, now; its lock was released meanwhile */
    struct pg_held *next;
};

static struct pg_held *all_held;

static void held_free(struct pg_held *held)
{
    PQfinish(held->connection);
    free(held->place);
    free(held);
}

static void session_release(struct store_lock *lock)
{
    struct pg_held *held = (struct pg_held *)lock, **at = &all_held;

    while (*at != NULL && *at != held)
        at = &(*at)->next;
    if (*at != NULL)
        *at = held->next;
    held->released = true;
    if (!held->in_use)
        held_free(held);
}

struct pg_held *pg_held_take(PGconn **ret_connection, char *ret_schema, const char *place)
{
    struct pg_held *held = all_held;

    while (held != NULL && (held->taken || strcmp(held->place, place) != 0))
        held = held->next;
    if (held == NULL)
        return NULL;
    held->taken = held->in_use = true;
    memcpy(ret_schema, held->schema, sizeof(held->schema));
    *ret_connection = held->connection;
    return held;
}

void pg_held_return(struct pg_held *held)
{
    held->in_use = false;
    if (held->released)
        held_free(held);
}

/* Waits for a moment: the server may need one to notice that a run was killed. */
static int session_lock(PGconn *connection, const char *schema, struct error *err)
{
    char text[160];
    const char *state;
    PGresult *result;
    int code = 0;

    snprintf(text, sizeof(text),
             "BEGIN; SET LOCAL lock_timeout = %d; SELECT pg_advisory_lock(%d, %" PRId32 "); COMMIT",
             PG_LOCK_MILLISECONDS, PG_LOCK_CLASS, pg_lock_number(schema));
    result = PQexec(connection, text);
    state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        code = state != NULL && strcmp(state, "55P03") == 0
                   ? error_set(err, ERR_LOCKED, SCOPE_RUN,
                               "another run is in progress (it holds the lock of schema \"%s\")",
                               schema)
                   : pg_fail(connection, result, "lock the state", err);
    PQclear(result);
    return code;
}

int pg_lock(struct store_lock **ret, const char *place, struct error *err)
{
    struct pg_held *held = calloc(1, sizeof(*held));
    int code = 0;

    if (held == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    held->place = strdup(place);
    if (held->place == NULL)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (code == 0)
        code = pg_connect(&held->connection, held->schema, place, err);
    if (code == 0)
        code = session_lock(held->connection, held->schema, err);
    if (code != 0) {
        held_free(held);
        return code;
    }
    held->lock.release = session_release;
    held->next = all_held;
    all_held = held;
    *ret = &held->lock;
    return 0;
}

/* The connection of the last stamp: whoever asks once, as a server does, asks at each request. */
static struct {
    PGconn *connection;
    char *place, schema[PG_NAME_SIZE];
    uint64_t number; /* of connections so far */
    bool renew;      /* before the next stamp */
} watch;

void pg_stamp_renew(void)
{
    watch.renew = true;
}

static void watch_end(void)
{
    PQfinish(watch.connection);
    free(watch.place);
    watch.connection = NULL;
    watch.place = NULL;
}

static bool watch_begin(const char *place)
{
    static bool at_exit;

    if (watch.connection != NULL && strcmp(watch.place, place) == 0 && !watch.renew)
        return true;
    watch.renew = false;
    watch_end();
    watch.place = strdup(place);
    if (watch.place == NULL || pg_connect(&watch.connection, watch.schema, place, NULL) != 0) {
        watch_end();
        return false;
    }
    watch.number++;
    if (!at_exit)
        at_exit = atexit(watch_end) == 0;
    return true;
}

/* A connection that is new or was lost gives another identity, so that whoever holds the state open
 * opens it again, by a new connection of its own. */
void pg_stamp(struct store_stamp *ret, const char *place)
{
    static const char text[] =
        "SELECT name, value FROM setting WHERE name IN ('identity', 'version') ORDER BY name";
    uint64_t identity[2];
    PGresult *result;

    if (!watch_begin(place))
        return;
    result = PQexec(watch.connection, text);
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 2) {
        identity[0] = (uint64_t)strtoll(PQgetvalue(result, 0, 1), NULL, 10);
        identity[1] = watch.number;
        ret->identity = XXH3_64bits(identity, sizeof(identity)) | 1;
        ret->version = (uint64_t)strtoll(PQgetvalue(result, 1, 1), NULL, 10) * 2 + 1;
    }
    PQclear(result);
    if (PQstatus(watch.connection) != CONNECTION_OK)
        watch_end();
}
