/* What SQLite itself says of its file. */
#include "aggregator/store/sqlite/sqlite_engine.h"

#include <string.h>

/* SQLite reports a page for which it has no memory like a damaged one, except for the error
 * number. */
static bool is_of_memory(const char *finding)
{
    static const char ending[] = "error code=7"; /* SQLITE_NOMEM */
    size_t size = strlen(finding);

    return size >= sizeof(ending) - 1 && strcmp(finding + size - (sizeof(ending) - 1), ending) == 0;
}

/* From PRAGMA quick_check or, if thorough, from integrity_check, which also checks the indexes. */
int sqlite_damage_count(int64_t *ret, struct sql_engine *state, bool thorough, struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;
    const char *sql = thorough ? "PRAGMA integrity_check" : "PRAGMA quick_check";
    sqlite3_stmt *row = NULL;
    int64_t count = 0;
    int code = 0, step;

    if (sqlite3_prepare_v2(engine->db, sql, -1, &row, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "check the state", err);
    while (code == 0 && (step = sqlite3_step(row)) != SQLITE_DONE) {
        const char *finding = step == SQLITE_ROW ? (const char *)sqlite3_column_text(row, 0) : NULL;

        if (finding == NULL)
            code = sqlite_fail(engine, "check the state", err);
        else if (is_of_memory(finding))
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "cannot check the state: out of memory");
        else
            count += strcmp(finding, "ok") != 0;
    }
    sqlite3_finalize(row);
    if (code == 0)
        *ret = count;
    return code;
}

int sqlite_refusal_count(int64_t *ret, struct sql_engine *state, struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;

    *ret = 0;
    for (enum query query = 0; query < QUERY_COUNT; query++) {
        const char *text = sqlite_text(state, query);
        sqlite3_stmt *statement = NULL;
        int result =
            text != NULL ? sqlite3_prepare_v2(engine->db, text, -1, &statement, NULL) : SQLITE_OK;

        sqlite3_finalize(statement);
        if (result == SQLITE_NOMEM)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        *ret += result != SQLITE_OK;
    }
    return 0;
}
