/* Copying a state from one database to another, table by table. */
#include "aggregator/store/sql/sql_engine.h"

#include "aggregator/base/failpoint.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { TABLE_ROWS = 5000 /* per transaction */, TEXT_SIZE = 1024, COLUMNS_MAX = 18 };

/* The mark of an unfinished copy: how far it came, and of what. */
static const char mark_table[] = "copy_table", mark_rows[] = "copy_rows",
                  mark_print[] = "copy_print";

/* The tables in the order of their references. types are those of query_open(), one a column; the
 * rows are in the order of key. A table that is left out is made anew by its database. */
static const struct table {
    const char *name, *columns, *types, *key;
    bool has_sequence; /* of its column id */
} tables[] = {
    {"setting", "name, value", "ti", "name", false},
    {"feed", "id, url, state", "itt", "id", true},
    {"item",
     "id, key, feed, content_hash, language, first_seen, last_seen, changed, published_lead, twin",
     "iiiitiiiii", "id", true},
    {"body", "item, json", "it", "item", false},
    {"name", "hash, item", "ii", "hash, item", false},
    {"story", "node, first_seen, lead, lead_hash, updated", "iiiii", "node", false},
    {"record",
     "doc, key, feed, network, node, time, superseded, channel, matched_with, score, containment, "
     "t, p, matched",
     "iiiiiiiiiddddi", "doc", false},
    {"sketch", "doc, sketch", "ib", "doc", false},
    {"keys", "doc, keys", "ib", "doc", false},
    {"key_run", "id, first_doc, last_doc, first_chunk, chunk_count, pair_count, fences", "iiiiiib",
     "id", true},
    {"key_chunk", "id, data", "ib", "id", false},
    {"era", "era, times", "ib", "era", false},
    {"alias", "node, target", "ii", "node", false},
    {"ruling", "id, a, b, together", "iiii", "id", true},
    {"note", "name, data", "tb", "name", false},
    {"pruned", "key, content_hash", "ii", "key", false},
    {"secret", "copy, bytes, since, sum", "ibii", "copy", false},
    {"\"user\"", "id, name, password, created, fever", "ittib", "id", true},
    {"token", "hash, \"user\", used", "bii", "hash", false},
    {"mark", "\"user\", node, read, starred", "iiii", "\"user\", node", false},
    {"entry", "list, node, time", "iii", "list, node", false},
    {"digest", "list, slot, made, mail, text", "iiiit", "list, slot", false},
    {"page", "key, feed, url, due, wanted, asked, tries", "ittiiii", "key", false},
    {"site", "origin, robots, robots_at, not_before", "ttii", "origin", false},
    {"push",
     "token, feed, hub, topic, callback, secret, state, asked, due, tries, verified, lease_end, "
     "news, delivered, refused, deliveries, refusals, missed",
     "ttttttiiiiiiiiiiii", "token", false},
    {"ping", "hub, topic, content, due_since, tried, pinged, not_before, failures, error",
     "ttiiiiiit", "hub, topic", false},
};

enum { TABLE_COUNT = sizeof(tables) / sizeof(tables[0]) };

/* Settings that belong to a database and not to the state in it. */
static bool is_own_setting(const struct table *table, const struct sql_value *values)
{
    static const char *const own[] = {"schema",   "identity", "version", "search",
                                      mark_table, mark_rows,  mark_print};

    for (size_t i = 0; table == tables && i < sizeof(own) / sizeof(own[0]); i++)
        if (values[0].data != NULL && strcmp(values[0].data, own[i]) == 0)
            return true;
    return false;
}

static void texts_make(char read[TEXT_SIZE], char write[TEXT_SIZE], const struct table *table)
{
    size_t used;

    snprintf(read, TEXT_SIZE, "SELECT %s FROM %s ORDER BY %s LIMIT 9223372036854775807 OFFSET ?",
             table->columns, table->name, table->key);
    used = (size_t)snprintf(write, TEXT_SIZE, "INSERT INTO %s (%s) VALUES (?", table->name,
                            table->columns);
    for (size_t i = 1; table->types[i] != '\0'; i++)
        used += (size_t)snprintf(write + used, TEXT_SIZE - used, ", ?");
    snprintf(write + used, TEXT_SIZE - used, ")%s",
             table == tables ? " ON CONFLICT (name) DO UPDATE SET value = excluded.value" : "");
}

/* A null of any type is a text of NULL. */
static void value_read(struct sql_value *ret, struct sql_rows *row, int column, char type)
{
    memset(ret, 0, sizeof(*ret));
    ret->type = SQL_TEXT;
    if (row_is_null(row, column))
        return;
    switch (type) {
    case 'i':
        ret->type = SQL_INTEGER;
        ret->integer = row_integer(row, column);
        break;
    case 'd':
        ret->type = SQL_REAL;
        ret->real = row_real(row, column);
        break;
    case 't':
        ret->data = row_text(row, column);
        break;
    default:
        ret->type = SQL_BLOB;
        ret->data = row_blob(row, column);
        ret->size = row_bytes(row, column);
        ret->data = ret->data != NULL ? ret->data : "";
    }
}

