/*
 * The search index in SQLite: an FTS5 table of the folded words of titles and texts.
 *
 * The words are cut by search/words.h and stored for FTS5's plainest tokenizer, so any SQLite can
 * read the state. The table stores no text (it is contentless): removing an item needs the same
 * words again, which come from its body. The setting "search" is the form of the words while the
 * index is complete, otherwise 0 or absent. An index that is damaged or of another form is emptied;
 * sqlite_search_keep() builds it anew.
 *
 * The changes of a transaction wait in memory until it is committed: FTS5 writes what it collected
 * whenever any statement starts a savepoint of its own, so a change between other statements would
 * cost a segment of the index each, and damage of the index would make those statements fail.
 */
#include "aggregator/base/clock.h"
#include "aggregator/search/excerpt.h"
#include "aggregator/store/sqlite/sqlite_engine.h"

#include <string.h>

enum {
    EXPRESSION_BYTES = 64 * 1024, /* of one query; search/query.h bounds it */
    STEPS_PER_LOOK = 20,          /* of SQLite's machine, between two looks at the clock */
};

static const char setting_name[] = "search";

/* Fewer and larger writes than FTS5's defaults: its blocks fill a page of the state, changes are
 * collected in up to 4 MB, and segments are merged by sixteens. */
static const char table_make[] = "DROP TABLE IF EXISTS search;" SEARCH_TABLE
                                 "INSERT INTO search (search, rank) VALUES ('pgsz', 8000);"
                                 "INSERT INTO search (search, rank) VALUES ('hashsize', 4194304);"
                                 "INSERT INTO search (search, rank) VALUES ('automerge', 16);";

static int form_read(int64_t *ret, struct sqlite_engine *engine, struct error *err)
{
    *ret = 0;
    return query_number(ret, &engine->sql, QUERY_SETTING_GET, err, "t", setting_name);
}

static int form_write(struct sqlite_engine *engine, int64_t form, struct error *err)
{
    return query_run(&engine->sql, QUERY_SETTING_PUT, err, "ti", setting_name, form);
}

/* Whether the index must be updated with the items; looked up once in each transaction. An index of
 * another form is given up, since it would miss this change. */
static int is_kept(bool *ret, struct sqlite_engine *engine, struct error *err)
{
    int64_t form = 0;
    int code = 0;

    if (engine->search_use == SEARCH_UNKNOWN) {
        code = form_read(&form, engine, err);
        if (code == 0 && form != 0 && form != search_words_form())
            code = form_write(engine, 0, err);
        if (code == 0)
            engine->search_use = form == search_words_form() ? SEARCH_KEPT : SEARCH_OFF;
    }
    *ret = code == 0 && engine->search_use == SEARCH_KEPT;
    return code;
}

/* FTS5 refuses even to empty or drop a table whose version it does not know. */
static void version_mend(struct sqlite_engine *engine)
{
    sqlite3_exec(engine->db, "REPLACE INTO search_config (k, v) VALUES ('version', 4)", NULL, NULL,
                 NULL);
}

/* Damage of the index must not cost an item: the index is emptied, and everything else continues.
 * Other failures, such as a full disk, are returned. */
static int survive(struct sqlite_engine *engine, int code, struct error *err)
{
    static const int others[] = {SQLITE_BUSY,  SQLITE_LOCKED,   SQLITE_FULL,
                                 SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR};
    const int result = sqlite3_errcode(engine->db) & 0xff;

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (code != ERR_STORE || result == others[i] || sqlite3_get_autocommit(engine->db))
            return code;
    if (err != NULL)
        *err = (struct error){.code = ERR_NONE};
    sql_set_aside(&engine->sql, "the search index was damaged; the next run builds it anew");
    engine->search_use = SEARCH_OFF;
    version_mend(engine);
    code = query_run(&engine->sql, QUERY_SEARCH_EMPTY, err, "");
    return code != 0 ? code : form_write(engine, 0, err);
}

