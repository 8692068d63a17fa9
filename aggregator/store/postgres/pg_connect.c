/* The address of a state in PostgreSQL, and connecting to it. */
#include "aggregator/store/postgres/pg_engine.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
    ADDRESS_BYTES = 8192,
    SERVER_OLDEST = 120000, /* WITH ... AS MATERIALIZED */
    SILENT_SECONDS = 1,     /* an attempt that failed after so long is followed by a pause, */
    SILENT_PAUSES = 5,      /* so many times as long */
};

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

/* libpq has no codes of its own. A lost connection may still look whole, since what libpq could not
 * send fails when it is read. */
static bool is_memory(const PGconn *connection, const PGresult *result)
{
    const char *words = result != NULL ? PQresultErrorMessage(result) : PQerrorMessage(connection);

    return strstr(words, "out of memory") != NULL ||
           strstr(words, "Memory allocation failure") != NULL; /* getaddrinfo()'s */
}

/* What to do about what libpq or the server say: libpq has no codes for a connection that fails.
 * Words in another language than the server's own get no advice. The first matching row counts. */
static const struct {
    const char *said, *advice;
} advices[] = {
    {"could not translate host name", "; correct the host in the address of the state"},
    {"No such file or directory", "; is the server running, with this folder for its socket?"},
    {"Connection refused", "; is the server running, on this host and port?"},
    {"timeout expired", "; is the host right, and does a firewall let this port through?"},
    {"no password supplied", "; put it into the password file (~/.pgpass or PGPASSFILE)"},
    {"password authentication failed",
     "; correct it in the address, the password file (~/.pgpass or PGPASSFILE) or PGPASSWORD"},
    {"Peer authentication failed",
     "; run as this user, or give one with a password in the address of the state"},
    {"pg_hba.conf", "; the server's pg_hba.conf must admit this user, host and database"},
    {"does not exist", "; create it, or correct its name in the address of the state"},
    {"too many", "; try again later, or raise max_connections of the server"},
    {"remaining connection slots", "; try again later, or raise max_connections of the server"},
    {"the database system is", "; try again later"},
};

/* libpq's words for what the server or the network says, without the line end. They name hosts,
 * users and databases, and no password; those of a malformed address would repeat it. */
static int connect_failed(const PGconn *connection, struct error *err)
{
    const char *words = PQerrorMessage(connection), *advice = "";
    size_t length = strcspn(words, "\n");

    if (is_memory(connection, NULL))
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot open the state: out of memory");
    for (size_t i = sizeof(advices) / sizeof(advices[0]); i-- > 0;)
        if (strstr(words, advices[i].said) != NULL)
            advice = advices[i].advice;
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot open the state: %.*s%s", (int)length, words,
                     advice);
}

/* Texts of any language, and what the statements use. */
static int server_check(const PGconn *connection, struct error *err)
{
    const char *encoding = PQparameterStatus(connection, "server_encoding");

    if (PQserverVersion(connection) == 0) /* libpq had no memory to note it */
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot open the state: out of memory");
    if (PQserverVersion(connection) < SERVER_OLDEST)
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "cannot open the state: the server is older than PostgreSQL %d",
                         SERVER_OLDEST / 10000);
    if (encoding != NULL && strcmp(encoding, "UTF8") != 0)
        return error_set(
            err, ERR_STORE, SCOPE_RUN,
            "cannot open the state: the database \"%s\" has the encoding %s; create one "
            "for it with createdb --encoding=UTF8 --template=template0",
            PQdb(connection), encoding);
    return 0;
}

/* A run may leave its connection idle while feeds answer: a limit of the server would end it. What
 * a writer waited for it must see, or its transaction fails. */
static int settings_make(PGconn *connection, const char *schema, struct error *err)
{
    const int version = PQserverVersion(connection);
    char text[512];
    PGresult *result;
    int code = 0;

    snprintf(text, sizeof(text),
             "SET search_path = \"%s\"; SET lock_timeout = '%ds'; SET synchronous_commit = off; "
             "SET client_min_messages = warning; SET plan_cache_mode = force_generic_plan; "
             "SET default_transaction_isolation = 'read committed'; "
             "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0%s%s",
             schema, PG_WAIT_SECONDS, version >= 140000 ? "; SET idle_session_timeout = 0" : "",
             version >= 170000 ? "; SET transaction_timeout = 0" : "");
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

/* The options that the address can replace come before it. A host that vanished is noticed within
 * a minute and a half. */
static PGconn *connection_make(const char *conninfo)
{
    const char *const names[] = {
        "connect_timeout",  "keepalives_idle",  "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "fallback_application_name",
        "dbname",           "client_encoding",  NULL};
    char wait[16];
    const char *values[] = {wait, "60", "10", "3", "60000", "headwater", conninfo, "UTF8", NULL};

    snprintf(wait, sizeof(wait), "%d", PG_WAIT_SECONDS);
    return PQconnectdbParams(names, values, 1);
}

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (; options != NULL && options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val != NULL)
            return options->val;
    return "";
}

