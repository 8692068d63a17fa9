#include "aggregator/store/sqlite/sqlite_engine.h"

#include "aggregator/base/failpoint.h"

#include <stdio.h>

/*
 * The schema, as a list of migrations: row N brings a state from version N to N + 1. A released row
 * never changes; tests/store has a state of every version.
 *
 * Large, rarely read data (bodies, sketches) is in separate tables, so that the small rows that
 * every item touches fill few pages. 64-bit numbers (keys, nodes, hashes) are stored bit for bit as
 * SQLite's signed integers.
 */
static const char *const migrations[] = {
    /* feed.state: see feed_json.h. item.last_seen: when a document last contained the item, to the
     * precision of SQL_TOUCH_SECONDS. name: hashes of an item's ids and links, including old
     * ones. */
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE feed (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, state TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE item (id INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE,"
    " feed INTEGER NOT NULL REFERENCES feed (id), content_hash INTEGER NOT NULL, language TEXT,"
    " first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " published_lead INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX item_by_feed ON item (feed);"
    "CREATE TABLE body (item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,"
    " json TEXT NOT NULL) STRICT;"
    "CREATE TABLE name (hash INTEGER NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (hash, item))"
    " STRICT, WITHOUT ROWID;"
    /* story.first_seen is null while no item of the node is stored. lead, lead_hash, updated: as
     * last published. */
    "CREATE TABLE story (node INTEGER PRIMARY KEY, first_seen INTEGER, lead INTEGER,"
    " lead_hash INTEGER, updated INTEGER) STRICT;"
    "CREATE INDEX story_by_time ON story (first_seen) WHERE first_seen IS NOT NULL;"
    /* dedup's memory. alias.target is never an alias itself. keys: 32 bits each, little-endian. */
    "CREATE TABLE record (doc INTEGER PRIMARY KEY, key INTEGER NOT NULL, feed INTEGER NOT NULL,"
    " network INTEGER NOT NULL, node INTEGER NOT NULL, time INTEGER NOT NULL,"
    " superseded INTEGER NOT NULL, channel INTEGER NOT NULL, matched_with INTEGER NOT NULL,"
    " score REAL NOT NULL, containment REAL NOT NULL, t REAL NOT NULL, p REAL NOT NULL,"
    " matched INTEGER NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX record_by_key ON record (key) WHERE superseded = 0;"
    "CREATE INDEX record_by_node ON record (node) WHERE superseded = 0;"
    "CREATE INDEX record_superseded ON record (doc) WHERE superseded = 1;"
    "CREATE TABLE sketch (doc INTEGER PRIMARY KEY, sketch BLOB NOT NULL) STRICT;"
    "CREATE TABLE keys (doc INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;"
    /* The key index, see key_run.h and key_index.h; all of it can be rebuilt from `keys`. */
    "CREATE TABLE key_run (id INTEGER PRIMARY KEY, first_doc INTEGER NOT NULL,"
    " last_doc INTEGER NOT NULL, first_chunk INTEGER NOT NULL, chunk_count INTEGER NOT NULL,"
    " pair_count INTEGER NOT NULL, fences BLOB NOT NULL) STRICT;"
    "CREATE TABLE key_chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"
    "CREATE TABLE era (era INTEGER PRIMARY KEY, times BLOB NOT NULL) STRICT;"
    "CREATE TABLE alias (node INTEGER PRIMARY KEY, target INTEGER NOT NULL) STRICT;"
    "CREATE INDEX alias_by_target ON alias (target);"
    "CREATE TABLE ruling (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL,"
    " together INTEGER NOT NULL, UNIQUE (a, b)) STRICT;"
    "CREATE TABLE note (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;",

    /* pruned: what remains of a pruned item, so that it is not new when a feed shows it again.
     * chosen: the items being pruned, empty between transactions. */
    "CREATE TABLE pruned (key INTEGER PRIMARY KEY, content_hash INTEGER NOT NULL) STRICT;"
    "CREATE TABLE chosen (item INTEGER PRIMARY KEY) STRICT;",

    /* item.twin: the fallback key, which finds an item after its feed has changed its ids. Fallback
     * keys of pruned items are also rows of pruned, with content_hash 0. */
    "ALTER TABLE item ADD COLUMN twin INTEGER;"
    "CREATE INDEX item_by_twin ON item (twin) WHERE twin IS NOT NULL;",

    /* secret: two copies of one row, see store_secret_load(). */
    "CREATE TABLE secret (copy INTEGER PRIMARY KEY, bytes BLOB NOT NULL, since INTEGER NOT NULL,"
    " sum INTEGER NOT NULL) STRICT;",

    /* The users of the reader interfaces, see store_users.h. token.hash, user.fever: hashes. */
    "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
    " password TEXT NOT NULL, created INTEGER NOT NULL, fever BLOB) STRICT;"
    "CREATE UNIQUE INDEX user_by_fever ON user (fever) WHERE fever IS NOT NULL;"
    "CREATE TABLE token (hash BLOB PRIMARY KEY, user INTEGER NOT NULL REFERENCES user (id)"
    " ON DELETE CASCADE, used INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX token_by_user ON token (user, used);"
    "CREATE TABLE mark (user INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,"
    " node INTEGER NOT NULL, read INTEGER NOT NULL DEFAULT 0,"
    " starred INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, node)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX mark_by_node ON mark (node);",

    /* search: see sqlite_search.c. */
    SEARCH_TABLE,
    /* entry: when a story entered a list; digest: see store_lists.h. */
    "CREATE TABLE entry (list INTEGER NOT NULL, node INTEGER NOT NULL, time INTEGER NOT NULL,"
    " PRIMARY KEY (list, node)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX entry_by_node ON entry (node);"
    "CREATE TABLE digest (list INTEGER NOT NULL, slot INTEGER NOT NULL, made INTEGER NOT NULL,"
    " mail INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (list, slot)) STRICT;",

    /* page.due is null when it will not be requested; site: see store_pages.h. */
    "CREATE TABLE page (key INTEGER PRIMARY KEY, feed TEXT NOT NULL, url TEXT NOT NULL,"
    " due INTEGER, wanted INTEGER NOT NULL, asked INTEGER, tries INTEGER NOT NULL) STRICT;"
    "CREATE INDEX page_by_due ON page (due) WHERE due IS NOT NULL;"
    "CREATE TABLE site (origin TEXT PRIMARY KEY, robots TEXT NOT NULL, robots_at INTEGER,"
    " not_before INTEGER) STRICT, WITHOUT ROWID;",

    /* push: see model/push.h. A time is null when it never was; state 3 is PUSH_ENDING. */
    "CREATE TABLE push (token TEXT PRIMARY KEY, feed TEXT NOT NULL, hub TEXT NOT NULL,"
    " topic TEXT NOT NULL, callback TEXT NOT NULL, secret TEXT, state INTEGER NOT NULL,"
    " asked INTEGER, due INTEGER NOT NULL, tries INTEGER NOT NULL, verified INTEGER,"
    " lease_end INTEGER, news INTEGER, delivered INTEGER, refused INTEGER,"
    " deliveries INTEGER NOT NULL, refusals INTEGER NOT NULL, missed INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX push_by_feed ON push (feed) WHERE state <> 3;",

    /* ping: see store_pings.h. */
    "CREATE TABLE ping (hub TEXT NOT NULL, topic TEXT NOT NULL, content INTEGER NOT NULL,"
    " due_since INTEGER, tried INTEGER, pinged INTEGER, not_before INTEGER NOT NULL,"
    " failures INTEGER NOT NULL, error TEXT NOT NULL, PRIMARY KEY (hub, topic))"
    " STRICT, WITHOUT ROWID;",
};

enum {
    SCHEMA_VERSION = sizeof(migrations) / sizeof(migrations[0]),
    SECRET_VERSION = 4,          /* the first version with a secret */
    APPLICATION_ID = 0x68647772, /* "hdwr": identifies our files to file(1) and to us */
};

static int script_run(struct sqlite_engine *engine, const char *script, const char *doing,
                      struct error *err)
{
    return sqlite3_exec(engine->db, script, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : sqlite_fail(engine, doing, err);
}

static int pragma_number(int64_t *ret, struct sqlite_engine *engine, const char *pragma,
                         struct error *err)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(engine->db, pragma, -1, &statement, NULL) != SQLITE_OK)
        return sqlite_fail(engine, "read the state", err);
    if (sqlite3_step(statement) != SQLITE_ROW) {
        int code = sqlite_fail(engine, "read the state", err);

        sqlite3_finalize(statement);
        return code;
    }
    *ret = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return 0;
}

/* Reads the schema version; 0 for an empty file. Refuses another program's file, so that a mistyped
 * --state cannot change it. */
static int version_read(int64_t *ret, struct sqlite_engine *engine, struct error *err)
{
    int64_t application = 0, tables = 0;
    int code;

    *ret = 0;
    code = pragma_number(ret, engine, "PRAGMA user_version", err);

    if (code == 0)
        code = pragma_number(&application, engine, "PRAGMA application_id", err);
    if (code == 0)
        code = pragma_number(&tables, engine, "SELECT count(*) FROM sqlite_schema", err);
    if (code != 0)
        return code;
    if (application != APPLICATION_ID && (application != 0 || *ret != 0 || tables != 0))
        return error_set(err, ERR_STORE, SCOPE_RUN, "the file is the database of another program");
    if (*ret > SCHEMA_VERSION)
        return error_set(
            err, ERR_STORE, SCOPE_RUN,
            "the state was written by a newer headwater (its schema is %d, this version supports "
            "up to %d); install that version or restore an older backup",
            (int)*ret, SCHEMA_VERSION);
    return 0;
}

static int migrate_step(struct sqlite_engine *engine, int64_t from, struct error *err)
{
    char stamp[96];
    int code = script_run(engine, migrations[from], "migrate the state", err);

    if (code == 0 && from + 1 == SECRET_VERSION)
        code = sql_secret_first(&engine->sql, err);
    snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, (int)from + 1);
    return code != 0 ? code : script_run(engine, stamp, "migrate the state", err);
}