/* Appends the words of a text, each followed by a space, and a NUL. */
static void words_append(struct str *into, struct search_cutter *cutter, const char *text)
{
    struct search_word word;

    text = text != NULL ? text : "";
    search_cutter_set(cutter, text, search_text_size(text));
    while (search_cutter_next(&word, cutter)) {
        word.text[word.length] = ' ';
        str_append_bytes(into, word.text, word.length + 1);
    }
    str_append_char(into, '\0');
}

/* Makes a change wait: its query, the item's row, and the words of its title and text. */
static int words_wait(struct sqlite_engine *engine, enum query query, int64_t row,
                      const char *title, const char *text, struct error *err)
{
    struct str *waiting = &engine->search_waiting;
    struct search_cutter cutter;

    search_cutter_init(&cutter, "", 0);
    str_append_bytes(waiting, &query, sizeof(query));
    str_append_bytes(waiting, &row, sizeof(row));
    words_append(waiting, &cutter, title);
    words_append(waiting, &cutter, text);
    if (str_status(waiting) != ERR_NONE)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    return waiting->length > SEARCH_WAITING_BYTES / 4 ? sqlite_search_flush(engine, err) : 0;
}

/* Runs the change at *at and moves past it. */
static int change_run(const char **at, struct sqlite_engine *engine, struct error *err)
{
    enum query query;
    const char *title, *text;
    int64_t row;

    memcpy(&query, *at, sizeof(query));
    memcpy(&row, *at + sizeof(query), sizeof(row));
    title = *at + sizeof(query) + sizeof(row);
    text = title + strlen(title) + 1;
    *at = text + strlen(text) + 1;
    return query_run(&engine->sql, query, err, "itt", row, title, text);
}

int sqlite_search_flush(struct sqlite_engine *engine, struct error *err)
{
    struct str *waiting = &engine->search_waiting;
    const char *at = waiting->text, *end = at + waiting->length;
    int code = 0;

    if (waiting->length == 0)
        return 0;
    while (code == 0 && at < end)
        code = change_run(&at, engine, err);
    /* makes FTS5 write now, so that damage cannot make the commit fail */
    if (code == 0 &&
        sqlite3_exec(engine->db, "SAVEPOINT search; RELEASE search", NULL, NULL, NULL) != SQLITE_OK)
        code = sqlite_fail(engine, "write the search index", err);
    str_clear(waiting);
    return survive(engine, code, err);
}

/* Removes an item with the words of its stored body. */
static int row_remove(struct sqlite_engine *engine, int64_t item, struct error *err)
{
    struct sql_rows *row;
    bool found = false;
    int code = query_open(&row, &engine->sql, QUERY_SEARCH_BODY, err, "i", item);

    if (code == 0)
        code = query_step(&found, &engine->sql, row, err);
    if (!found)
        return code;
    code = words_wait(engine, QUERY_SEARCH_REMOVE, item, row_text(row, 0), row_text(row, 1), err);
    query_close(row);
    return code;
}

int sqlite_search_forget(struct sql_engine *state, int64_t item, struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;
    bool kept;
    int code = is_kept(&kept, engine, err);

    return code == 0 && kept ? row_remove(engine, item, err) : code;
}

int sqlite_search_add(struct sql_engine *state, int64_t item, const char *title, const char *text,
                      struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;
    bool kept;
    int code = is_kept(&kept, engine, err);

    if (item == 0) /* the body has the number of its item */
        item = sqlite3_last_insert_rowid(engine->db);
    return code == 0 && kept ? words_wait(engine, QUERY_SEARCH_ADD, item, title, text, err) : code;
}

/* Runs a query for every row of a list of items with their titles and texts. */
static int rows_run(int64_t *ret_count, struct sqlite_engine *engine, enum query list,
                    enum query query, struct error *err)
{
    struct sql_rows *row;
    bool found = true;
    int code = query_open(&row, &engine->sql, list, err, "");

