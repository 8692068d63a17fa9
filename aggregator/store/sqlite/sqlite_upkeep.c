/* Maintenance of an SQLite state: backup, restore and pruning. */
#include "aggregator/store/keyindex/doc_times.h"
#include "aggregator/store/keyindex/key_index.h"

#include "aggregator/base/clock.h"
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
    PRUNE_ITEMS = 50000,   /* per transaction */
    VACUUM_MIN = 16 << 20, /* with less free space, rewriting the state is not worthwhile */
};

static const char pruned_at[] = "pruned_at"; /* a setting: when pruning was last done */

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
    sqlite_memory_forget(engine);
    query_forget(engine);
    if (code == 0 &&
        sqlite3_exec(engine->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
        code = sqlite_fail(engine, "restore the state", err);
    return code != 0 ? code : sqlite_schema_ready(engine, err);
}

/* Pruning. */

/* Prunes the items of one round; keeps their keys and content hashes. */
static int round_prune(int64_t *ret_count, struct sqlite_engine *engine, int64_t before,
                       struct error *err)
{
    static const enum query steps[] = {
        QUERY_PRUNE_REMEMBER, QUERY_PRUNE_FALLBACKS, QUERY_PRUNE_NAMES, QUERY_PRUNE_ITEMS,
        QUERY_PRUNE_CLEAR,    QUERY_MARK_PRUNE,      QUERY_ENTRY_PRUNE};
    bool own;
    int code = sqlite_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_run(engine, QUERY_PRUNE_CHOOSE, err, "iii", before, (int64_t)PRUNE_ITEMS,
                     (int64_t)SQLITE_TOUCH_SECONDS);
    *ret_count = sqlite3_changes(engine->db);
    if (code == 0)
        code = query_run(engine, QUERY_PRUNE_STORIES, err, "");
    if (code == 0)
        code = sqlite_search_prune(engine, err);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && code == 0; i++)
        code = query_run(engine, steps[i], err, "");
    failpoint("store-prune-before");
    return sqlite_leave(engine, own, code, err);
}

/* Prunes the sketches and index keys of nodes whose members have all left the window, since nothing
 * can match them any more. The newest record stays, because it holds the last document number. */
static int sketches_prune(int64_t *ret_count, struct sqlite_engine *engine,
                          const struct store_retention *retention, struct error *err)
{
    const int64_t window_seconds = retention->window_seconds;
    bool own;
    int64_t horizon = INT64_MIN;
    int code = sqlite_enter(&own, engine, err);

    if (code != 0)
        return code;
    code = query_number(&horizon, engine, QUERY_RECORD_NEWEST, err, "i", retention->now);
    if (code == 0 && horizon > INT64_MIN + window_seconds) {
        horizon -= window_seconds;
        code = query_run(engine, QUERY_PRUNE_SKETCHES, err, "i", horizon);
        *ret_count = sqlite3_changes(engine->db);
        if (code == 0)
            code = query_run(engine, QUERY_PRUNE_KEYS, err, "");
        if (code == 0)
            code = query_run(engine, QUERY_PRUNE_RECORDS, err, "i", (int64_t)TIME_BLOCK_DOCS);
    }
    code = sqlite_leave(engine, own, code, err);
    sqlite_memory_forget(engine);
    return code;
}

/* When pruning was last done; TIME_NONE when never. */
static int pruned_at_load(int64_t *ret, struct sqlite_engine *engine, struct error *err)
{
    *ret = TIME_NONE;
    return query_number(ret, engine, QUERY_SETTING_GET, err, "t", pruned_at);
}

int sqlite_size(struct store_size *ret, void *state, struct error *err)
{
    struct sqlite_engine *engine = state;
    int64_t pages = 0, free_pages = 0, page = 0;
    int code = query_number(&pages, engine, QUERY_PAGE_COUNT, err, "");

    if (code == 0)
        code = query_number(&free_pages, engine, QUERY_PAGES_FREE, err, "");
    if (code == 0)
        code = query_number(&page, engine, QUERY_PAGE_SIZE, err, "");
    if (code == 0)
        code = pruned_at_load(&ret->pruned_at, engine, err);
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
    query_forget(engine);
    ret->returned_bytes = size.free_bytes;
    return 0;
}

/* A clock that was set back does not delay pruning. */
static bool prune_is_due(int64_t last, const struct store_retention *retention)
{
    return last == TIME_NONE || retention->now < last ||
           retention->now - last >= retention->pause_seconds;
}

int sqlite_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
                 struct error *err)
{
    int64_t count = PRUNE_ITEMS, last;
    int code = pruned_at_load(&last, engine, err);

    memset(ret, 0, sizeof(*ret));
    ret->done = code == 0 && prune_is_due(last, retention);
    if (!ret->done)
        return code;
    while (count == PRUNE_ITEMS && code == 0) {
        code = round_prune(&count, engine, retention->now - retention->archive_seconds, err);
        ret->items += count;
    }
    if (code == 0)
        code = query_run(engine, QUERY_DIGEST_PRUNE, err, "i",
                         retention->now - retention->archive_seconds);
    if (code == 0 && retention->window_seconds > 0)
        code = sketches_prune(&ret->sketches, engine, retention, err);
    if (code == 0)
        code = query_run(engine, QUERY_SETTING_PUT, err, "ti", pruned_at, retention->now);
    return code != 0 || !retention->shrink ? code : space_return(ret, engine, err);
}
