/* The address of a state in PostgreSQL, and connecting to it. */
#include "aggregator/store/postgres/pg_engine.h"

#include "aggregator/base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { ADDRESS_BYTES = 8192, CONNECT_SECONDS = PG_WAIT_SECONDS };

static const char schema_word[] = "schema=", schema_usual[] = "headwater";

/* Copies the address without its schema=NAME, which libpq would refuse, and takes the name: an
 * identifier of letters, digits and "_", so that it needs no escape anywhere. */
static int schema_take(char *ret_schema, struct str *ret_rest, const char *place, struct error *err)
{
    const bool uri = strncmp(place, "//", 2) == 0;
    const char *separators = uri ? "?&" : " ", *found = place;
    size_t length;

    snprintf(ret_schema, PG_NAME_SIZE, "%s", schema_usual);
    for (; (found = strstr(found, schema_word)) != NULL; found++)
        if (found == place ? !uri : strchr(separators, found[-1]) != NULL)
            break;
    if (found == NULL) {
        str_append(ret_rest, place);
        return 0;
    }
    length = strcspn(found + strlen(schema_word), uri ? "&#" : " ");
    if (length == 0 || length >= PG_NAME_SIZE ||
        strspn(found + strlen(schema_word), "abcdefghijklmnopqrstuvwxyz0123456789_") < length)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "the schema of a state is named by lower-case letters, digits and _, at "
                         "most %d of them",
                         PG_NAME_SIZE - 1);
    snprintf(ret_schema, PG_NAME_SIZE, "%.*s", (int)length, found + strlen(schema_word));
    str_append_bytes(ret_rest, place, (size_t)(found - place));
    found += strlen(schema_word) + length;
    if (uri && *found == '&')
        found++;
    str_append(ret_rest, found);
    return 0;
}

/* The connection string of libpq; the defaults come first, so that the address can replace them. */
static int conninfo_make(struct str *ret, char *ret_schema, const char *place, struct error *err)
{
    int code;

    if (strncmp(place, "//", 2) == 0)
        str_append(ret, "postgresql:");
    code = schema_take(ret_schema, ret, place, err);
    if (code == 0 && str_status(ret) != ERR_NONE)
        code = error_set(err, ERR_LIMIT, SCOPE_RUN, "the address of the state is too long");
    return code;
}

/* libpq's words for what the server or the network says, without the line end. They name hosts,
 * users and databases, and no password; those of a malformed address would repeat it. */
static int connect_failed(const PGconn *connection, struct error *err)
{
    const char *words = PQerrorMessage(connection);
    size_t length = strcspn(words, "\n");

    if (PQsocket(connection) < 0 && PQhost(connection) == NULL)
        return error_set(err, ERR_USAGE, SCOPE_RUN,
                         "the address of the state is not one of PostgreSQL");
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot open the state: %.*s", (int)length, words);
}

static int settings_make(PGconn *connection, const char *schema, struct error *err)
{
    char text[512];
    PGresult *result;
    int code = 0;

    snprintf(text, sizeof(text),
             "SET search_path = \"%s\"; SET lock_timeout = '%ds'; SET synchronous_commit = off; "
             "SET client_min_messages = warning; SET plan_cache_mode = force_generic_plan; "
             "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0",
             schema, PG_WAIT_SECONDS);
    result = PQexec(connection, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        code = pg_fail(connection, result, "open the state", err);
    PQclear(result);
    return code;
}

static void notice_ignore(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

int pg_connect(PGconn **ret, char *ret_schema, const char *place, struct error *err)
{
    const char *const names[] = {"connect_timeout", "client_encoding", "fallback_application_name",
                                 "dbname", NULL};
    char wait[16];
    const char *values[] = {wait, "UTF8", "headwater", NULL, NULL};
    PQconninfoOption *options = NULL;
    struct str conninfo;
    int code;

    *ret = NULL;
    snprintf(wait, sizeof(wait), "%d", CONNECT_SECONDS);
    str_init(&conninfo, ADDRESS_BYTES);
    code = conninfo_make(&conninfo, ret_schema, place, err);
    if (code == 0 && conninfo.length > 0) {
        options = PQconninfoParse(conninfo.text, NULL);
        if (options == NULL)
            code = error_set(err, ERR_USAGE, SCOPE_RUN,
                             "the address of the state is not one that PostgreSQL knows");
        PQconninfoFree(options);
    }
    if (code == 0) {
        values[3] = conninfo.text != NULL ? conninfo.text : "";
        *ret = PQconnectdbParams(names, values, 1);
        if (*ret == NULL)
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        else if (PQstatus(*ret) != CONNECTION_OK)
            code = connect_failed(*ret, err);
    }
    str_release(&conninfo);
    if (code == 0) {
        PQsetNoticeReceiver(*ret, notice_ignore, NULL);
        code = settings_make(*ret, ret_schema, err);
    }
    if (code != 0) {
        PQfinish(*ret);
        *ret = NULL;
    }
    return code;
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL)
            return options->val;
    return "";
}

void pg_show(char *ret, size_t room, const char *place)
{
    char schema[PG_NAME_SIZE];
    PQconninfoOption *options = NULL;
    struct str conninfo;

    str_init(&conninfo, ADDRESS_BYTES);
    snprintf(ret, room, "postgresql:");
    if (conninfo_make(&conninfo, schema, place, NULL) == 0) {
        options = PQconninfoParse(conninfo.text != NULL ? conninfo.text : "", NULL);
        snprintf(ret, room, "postgresql://%s/%s?schema=%s", option_value(options, "host"),
                 option_value(options, "dbname"), schema);
    }
    PQconninfoFree(options);
    str_release(&conninfo);
}

int32_t pg_lock_number(const char *schema)
{
    return (int32_t)(XXH3_64bits(schema, strlen(schema)) & 0x7fffffff);
}

/* What a failure means to the user, by its SQLSTATE (appendix A of PostgreSQL's manual); a class of
 * two characters holds for all that begin with it, the first matching row counts. */
static const struct {
    const char *state;
    enum error_code code;
    const char *words;
} failures[] = {
    {"55P03", ERR_LOCKED, "another program is writing the state; try again later"},
    {"40P01", ERR_LOCKED, "another program is writing the state; try again later"},
    {"57014", ERR_LOCKED, "another program is writing the state; try again later"},
    {"53100", ERR_STORE, "the disk is full"},
    {"53200", ERR_MEMORY, "the database is out of memory"},
    {"54", ERR_LIMIT, "larger than the state can hold"},
    {"25006", ERR_STORE, "the database is read-only"},
    {"25P02", ERR_STORE, "the transaction was rolled back after an earlier failure"},
    {"57P", ERR_STORE, "the database is shutting down or starting"},
    {"XX001", ERR_STORE, "the state is damaged; restore a backup"},
    {"XX002", ERR_STORE, "the state is damaged; restore a backup"},
    {"58", ERR_STORE, "the disk failed or is full"},
};

int pg_fail(PGconn *connection, const PGresult *result, const char *doing, struct error *err)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    for (size_t i = 0; state != NULL && i < sizeof(failures) / sizeof(failures[0]); i++)
        if (strncmp(state, failures[i].state, strlen(failures[i].state)) == 0)
            return error_set(err, failures[i].code, SCOPE_RUN, "cannot %s: %s", doing,
                             failures[i].words);
    if (words == NULL || PQstatus(connection) != CONNECTION_OK)
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "cannot %s: the connection to the database "
                         "was lost",
                         doing);
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot %s: %s", doing, words);
}