    *ret_count = 0;
    while (code == 0 && (code = query_step(&found, &engine->sql, row, err)) == 0 && found) {
        code =
            words_wait(engine, query, row_integer(row, 0), row_text(row, 1), row_text(row, 2), err);
        ++*ret_count;
    }
    if (code != 0)
        query_close(row);
    return code;
}

int sqlite_search_prune(struct sql_engine *state, struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;
    int64_t count;
    bool kept;
    int code = is_kept(&kept, engine, err);

    return code == 0 && kept
               ? rows_run(&count, engine, QUERY_SEARCH_CHOSEN, QUERY_SEARCH_REMOVE, err)
               : code;
}

/* Makes the table anew. Debian's SQLite overwrites every page that it frees, and keeps what was
 * there in memory until the statement ends: for a large index, as much memory as that has. FAST
 * does not overwrite whole pages. */
static int table_renew(struct sqlite_engine *engine, struct error *err)
{
    int64_t secure = 0;
    int code = query_number(&secure, &engine->sql, QUERY_SECURE_DELETE, err, "");

    if (code != 0)
        return code;
    sqlite_forget(engine);
    version_mend(engine);
    sqlite3_exec(engine->db, "PRAGMA secure_delete = FAST", NULL, NULL, NULL);
    if (sqlite3_exec(engine->db, table_make, NULL, NULL, NULL) != SQLITE_OK)
        code = sqlite_fail(engine, "build the search index", err);
    sqlite3_exec(engine->db,
                 secure == 0   ? "PRAGMA secure_delete = OFF"
                 : secure == 1 ? "PRAGMA secure_delete = ON"
                               : "PRAGMA secure_delete = FAST",
                 NULL, NULL, NULL);
    return code;
}

static int table_build(int64_t *ret_count, struct sqlite_engine *engine, bool wanted,
                       struct error *err)
{
    int code = table_renew(engine, err);

    engine->search_use = SEARCH_UNKNOWN;
    if (code == 0 && wanted)
        code = rows_run(ret_count, engine, QUERY_SEARCH_BODIES, QUERY_SEARCH_ADD, err);
    if (code == 0)
        code = sqlite_search_flush(engine, err);
    return code != 0 ? code : form_write(engine, wanted ? search_words_form() : 0, err);
}

int sqlite_search_keep(int64_t *ret_count, void *state, bool wanted, struct error *err)
{
    struct sqlite_engine *engine = state;
    int64_t form, rows = 0;
    bool own;
    int code = form_read(&form, engine, err);

    if (code == 0 && !wanted && form == 0) /* rows left by a form that was given up */
        code = query_number(&rows, &engine->sql, QUERY_SEARCH_ROWS, err, "");
    if (code != 0 || (wanted ? form == search_words_form() : form == 0 && rows == 0))
        return code;
    code = sql_enter(&own, &engine->sql, err);
    if (code != 0)
        return code;
    code = table_build(ret_count, engine, wanted, err);
    return sql_leave(&engine->sql, own, code, err);
}

int sqlite_search_rebuild(struct sqlite_engine *engine, struct error *err)
{
    int64_t form, count;
    int code = form_read(&form, engine, err);

    return code != 0 || form == 0 ? code : table_build(&count, engine, true, err);
}

/* Queries. */

static void term_append(struct str *into, const struct search_query *query,
                        const struct search_term *term)
{
    str_append_char(into, '"');
    for (size_t i = 0; i < term->count; i++) {
        str_append(into, i > 0 ? " " : "");
        str_append(into, query->words[term->first + i]);
    }
    str_append(into, term->prefix ? "\" *" : "\"");
}

static void terms_append(struct str *into, const struct search_query *query, bool excluded,
                         const char *between)
{
    bool first = true;

    for (size_t i = 0; i < query->count; i++) {
        if (query->terms[i].excluded != excluded)
            continue;
        str_append(into, first ? "" : between);
        term_append(into, query, &query->terms[i]);
        first = false;
    }
}

static bool excludes(const struct search_query *query)
{
    bool found = false;

    for (size_t i = 0; i < query->count; i++)
        found = found || query->terms[i].excluded;
    return found;
}

