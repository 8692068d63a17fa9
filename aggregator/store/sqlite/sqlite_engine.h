/*
 * The SQLite driver: a state in one file. sql_engine.h has the verbs.
 */
#ifndef HEADWATER_STORE_SQLITE_SQLITE_ENGINE_H
#define HEADWATER_STORE_SQLITE_SQLITE_ENGINE_H

#include "aggregator/store/sql/sql_engine.h"

#include <sqlite3.h>

enum search_use { SEARCH_UNKNOWN, SEARCH_OFF, SEARCH_KEPT };

struct sqlite_rows {
    struct sql_rows rows;
    sqlite3_stmt *statement; /* prepared on first use */
};

struct sqlite_engine {
    struct sql_engine sql;
    sqlite3 *db;
    struct sqlite_rows statements[QUERY_COUNT];
    enum search_use search_use; /* of the current transaction */
    struct str search_waiting;  /* changes of the search index: see sqlite_search.c */
};

/* The text of a statement. */
const char *sqlite_text(const struct sql_engine *engine, enum query query);
void sqlite_statement_forget(struct sql_engine *engine, enum query query);

/* Fills err from the connection's last failure: "cannot save an item: disk full". Returns its
 * code. */
int sqlite_fail(struct sqlite_engine *engine, const char *doing, struct error *err);

/* The functions of struct sql_driver. */
int sqlite_rows_open(struct sql_rows **ret, struct sql_engine *engine, enum query query,
                     const struct sql_value *values, size_t count, struct error *err);
int sqlite_rows_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *rows,
                     struct error *err);
void sqlite_rows_close(struct sql_rows *rows);
int sqlite_rows_run(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                    const struct sql_value *values, size_t count, struct error *err);
int64_t sqlite_integer(struct sql_rows *rows, int column);
double sqlite_real(struct sql_rows *rows, int column);
const char *sqlite_column_text(struct sql_rows *rows, int column);
const void *sqlite_blob(struct sql_rows *rows, int column);
size_t sqlite_bytes(struct sql_rows *rows, int column);
bool sqlite_is_null(struct sql_rows *rows, int column);
bool sqlite_no_memory(struct sql_rows *rows);
int sqlite_script(int64_t *ret_changed, struct sql_engine *engine, const char *text,
                  const char *doing, struct error *err);
int sqlite_count(int64_t *ret, struct sql_engine *engine, const char *text, struct error *err);
int sqlite_damage_count(int64_t *ret, struct sql_engine *engine, bool thorough, struct error *err);
int sqlite_refusal_count(int64_t *ret, struct sql_engine *engine, struct error *err);
int sqlite_mend(struct sql_engine *engine, const struct store_watch *watch, struct error *err);

/* Finalizes all statements; none may be in use. Required after tables were recreated: SQLite would
 * otherwise re-prepare a statement while it runs. If that fails for lack of memory, SQLite loses
 * the transaction and continues without one. */
void sqlite_forget(struct sqlite_engine *engine);

/* Creates or migrates the schema; only checks it when the engine is readonly. */
int sqlite_schema_ready(struct sqlite_engine *engine, struct error *err);

/* Creates the folder of this file and its parents. */
int sqlite_folder_make(const char *path, struct error *err);

/* The verbs, as store_engine.h describes them. */
int sqlite_lock(struct store_lock **ret, const char *place, struct error *err);
void sqlite_stamp(struct store_stamp *ret, const char *place);
int sqlite_backup(void *engine, const char *path, struct error *err);
int sqlite_restore(void *engine, const char *path, struct error *err);
int sqlite_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
                 struct error *err);
int sqlite_size(struct store_size *ret, void *engine, struct error *err);

/*
 * The search index, see sqlite_search.c. An index that is off costs one look at a setting. Damage
 * of the index is set aside: it is emptied, and the function succeeds.
 */
#define SEARCH_TABLE                                                                               \
    "CREATE VIRTUAL TABLE search USING fts5 (title, text, content = '', tokenize = 'ascii');"
enum { SEARCH_WAITING_BYTES = 16 * 1024 * 1024 }; /* four times what is written at once */
/* Removes an item; while its old body is still stored. */
int sqlite_search_forget(struct sql_engine *engine, int64_t item, struct error *err);
int sqlite_search_add(struct sql_engine *engine, int64_t item, const char *title, const char *text,
                      struct error *err);
/* Removes the items that are about to be pruned. */
int sqlite_search_prune(struct sql_engine *engine, struct error *err);
/* Writes the changes that wait; before a commit. */
int sqlite_search_flush(struct sqlite_engine *engine, struct error *err);
/* Builds it anew if it is kept; within a transaction. */
int sqlite_search_rebuild(struct sqlite_engine *engine, struct error *err);
/* As store_engine.h describes them. */
int sqlite_search_keep(int64_t *ret_count, void *engine, bool wanted, struct error *err);
int sqlite_search(struct search_hit **ret, size_t *ret_count, void *engine, struct arena *arena,
                  const struct search_request *request, struct error *err);

#endif