static int row_copy(struct sql_engine *to, struct sql_rows *row, const struct table *table,
                    struct error *err)
{
    struct sql_value values[COLUMNS_MAX] = {0};
    size_t count = 0;

    for (; table->types[count] != '\0'; count++)
        value_read(&values[count], row, (int)count, table->types[count]);
    return is_own_setting(table, values)
               ? 0
               : to->driver->run(NULL, to, QUERY_TABLE_WRITE, values, count, err);
}

static int mark_put(struct sql_engine *to, int64_t table, int64_t rows, struct error *err)
{
    int code = query_run(to, QUERY_SETTING_PUT, err, "ti", mark_table, table);

    return code != 0 ? code : query_run(to, QUERY_SETTING_PUT, err, "ti", mark_rows, rows);
}

/* Copies up to TABLE_ROWS rows in one transaction; *ret_more: the table has more. */
static int rows_copy(bool *ret_more, int64_t *rows, struct sql_engine *to, struct sql_engine *from,
                     struct sql_rows *row, const struct table *table, struct error *err)
{
    int code = sql_begin(to, err);

    if (code != 0)
        return code;
    for (size_t i = 0; i < TABLE_ROWS && code == 0 && *ret_more; i++) {
        code = query_step(ret_more, from, row, err);
        if (code == 0 && *ret_more) {
            code = row_copy(to, row, table, err);
            ++*rows;
        }
    }
    if (code == 0)
        code = mark_put(to, table - tables + !*ret_more, *ret_more ? *rows : 0, err);
    if (code == 0)
        failpoint("store-copy-before");
    code = sql_leave(to, true, code, err);
    if (code == 0)
        failpoint("store-copy-after");
    return code;
}

static int table_copy(struct sql_engine *to, struct sql_engine *from, const struct table *table,
                      int64_t rows, struct error *err)
{
    char read[TEXT_SIZE], write[TEXT_SIZE];
    const struct sql_value offset = {.type = SQL_INTEGER, .integer = rows};
    struct sql_rows *row = NULL;
    bool more = true;
    int code;

    assert(strlen(table->types) <= COLUMNS_MAX);
    texts_make(read, write, table);
    from->table_texts[0] = read;
    to->table_texts[1] = write;
    code = from->driver->open(&row, from, QUERY_TABLE_READ, &offset, 1, err);
    while (code == 0 && more)
        code = rows_copy(&more, &rows, to, from, row, table, err);
    query_close(row);
    from->driver->forget(from, QUERY_TABLE_READ);
    to->driver->forget(to, QUERY_TABLE_WRITE);
    from->table_texts[0] = to->table_texts[1] = NULL;
    return code;
}

static int mark_get(int64_t *ret_table, int64_t *ret_rows, struct sql_engine *to, struct error *err)
{
    int code = query_number(ret_table, to, QUERY_SETTING_GET, err, "t", mark_table);

    return code != 0 ? code : query_number(ret_rows, to, QUERY_SETTING_GET, err, "t", mark_rows);
}

/* A state that has a record, a feed or a user is in use. */
static int target_check(struct sql_engine *to, struct error *err)
{
    int64_t used = 0;
    int code = to->driver->count(&used, to,
                                 "SELECT (SELECT count(*) FROM feed) + (SELECT count(*) FROM "
                                 "record) + (SELECT count(*) FROM \"user\")",
                                 err);

    return code != 0 || used == 0
               ? code
               : error_set(err, ERR_REFUSED, SCOPE_RUN,
                           "the state to copy into is in use: it has feeds, items or users");
}

/* What tells one state from another, and from itself after a run, a command or a reader; with all
 * settings. */
static const char *const figures[] = {
    "SELECT max(sum) FROM secret",
    "SELECT max(doc) FROM record",
    "SELECT count(*) FROM record WHERE superseded = 1",
    "SELECT max(id) FROM item",
    "SELECT count(*) FROM item",
    "SELECT max(last_seen) FROM item",
    "SELECT max(changed) FROM item",
    "SELECT count(*) FROM feed",
    "SELECT sum(length(state)) FROM feed",
    "SELECT max(updated) FROM story",
    "SELECT count(*) FROM alias",
    "SELECT max(id) FROM ruling",
    "SELECT count(*) FROM ruling WHERE together = 1",
    "SELECT count(*) FROM pruned",
    "SELECT count(*) FROM \"user\"",
    "SELECT max(id) FROM \"user\"",
    "SELECT count(*) FROM token",
    "SELECT max(used) FROM token",
    "SELECT count(*) FROM mark",
    "SELECT count(*) FROM mark WHERE read = 1",
    "SELECT count(*) FROM mark WHERE starred = 1",
    "SELECT count(*) FROM entry",
    "SELECT count(*) FROM digest",
    "SELECT count(*) FROM page",
    "SELECT max(asked) FROM page",
    "SELECT count(*) FROM push",
    "SELECT max(asked) FROM push",
    "SELECT max(delivered) FROM push",
    "SELECT count(*) FROM ping",
    "SELECT max(tried) FROM ping",
};

