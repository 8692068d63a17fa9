#include "aggregator/store/sqlite/sqlite_engine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUSY_MILLISECONDS = 10 * 1000, /* maximum wait for another program's transaction */
};

/*
 * With synchronous=NORMAL we decide when the log is synced: see engine_sync(), and store.h for when
 * it is called.
 *
 * The page size only affects a new file: 8 KB hold five sketches, 4 KB only two. The log grows to
 * 32 MB before a checkpoint, which costs two syncs. With the usual 8 MB, a run over 10,000 feeds
 * would wait for the disk four times as often.
 */
static const char settings_text[] = "PRAGMA page_size = 8192;"
                                    "PRAGMA journal_mode = WAL;"
                                    "PRAGMA synchronous = NORMAL;"
                                    "PRAGMA wal_autocheckpoint = 4096;"
                                    "PRAGMA foreign_keys = ON;"
                                    "PRAGMA cell_size_check = ON;"
                                    "PRAGMA trusted_schema = OFF;"
                                    "PRAGMA temp_store = MEMORY;"
                                    "PRAGMA cache_size = -16384;"
                                    "PRAGMA journal_size_limit = 67108864;";

/* For read-only access: the other settings of the file stay unchanged. */
static const char reader_settings_text[] = "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"
                                           "PRAGMA cache_size = -16384;";

/* Creates the folders and the file. SQLite gives its side files the mode of the state, which is
 * private because addresses in it may contain secrets. A file that exists is not opened: closing it
 * would release the locks that SQLite holds on it for this process (POSIX), and another process
 * would then delete the log that this one writes. */
static int file_prepare(const char *path, struct error *err)
{
    int fd, code = sqlite_folder_make(path, err);

    if (code != 0)
        return code;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return 0; /* SQLite reports other problems in more detail */
}

/* Without write permission for the folder, a reader cannot create the log's shared-memory file. If
 * no log exists, the file alone is the complete state and will not change while it is open. */
static bool is_sealed(const char *path)
{
    char log[PATH_MAX + 8], folder[PATH_MAX];
    char *slash;

    snprintf(log, sizeof(log), "%s-wal", path);
    snprintf(folder, sizeof(folder), "%s", path);
    slash = strrchr(folder, '/');
    if (slash == NULL)
        snprintf(folder, sizeof(folder), ".");
    else
        slash[slash == folder ? 1 : 0] = '\0';
    return access(folder, W_OK) != 0 && access(log, F_OK) != 0;
}

/* Converts the path to a URI: only '%', '?' and '#' are special. */
static void path_to_uri(char *ret, size_t room, const char *path)
{
    size_t used = (size_t)snprintf(ret, room, "file:");

    for (; *path != '\0' && used + sizeof("%25?immutable=1") < room; path++)
        if (strchr("%?#", *path) != NULL)
            used += (size_t)snprintf(ret + used, room - used, "%%%02x", (unsigned)*path);
        else
            ret[used++] = *path;
    snprintf(ret + used, room - used, "?immutable=1");
}

