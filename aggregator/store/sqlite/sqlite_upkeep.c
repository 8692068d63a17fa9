/* Maintenance of an SQLite state: backup, restore and what is free. */
#include "aggregator/store/sqlite/sqlite_engine.h"

#include "aggregator/base/failpoint.h"
#include "aggregator/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    COPY_PAGES = 1024,     /* copied at a time, so that a writer waits only briefly */
    VACUUM_MIN = 16 << 20, /* with less free space, rewriting the state is not worthwhile */
};

/* Copies. */

static int copy_fail(sqlite3 *db, const char *path, struct error *err)
{
    return error_set(err, ERR_STORE, SCOPE_RUN, "cannot copy the state to %s: %s", path,
                     sqlite3_errmsg(db));
}

static int pages_copy(sqlite3 *to, sqlite3 *from, const char *path, struct error *err)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
    int result;

    if (copy == NULL)
        return copy_fail(to, path, err);
    do
        result = sqlite3_backup_step(copy, COPY_PAGES);
    while (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED);
    sqlite3_backup_finish(copy);
    return result == SQLITE_DONE ? 0 : copy_fail(to, path, err);
}

/* Copies into a single file without a log, since copies are moved around without one. */
static int file_copy(struct sqlite_engine *engine, const char *path, struct error *err)
{
    sqlite3 *to = NULL;
    int code = 0;

    if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        code = copy_fail(to, path, err);
    if (code == 0)
        code = pages_copy(to, engine->db, path, err);
    if (code == 0 &&
        sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        code = copy_fail(to, path, err);
    sqlite3_close(to);
    return code;
}

/* Refuses a path that is the state itself, which would be overwritten while open. */
static int path_check(struct sqlite_engine *engine, const char *path, struct error *err)
{
    const char *own = sqlite3_db_filename(engine->db, "main");
    struct stat one, other;

    if (own == NULL || stat(own, &one) != 0 || stat(path, &other) != 0 ||
        one.st_dev != other.st_dev || one.st_ino != other.st_ino)
        return 0;
    return error_set(err, ERR_USAGE, SCOPE_RUN, "%s is the state itself, not a copy of it", path);
}

int sqlite_backup(void *engine, const char *path, struct error *err)
{
    char beside[PATH_MAX];
    int code = path_check(engine, path, err), fd;

    if (code != 0)
        return code;
    if (snprintf(beside, sizeof(beside), "%s.new", path) >= (int)sizeof(beside))
        return error_set(err, ERR_IO, SCOPE_RUN, "path too long: %s", path);
    unlink(beside);
    fd = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); /* private, like the state */
    if (fd < 0)
        return error_set(err, ERR_IO, SCOPE_RUN, "cannot write %s: %s", beside, strerror(errno));
    close(fd);
    code = file_copy(engine, beside, err);
    failpoint("store-backup-before");
    if (code == 0 && rename(beside, path) != 0)
        code = error_set(err, ERR_IO, SCOPE_RUN, "cannot write %s: %s", path, strerror(errno));
    if (code != 0)
        unlink(beside);
    return code;
}

/* Opens the file as a state first, so that a damaged file, or another program's file, is refused
 * and nothing is lost. The copy into the state is one SQLite transaction. */
int sqlite_restore(void *state, const char *path, struct error *err)
{
    struct sqlite_engine *engine = state;
    void *from = NULL;
    int64_t damaged = 1;
    int code = path_check(engine, path, err);

    if (code == 0)
        code = store_engine_sqlite.open(&from, path, true, err);
    if (code != 0)
        return code;
    code = sqlite_damage_count(&damaged, from, false, err);
    if (code == 0 && damaged != 0)
        code =
            error_set(err, ERR_STORE, SCOPE_RUN, "%s is damaged; the state stays unchanged", path);
    if (code == 0)
        code = pages_copy(engine->db, ((struct sqlite_engine *)from)->db, "its place", err);
    store_engine_sqlite.close(from);
    sql_memory_forget(&engine->sql);
    sqlite_forget(engine);
    if (code == 0 &&
        sqlite3_exec(engine->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
        code = sqlite_fail(engine, "restore the state", err);
    return code != 0 ? code : sqlite_schema_ready(engine, err);
}

int sqlite_size(struct store_size *ret, void *state, struct error *err)
{
    struct sqlite_engine *engine = state;
    int64_t pages = 0, free_pages = 0, page = 0;
    int code = query_number(&pages, &engine->sql, QUERY_PAGE_COUNT, err, "");

    if (code == 0)
        code = query_number(&free_pages, &engine->sql, QUERY_PAGES_FREE, err, "");
    if (code == 0)
        code = query_number(&page, &engine->sql, QUERY_PAGE_SIZE, err, "");
    if (code == 0)
        code = sql_pruned_at(&ret->pruned_at, &engine->sql, err);
    ret->bytes = pages * page;
    ret->free_bytes = free_pages * page;
    return code;
}

/* Free pages are reused before the file grows. Rewriting the state without them is only worthwhile
 * when a third of it is free. */
static int space_return(struct store_pruned *ret, struct sqlite_engine *engine, struct error *err)
{
    struct store_size size;
    int code = sqlite_size(&size, engine, err);

    if (code != 0 || size.free_bytes < VACUUM_MIN || 3 * size.free_bytes < size.bytes)
        return code;
    if (sqlite3_exec(engine->db, "VACUUM", NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "shrink the state", err);
    sqlite_forget(engine);
    ret->returned_bytes = size.free_bytes;
    return 0;
}

int sqlite_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
                 struct error *err)
{
    int code = sql_prune(ret, engine, retention, err);

    return code != 0 || !ret->done || !retention->shrink ? code : space_return(ret, engine, err);
}