static int settings_print(uint64_t *print, struct sql_engine *from, struct error *err)
{
    struct sql_rows *row = NULL;
    bool more = true;
    int code;

    from->table_texts[0] = "SELECT name, value FROM setting ORDER BY name";
    code = from->driver->open(&row, from, QUERY_TABLE_READ, NULL, 0, err);
    while (code == 0 && (code = query_step(&more, from, row, err)) == 0 && more) {
        const int64_t value = row_integer(row, 1);

        *print = XXH3_64bits_withSeed(row_text(row, 0), row_bytes(row, 0), *print);
        *print = XXH3_64bits_withSeed(&value, sizeof(value), *print);
    }
    query_close(row);
    from->driver->forget(from, QUERY_TABLE_READ);
    from->table_texts[0] = NULL;
    return code;
}

static int state_print(uint64_t *ret, struct sql_engine *from, struct error *err)
{
    int64_t values[sizeof(figures) / sizeof(figures[0])] = {0};
    int code = 0;

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]) && code == 0; i++)
        code = from->driver->count(&values[i], from, figures[i], err);
    *ret = XXH3_64bits(values, sizeof(values));
    return code != 0 ? code : settings_print(ret, from, err);
}

/* A copy goes on from the state that it began with, as that was. */
static int print_check(struct sql_engine *to, uint64_t print, struct error *err)
{
    int64_t begun = 0;
    int code = query_number(&begun, to, QUERY_SETTING_GET, err, "t", mark_print);

    return code != 0 || (uint64_t)begun == print
               ? code
               : error_set(err, ERR_REFUSED, SCOPE_RUN,
                           "the unfinished copy is of another state, or that state has changed "
                           "since; remove it and begin again");
}

static int target_begin(struct sql_engine *to, uint64_t print, struct error *err)
{
    int code = target_check(to, err);

    if (code == 0)
        code = sql_begin(to, err);
    if (code != 0)
        return code;
    code = to->driver->script(NULL, to, "DELETE FROM secret", "copy the state", err);
    if (code == 0)
        code = query_run(to, QUERY_SETTING_PUT, err, "tu", mark_print, print);
    if (code == 0)
        code = mark_put(to, 0, 0, err);
    return sql_leave(to, true, code, err);
}

/* The numbers of new rows follow those of the copied ones; whatever ended the copy before, they do
 * so before it counts as whole. */
static int sequences_set(struct sql_engine *to, struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < TABLE_COUNT && to->driver->sequence_set != NULL && code == 0; i++)
        if (tables[i].has_sequence)
            code = to->driver->sequence_set(to, tables[i].name, err);
    return code;
}

static int target_end(struct sql_engine *to, struct error *err)
{
    int code = sql_begin(to, err);

    if (code != 0)
        return code;
    code = sequences_set(to, err);
    if (code == 0)
        code = to->driver->script(NULL, to,
                                  "DELETE FROM setting WHERE name IN ('copy_table', 'copy_rows', "
                                  "'copy_print')",
                                  "copy the state", err);
    return sql_leave(to, true, code, err);
}

static int tables_copy(struct sql_engine *to, struct sql_engine *from,
                       const struct store_watch *watch, struct error *err)
{
    int64_t table = -1, rows = 0;
    uint64_t print = 0;
    int code = state_print(&print, from, err);

    if (code == 0)
        code = mark_get(&table, &rows, to, err);
    if (code == 0)
        code = table < 0 ? target_begin(to, print, err) : print_check(to, print, err);
    for (table = table < 0 ? 0 : table; code == 0 && table < TABLE_COUNT; table++, rows = 0) {
        if (watch->progress != NULL)
            watch->progress(watch->context, (size_t)table, TABLE_COUNT);
        code = table_copy(to, from, &tables[table], rows, err);
    }
    return code == 0 ? target_end(to, err) : code;
}

/* One transaction reads the source, since readers' marks and deliveries may be written meanwhile.
 */
int sql_copy(void *to, void *from, const struct store_watch *watch, struct error *err)
{
    struct sql_engine *source = from;
    int code = source->driver->script(NULL, source, source->driver->reading, "copy the state", err);

    if (code != 0)
        return code;
    code = tables_copy(to, source, watch, err);
    source->driver->script(NULL, source, "COMMIT", "copy the state", NULL);
    return code;
}

int sql_copy_check(void *engine, struct error *err)
{
    int64_t table = -1;
    int code = query_number(&table, engine, QUERY_SETTING_GET, err, "t", mark_table);

    return code != 0 || table < 0
               ? code
               : error_set(err, ERR_REFUSED, SCOPE_RUN,
                           "this state is an unfinished copy; headwater copy-state goes on with "
                           "it");
}