/* FTS5's expression. Words are letters and digits only, so nothing needs to be escaped. */
static void expression_append(struct str *into, const struct search_query *query)
{
    str_append_char(into, '(');
    terms_append(into, query, false, " AND ");
    str_append_char(into, ')');
    if (!excludes(query))
        return;
    str_append(into, " NOT (");
    terms_append(into, query, true, " OR ");
    str_append_char(into, ')');
}

static int hits_read(struct search_hit **ret, size_t *ret_count, struct sqlite_engine *engine,
                     struct arena *arena, struct sql_rows *row, struct error *err)
{
    struct search_hit *hits = NULL, *grown;
    size_t count = 0;
    bool found = true;
    int code = 0;

    while (code == 0 && (code = query_step(&found, &engine->sql, row, err)) == 0 && found) {
        grown = arena_grow(arena, hits, count, sizeof(*hits));
        if (grown == NULL) {
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory searching");
            break;
        }
        hits = grown;
        hits[count++] = (struct search_hit){.key = (uint64_t)row_integer(row, 0),
                                            .node = (uint64_t)row_integer(row, 1),
                                            .first_seen = row_integer(row, 2),
                                            .relevance = -sql_real_read(row, 3)};
    }
    query_close(row);
    *ret = hits;
    *ret_count = count;
    return code;
}

/* SQLite calls this now and then during a search; nonzero ends it. */
static int is_over(void *context)
{
    return clock_running() > *(const double *)context;
}

static int hits_failed(struct sqlite_engine *engine, int code, struct error *err)
{
    const int result = sqlite3_errcode(engine->db) & 0xff;

    if (code == ERR_STORE && result == SQLITE_INTERRUPT)
        return error_set(err, ERR_LIMIT, SCOPE_RUN,
                         "the search takes too long; use fewer or rarer words");
    if (code == ERR_STORE && (result == SQLITE_CORRUPT || result == SQLITE_ERROR))
        return error_set(err, code, SCOPE_RUN,
                         "the search index is damaged; headwater verify --rebuild builds it anew");
    return code;
}

static int hits_find(struct search_hit **ret, size_t *ret_count, struct sqlite_engine *engine,
                     struct arena *arena, const struct search_request *request, struct error *err)
{
    const int64_t since = request->since != TIME_NONE ? request->since : INT64_MIN,
                  until = request->until != TIME_NONE ? request->until : INT64_MAX;
    double end = clock_running() + request->seconds;
    struct sql_rows *row = NULL;
    struct str expression;
    int code;

    str_init(&expression, EXPRESSION_BYTES);
    expression_append(&expression, request->query);
    if (request->seconds > 0)
        sqlite3_progress_handler(engine->db, STEPS_PER_LOOK, is_over, &end);
    code = query_open(&row, &engine->sql, QUERY_SEARCH_FIND, err, "tiitid", expression.text, since,
                      until, request->language, (int64_t)SEARCH_HITS_MAX, SEARCH_TITLE_WEIGHT);
    if (code == 0)
        code = hits_read(ret, ret_count, engine, arena, row, err);
    code = hits_failed(engine, code, err);
    query_close(row);
    sqlite3_progress_handler(engine->db, 0, NULL, NULL);
    str_release(&expression);
    return code;
}

int sqlite_search(struct search_hit **ret, size_t *ret_count, void *state, struct arena *arena,
                  const struct search_request *request, struct error *err)
{
    struct sqlite_engine *engine = state;
    int64_t form;
    int code = form_read(&form, engine, err);

    *ret_count = 0;
    if (code != 0)
        return code;
    if (form != search_words_form())
        return error_set(err, ERR_ABSENT, SCOPE_RUN,
                         "the state has no search index; headwater run builds it unless the "
                         "setting \"search\" is false");
    return search_query_asks(request->query)
               ? hits_find(ret, ret_count, engine, arena, request, err)
               : 0;
}