static int connect_reader(struct sqlite_engine *engine, const char *path)
{
    char uri[3 * PATH_MAX + 32];

    if (!is_sealed(path))
        return sqlite3_open_v2(path, &engine->db, SQLITE_OPEN_READONLY, NULL);
    path_to_uri(uri, sizeof(uri), path);
    return sqlite3_open_v2(uri, &engine->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

/* Rejects paths for which SQLite would open a temporary database or report a misleading error. */
static int path_check(const char *path, bool readonly, struct error *err)
{
    struct stat info;

    if (path[0] == '\0')
        return error_set(err, ERR_USAGE, SCOPE_RUN, "the path of the state is empty");
    if (stat(path, &info) == 0)
        return S_ISDIR(info.st_mode)
                   ? error_set(err, ERR_STORE, SCOPE_RUN, "this is a folder, not a headwater state")
                   : 0;
    if (errno == EACCES)
        return error_set(err, ERR_STORE, SCOPE_RUN, "cannot open: %s", strerror(errno));
    /* it is created, or file_prepare() reports why not */
    return readonly ? error_set(err, ERR_ABSENT, SCOPE_RUN,
                                "there is no state at %s; run \"headwater run\" first", path)
                    : 0; /* it is made, or file_prepare() says why not */
}

static int connect(struct sqlite_engine *engine, const char *path, struct error *err)
{
    int code = path_check(path, engine->readonly, err), result;

    if (code != 0)
        return code;
    if (!engine->readonly && (code = file_prepare(path, err)) != 0)
        return code;
    result = engine->readonly ? connect_reader(engine, path)
                              : sqlite3_open_v2(path, &engine->db, SQLITE_OPEN_READWRITE, NULL);
    if (result != SQLITE_OK)
        return sqlite_fail(engine, "open", err);
    sqlite3_busy_timeout(engine->db, BUSY_MILLISECONDS);
    if (sqlite3_exec(engine->db, engine->readonly ? reader_settings_text : settings_text, NULL,
                     NULL, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "open", err);
    return sqlite_schema_ready(engine, err);
}

static void engine_close(void *state)
{
    struct sqlite_engine *engine = state;

    sqlite_memory_release(engine);
    query_forget(engine);
    sqlite3_close(engine->db);
    free(engine->aside.marks);
    str_release(&engine->search_waiting);
    free(engine);
}

/* SQLite calls this for each row that is written. All other displayed data of items and feeds is
 * either written together with a row of these tables or tracked by the caller. */
static void row_written(void *context, int operation, const char *database, const char *table,
                        sqlite3_int64 row)
{
    static const char *const shown[] = {"body", "record", "story"};
    struct sqlite_engine *engine = context;

    (void)operation, (void)database, (void)row;
    for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
        engine->published_changed |= strcmp(table, shown[i]) == 0;
}

static int engine_open(void **ret, const char *place, bool readonly, struct error *err)
{
    struct sqlite_engine *engine = calloc(1, sizeof(*engine));
    int code;

    if (engine == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    engine->readonly = readonly;
    str_init(&engine->search_waiting, SEARCH_WAITING_BYTES);
    code = connect(engine, place, err);
    if (code == 0) {
        sqlite3_update_hook(engine->db, row_written, engine);
        *ret = engine;
        return 0;
    }
    if (code != ERR_ABSENT && code != ERR_USAGE)
        error_prefix(err, "%s: ", place);
    engine_close(engine);
    return code;
}

static int engine_begin(void *engine, struct error *err)
{
    return query_run(engine, QUERY_BEGIN, err, "");
}

static void engine_rollback(void *state)
{
    struct sqlite_engine *engine = state;

    /* otherwise a full disk has already caused a rollback */
    if (!sqlite3_get_autocommit(engine->db))
        query_run(engine, QUERY_ROLLBACK, NULL, "");
    engine->published_changed = false;
    engine->search_use = SEARCH_UNKNOWN;
    str_clear(&engine->search_waiting);
    sqlite_memory_forget(engine);
}

static int engine_commit(void *state, struct error *err)
{
    struct sqlite_engine *engine = state;
    int code = 0;

    if (sqlite3_get_autocommit(engine->db))
        code = error_set(err, ERR_STORE, SCOPE_RUN,
                         "the transaction was rolled back after an earlier failure");
    else if (engine->published_changed)
        code = query_run(engine, QUERY_PUBLISHED_FORGET, err, "");
    if (code == 0)
        code = sqlite_search_flush(engine, err);
    if (code == 0)
        code = query_run(engine, QUERY_COMMIT, err, "");
    if (code != 0)
        engine_rollback(engine);
    engine->published_changed = false;
    engine->search_use = SEARCH_UNKNOWN;
    return code;
}

/* Syncs the log file, as SQLite does at each commit with synchronous=FULL. */
static int engine_sync(void *state, struct error *err)
{
    struct sqlite_engine *engine = state;
    sqlite3_file *log = NULL;
    int result =
        sqlite3_file_control(engine->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, (void *)&log);

    if (result == SQLITE_OK && log != NULL && log->pMethods != NULL)
        result = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    return result == SQLITE_OK
               ? 0
               : error_set(err, ERR_STORE, SCOPE_RUN, "the disk failed to store the state");
}

int sqlite_enter(bool *ret_own, struct sqlite_engine *engine, struct error *err)
{
    *ret_own = sqlite3_get_autocommit(engine->db);
    return *ret_own ? engine_begin(engine, err) : 0;
}

int sqlite_leave(struct sqlite_engine *engine, bool own, int code, struct error *err)
{
    if (own && code == 0)
        return engine_commit(engine, err);
    if (own)
        engine_rollback(engine);
    return code;
}

static const struct error *engine_memory_error(void *engine)
{
    return &((struct sqlite_engine *)engine)->memory_error;
}

const struct store_engine store_engine_sqlite = {
    .scheme = "sqlite",
    .place_is_file = true,
    .open = engine_open,
    .lock = sqlite_lock,
    .stamp = sqlite_stamp,
    .close = engine_close,
    .begin = engine_begin,
    .commit = engine_commit,
    .rollback = engine_rollback,
    .sync = engine_sync,
    .feed_count = sqlite_feed_count,
    .feed_load = sqlite_feed_load,
    .feed_save = sqlite_feed_save,
    .item_find = sqlite_item_find,
    .item_find_fallback = sqlite_item_find_fallback,
    .item_save = sqlite_item_save,
    .item_touch = sqlite_item_touch,
    .telling_load = sqlite_telling_load,
    .memory = sqlite_memory,
    .memory_error = engine_memory_error,
    .stories = sqlite_stories,
    .outlines = sqlite_outlines,
    .story_load = sqlite_story_load,
    .aliases = sqlite_aliases,
    .story_published = sqlite_story_published,
    .feed_number = sqlite_feed_number,
    .secret_load = sqlite_secret_load,
    .secret_save = sqlite_secret_save,
    .run_last = sqlite_run_last,
    .run_note = sqlite_run_note,
    .published_is = sqlite_published_is,
    .published_note = sqlite_published_note,
    .count = sqlite_count,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
    .prune = sqlite_prune,
    .verify = sqlite_verify,
    .size = sqlite_size,
    .sketch_drop = sqlite_sketch_drop,
    .damage = sqlite_damage,
    .clock_mend = sqlite_clock_mend,
    .aside_last = sqlite_aside_last,
    .aside_note = sqlite_aside_note,
    .users = &sqlite_user_verbs,
    .search_keep = sqlite_search_keep,
    .search = sqlite_search,
    .lists = &sqlite_list_verbs,
    .pages = &sqlite_page_verbs,
};