/* All steps are one transaction: a state has either the old or the new schema. The version is read
 * again inside the transaction, since another program may have migrated first. */
static int migrate(struct sqlite_engine *engine, struct error *err)
{
    int64_t version = 0;
    bool own;
    int code = sql_enter(&own, &engine->sql, err);

    if (code != 0)
        return code;
    code = version_read(&version, engine, err);
    while (code == 0 && version < SCHEMA_VERSION)
        code = migrate_step(engine, version++, err);
    if (code == 0)
        failpoint("store-migrate-before");
    code = sql_leave(&engine->sql, own, code, err);
    if (code == 0)
        failpoint("store-migrate-after");
    return code;
}

int sqlite_schema_ready(struct sqlite_engine *engine, struct error *err)
{
    int64_t version = 0;
    int code = version_read(&version, engine, err);

    if (code != 0 || version == SCHEMA_VERSION)
        return code;
    if (!engine->sql.readonly)
        return migrate(engine, err);
    if (version == 0)
        return error_set(err, ERR_ABSENT, SCOPE_RUN,
                         "there is no state yet; run \"headwater run\" first");
    return error_set(err, ERR_STORE, SCOPE_RUN,
                     "the state has the older schema %d; \"headwater run\" upgrades it to %d",
                     (int)version, SCHEMA_VERSION);
}
