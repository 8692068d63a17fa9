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
    int code = path_check(path, engine->sql.readonly, err), result;

    if (code != 0)
        return code;
    if (!engine->sql.readonly && (code = file_prepare(path, err)) != 0)
        return code;
    result = engine->sql.readonly ? connect_reader(engine, path)
                                  : sqlite3_open_v2(path, &engine->db, SQLITE_OPEN_READWRITE, NULL);
    if (result != SQLITE_OK)
        return sqlite_fail(engine, "open", err);
    sqlite3_busy_timeout(engine->db, BUSY_MILLISECONDS);
    if (sqlite3_exec(engine->db, engine->sql.readonly ? reader_settings_text : settings_text, NULL,
                     NULL, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "open", err);
    return sqlite_schema_ready(engine, err);
}

static void engine_close(void *state)
{
    struct sqlite_engine *engine = state;

    sql_engine_release(&engine->sql);
    sqlite_forget(engine);
    sqlite3_close(engine->db);
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
        engine->sql.published_changed |= strcmp(table, shown[i]) == 0;
}

static bool in_transaction(const struct sql_engine *engine)
{
    return !sqlite3_get_autocommit(((const struct sqlite_engine *)engine)->db);
}

static int begin(struct sql_engine *engine, struct error *err)
{
    return query_run(engine, QUERY_BEGIN, err, "");
}

static void rollback(struct sql_engine *state)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;

    /* otherwise a full disk has already caused a rollback */
    if (in_transaction(state))
        query_run(state, QUERY_ROLLBACK, NULL, "");
    engine->search_use = SEARCH_UNKNOWN;
    str_clear(&engine->search_waiting);
}

static int settle(struct sql_engine *engine, struct error *err)
{
    if (!in_transaction(engine))
        return error_set(err, ERR_STORE, SCOPE_RUN,
                         "the transaction was rolled back after an earlier failure");
    return sqlite_search_flush((struct sqlite_engine *)engine, err);
}

static int commit(struct sql_engine *state, struct error *err)
{
    struct sqlite_engine *engine = (struct sqlite_engine *)state;
    int code = query_run(state, QUERY_COMMIT, err, "");

    engine->search_use = SEARCH_UNKNOWN;
    return code;
}

static void wait_limit(struct sql_engine *engine, int milliseconds)
{
    sqlite3_busy_timeout(((struct sqlite_engine *)engine)->db, milliseconds);
}

static const struct sql_rule rules[] = {
    {"SELECT count(*) FROM setting WHERE name = 'search' AND value <> 0 "
     "AND (SELECT count(*) FROM search_docsize) <> (SELECT count(*) FROM item)",
     "search index that does not match the items; --rebuild rebuilds it", ""},
    {"SELECT count(*) FROM setting WHERE typeof(value) <> 'integer' OR (name IN ('run_last', "
     "'pruned_at') AND value NOT BETWEEN 0 AND 253402300799)",
     "setting with an invalid value", "settings with an invalid value"},
    {"SELECT count(*) FROM digest WHERE NOT json_valid(text) OR mail NOT BETWEEN 0 AND 3 "
     "OR min(slot, made) < 0 OR max(slot, made) > 253402300799",
     "damaged digest", "damaged digests"},
    {NULL, NULL, NULL},
};

static const struct sql_driver driver = {
    .reading = "BEGIN",
    .open = sqlite_rows_open,
    .step = sqlite_rows_step,
    .close = sqlite_rows_close,
    .run = sqlite_rows_run,
    .forget = sqlite_statement_forget,
    .integer = sqlite_integer,
    .real = sqlite_real,
    .text = sqlite_column_text,
    .blob = sqlite_blob,
    .bytes = sqlite_bytes,
    .is_null = sqlite_is_null,
    .no_memory = sqlite_no_memory,
    .script = sqlite_script,
    .count = sqlite_count,
    .in_transaction = in_transaction,
    .begin = begin,
    .settle = settle,
    .commit = commit,
    .rollback = rollback,
    .wait_limit = wait_limit,
    .search_forget = sqlite_search_forget,
    .search_add = sqlite_search_add,
    .search_prune = sqlite_search_prune,
    .damage_count = sqlite_damage_count,
    .refusal_count = sqlite_refusal_count,
    .rules = rules,
    .mend = sqlite_mend,
};

static int engine_open(void **ret, const char *place, bool readonly, struct error *err)
{
    struct sqlite_engine *engine = calloc(1, sizeof(*engine));
    int code;

    if (engine == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    engine->sql.driver = &driver;
    engine->sql.readonly = readonly;
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

const struct store_engine store_engine_sqlite = {
    .scheme = "sqlite",
    .place_is_file = true,
    .open = engine_open,
    .lock = sqlite_lock,
    .stamp = sqlite_stamp,
    .close = engine_close,
    .begin = sql_begin,
    .commit = sql_commit,
    .rollback = sql_rollback,
    .sync = engine_sync,
    .feed_count = sql_feed_count,
    .feed_load = sql_feed_load,
    .feed_save = sql_feed_save,
    .item_find = sql_item_find,
    .item_find_fallback = sql_item_find_fallback,
    .item_save = sql_item_save,
    .item_touch = sql_item_touch,
    .telling_load = sql_telling_load,
    .memory = sql_memory,
    .memory_error = sql_memory_error,
    .stories = sql_stories,
    .outlines = sql_outlines,
    .story_load = sql_story_load,
    .aliases = sql_aliases,
    .story_published = sql_story_published,
    .feed_number = sql_feed_number,
    .secret_load = sql_secret_load,
    .secret_save = sql_secret_save,
    .run_last = sql_run_last,
    .run_note = sql_run_note,
    .published_is = sql_published_is,
    .published_note = sql_published_note,
    .count = sql_count,
    .backup = sqlite_backup,
    .restore = sqlite_restore,
    .prune = sqlite_prune,
    .verify = sql_verify,
    .size = sqlite_size,
    .sketch_drop = sql_sketch_drop,
    .damage = sql_damage,
    .clock_mend = sql_clock_mend,
    .aside_last = sql_aside_last,
    .aside_note = sql_aside_note,
    .users = &sql_user_verbs,
    .search_keep = sqlite_search_keep,
    .search = sqlite_search,
    .lists = &sql_list_verbs,
    .pages = &sql_page_verbs,
    .pings = &sql_ping_verbs,
    .copy = sql_copy,
    .copy_check = sql_copy_check,
    .push = &sql_push_verbs,
};