/* In a URI, libpq takes what follows a bare "/" or "@" of a password for a part of its own, and
 * would say so: a port that is no number, or a host or database with "@". A host
 * that begins with "@" is a socket without a file. */
static bool is_cut_short(const PQconninfoOption *options, const char *conninfo)
{
    const char *port = option_value(options, "port"), *host = option_value(options, "host");

    return strncmp(conninfo, "postgresql:", strlen("postgresql:")) == 0 &&
           (port[strspn(port, "0123456789,")] != '\0' ||
            strchr(host[0] == '@' ? host + 1 : host, '@') != NULL ||
            strchr(option_value(options, "dbname"), '@') != NULL);
}

/* libpq's words about what it cannot read would repeat it. Without memory it has none. */
static int conninfo_check(const char *conninfo, struct error *err)
{
    char *words = NULL;
    PQconninfoOption *options = PQconninfoParse(conninfo, &words);
    int code = 0;

    if (options == NULL)
        code = words == NULL || strstr(words, "out of memory") != NULL
                   ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory")
                   : error_set(err, ERR_USAGE, SCOPE_RUN,
                               "the address of the state is not one that PostgreSQL knows");
    else if (is_cut_short(options, conninfo))
        code = error_set(err, ERR_USAGE, SCOPE_RUN,
                         "in a password of an address, @ is written %%40, / %%2F and : %%3A");
    PQfreemem(words);
    PQconninfoFree(options);
    return code;
}

/* The last place that did not answer for long, and until when it is not asked again: a server with
 * one thread would wait for it at every request. */
static struct {
    uint64_t place;
    double until; /* by clock_running() */
} silent;

static bool place_is_silent(const char *place)
{
    return clock_running() < silent.until && XXH3_64bits(place, strlen(place)) == silent.place;
}

static void silence_note(const char *place, double since)
{
    const double now = clock_running();

    if (now - since < SILENT_SECONDS)
        return;
    silent.place = XXH3_64bits(place, strlen(place));
    silent.until = now + SILENT_PAUSES * (now - since);
}

static int connection_open(PGconn **ret, const char *conninfo, const char *place, struct error *err)
{
    const double since = clock_running();

    if (place_is_silent(place))
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "cannot open the state: the database did not answer a moment ago; try "
                         "again later");
    *ret = connection_make(conninfo);
    if (*ret == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    if (PQstatus(*ret) == CONNECTION_OK)
        return 0;
    silence_note(place, since);
    return connect_failed(*ret, err);
}

int pg_connect(PGconn **ret, char *ret_schema, const char *place, struct error *err)
{
    struct str conninfo;
    int code;

    *ret = NULL;
    str_init(&conninfo, ADDRESS_BYTES);
    code = conninfo_make(&conninfo, ret_schema, place, err);
    if (code == 0 && conninfo.length > 0)
        code = conninfo_check(conninfo.text, err);
    if (code == 0)
        code = connection_open(ret, conninfo.text != NULL ? conninfo.text : "", place, err);
    str_release(&conninfo);
    if (code == 0)
        code = server_check(*ret, err);
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

void pg_show(char *ret, size_t room, const char *place)
{
    char schema[PG_NAME_SIZE];
    PQconninfoOption *options = NULL;
    struct str conninfo;

    str_init(&conninfo, ADDRESS_BYTES);
    snprintf(ret, room, "postgresql:");
    if (conninfo_make(&conninfo, schema, place, NULL) == 0) {
        options = PQconninfoParse(conninfo.text != NULL ? conninfo.text : "", NULL);
        if (conninfo.text == NULL || !is_cut_short(options, conninfo.text))
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
    {"25006", ERR_STORE,
     "the database is read-only; if it is a standby, use the address of its primary"},
    {"25P02", ERR_STORE, "the transaction was rolled back after an earlier failure"},
    {"42501", ERR_STORE,
     "its user lacks a right; the owner of the database gives it (headwater-feeds.yaml(5), state)"},
    {"42P01", ERR_STORE, "a table of the state is missing; restore a backup"},
    {"57P", ERR_STORE, "the database ended the connection, or is not ready; try again later"},
    {"XX001", ERR_STORE, "the state is damaged; restore a backup"},
    {"XX002", ERR_STORE, "the state is damaged; restore a backup"},
    {"58", ERR_STORE, "the disk failed or is full"},
};

int pg_fail(PGconn *connection, const PGresult *result, const char *doing, struct error *err)
{
    const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result != NULL ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;

    if (state == NULL || strncmp(state, "57P", 3) == 0 || PQstatus(connection) != CONNECTION_OK)
        pg_stamp_renew();
    for (size_t i = 0; state != NULL && i < sizeof(failures) / sizeof(failures[0]); i++)
        if (strncmp(state, failures[i].state, strlen(failures[i].state)) == 0)
            return error_set(err, failures[i].code, SCOPE_RUN, "cannot %s: %s", doing,
                             failures[i].words);
    if (words == NULL && is_memory(connection, result))
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot %s: out of memory", doing);
    if (words == NULL)
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "cannot %s: the connection to the database was lost", doing);
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot %s: %s", doing, words);
}
