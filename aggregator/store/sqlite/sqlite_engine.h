/*
 * Internals of the SQLite engine: the connection, its prepared statements, and shared helpers.
 */
#ifndef HEADWATER_STORE_SQLITE_SQLITE_ENGINE_H
#define HEADWATER_STORE_SQLITE_SQLITE_ENGINE_H

#include "aggregator/store/store_engine.h"

#include <sqlite3.h>

/* Every statement of the engine, by name; the texts are in sqlite_query.c. */
enum query {
    QUERY_BEGIN,
    QUERY_COMMIT,
    QUERY_ROLLBACK,
    QUERY_FEED_LOAD,
    QUERY_FEED_COUNT,
    QUERY_FEED_SAVE,
    QUERY_FEED_ID,
    QUERY_ITEM_HEAD,
    QUERY_ITEM_FALLBACK,
    QUERY_ITEM_ROW,
    QUERY_ITEM_INSERT,
    QUERY_ITEM_UPDATE,
    QUERY_ITEM_TOUCH,
    QUERY_ITEM_LEAD,
    QUERY_BODY_PUT,
    QUERY_NAME_PUT,
    QUERY_ITEM_BY_NAME,
    QUERY_TELLING,
    QUERY_TELLING_ALL,
    QUERY_FEED_ALL,
    QUERY_SKETCH_ALL,
    QUERY_SKETCH_COUNT,
    QUERY_STORY_TELLINGS,
    QUERY_STORY_LIST,
    QUERY_STORY_OUTLINES,
    QUERY_STORY_ROW,
    QUERY_STORY_SEEN,
    QUERY_STORY_RECOUNT,
    QUERY_STORY_PUBLISHED,
    QUERY_SETTING_GET,
    QUERY_SETTING_PUT,
    QUERY_PUBLISHED_FORGET,
    QUERY_ITEM_NEWEST,
    QUERY_SECRET_GET,
    QUERY_SECRET_PUT,
    QUERY_COUNTS,
    QUERY_RECORD_FIND,
    QUERY_RECORD_GET,
    QUERY_RECORD_FIRST,
    QUERY_RECORD_LAST,
    QUERY_RECORD_BELOW,
    QUERY_RECORD_STRAY,
    QUERY_RECORD_NUMBER,
    QUERY_RECORD_INSERT,
    QUERY_RECORD_SUPERSEDE,
    QUERY_RECORD_MOVE,
    QUERY_RECORD_NODE,
    QUERY_RECORD_REPLACED,
    QUERY_RECORD_TIMES,
    QUERY_SKETCH_PUT,
    QUERY_KEYS_PUT,
    QUERY_KEYS_SINCE,
    QUERY_RUN_LIST,
    QUERY_RUN_INSERT,
    QUERY_RUN_DELETE,
    QUERY_CHUNK_GET,
    QUERY_CHUNK_LAST,
    QUERY_CHUNK_INSERT,
    QUERY_CHUNK_DELETE,
    QUERY_TIME_BLOCK_LIST,
    QUERY_TIME_BLOCK_INSERT,
    QUERY_NODE_MEMBERS,
    QUERY_NODE_KNOWN,
    QUERY_NODE_MERGE,
    QUERY_ALIAS_GET,
    QUERY_ALIAS_LIST,
    QUERY_ALIAS_PUT,
    QUERY_ALIAS_FOLLOW,
    QUERY_OVERRIDE_PUT,
    QUERY_OVERRIDE_LIST,
    QUERY_METADATA_GET,
    QUERY_METADATA_PUT,
    QUERY_ITEM_PRUNED,
    QUERY_ITEM_REVIVE,
    QUERY_PRUNE_CHOOSE,
    QUERY_PRUNE_STORIES,
    QUERY_PRUNE_REMEMBER,
    QUERY_PRUNE_FALLBACKS,
    QUERY_PRUNE_NAMES,
    QUERY_PRUNE_ITEMS,
    QUERY_PRUNE_CLEAR,
    QUERY_PRUNE_SKETCHES,
    QUERY_PRUNE_KEYS,
    QUERY_PRUNE_RECORDS,
    QUERY_RECORD_NEWEST,
    QUERY_PAGE_COUNT,
    QUERY_PAGES_FREE,
    QUERY_PAGE_SIZE,
    QUERY_TIME_NEWEST,
    QUERY_CLOCK_DOUBTED,
    QUERY_CLOCK_ITEMS,
    QUERY_CLOCK_STORIES,
    QUERY_CLOCK_SETTINGS,
    QUERY_CLOCK_RECORDS,
    QUERY_SKETCH_DROP,
    QUERY_KEYS_DROP,
    QUERY_TIME_BLOCKS_CLEAR,
    QUERY_RUNS_CLEAR,
    QUERY_CHUNKS_CLEAR,
    QUERY_USER_ADD,
    QUERY_USER_LOAD,
    QUERY_USER_LIST,
    QUERY_USER_PASSWORD,
    QUERY_USER_REMOVE,
    QUERY_USER_OF_TOKEN,
    QUERY_USER_OF_FEVER,
    QUERY_TOKEN_ADD,
    QUERY_TOKEN_USE,
    QUERY_TOKENS_EXPIRE,
    QUERY_TOKENS_SHRINK,
    QUERY_TOKENS_REVOKE,
    QUERY_FEVER_SET,
    QUERY_MARK_LIST,
    QUERY_MARK_READ,
    QUERY_MARK_STARRED,
    QUERY_MARK_MERGE_UNREAD,
    QUERY_MARK_MERGE,
    QUERY_MARK_DROP,
    QUERY_MARK_PRUNE,
    QUERY_STORY_HEADS,
    QUERY_DATA_VERSION,
    QUERY_SECURE_DELETE,
    QUERY_SEARCH_ADD,
    QUERY_SEARCH_REMOVE,
    QUERY_SEARCH_EMPTY,
    QUERY_SEARCH_ROWS,
    QUERY_SEARCH_BODY,
    QUERY_SEARCH_BODIES,
    QUERY_SEARCH_CHOSEN,
    QUERY_SEARCH_FIND,
    QUERY_ENTRY_PUT,
    QUERY_ENTRY_LIST,
    QUERY_ENTRY_MERGE,
    QUERY_ENTRY_DROP,
    QUERY_ENTRY_PRUNE,
    QUERY_DIGEST_PUT,
    QUERY_DIGEST_MAIL,
    QUERY_DIGEST_LIST,
    QUERY_DIGEST_PRUNE,
    QUERY_CLOCK_ENTRIES,
    QUERY_CLOCK_DIGESTS,
    QUERY_PAGE_PUT,
    QUERY_PAGE_DUE,
    QUERY_PAGE_ASKED,
    QUERY_PAGE_LATER,
    QUERY_PAGE_DONE,
    QUERY_PAGES_ASKED,
    QUERY_PAGE_FORGET,
    QUERY_SITE_LOAD,
    QUERY_SITE_PUT,
    QUERY_SITE_FORGET,
    QUERY_CLOCK_PAGES,
    QUERY_CLOCK_SITES,
    QUERY_CLOCK_TOKENS,
    QUERY_COUNT
};

extern const char *const query_texts[QUERY_COUNT];

enum {
    /* precision of an item's last_seen, so that most polls write nothing */
    SQLITE_TOUCH_SECONDS = 6 * 3600,
};

struct key_index;
struct record_cache;

/* Damaged rows found so far, each counted once. */
struct set_aside {
    struct store_damage damage;
    uint64_t *marks; /* hashes of the descriptions */
    size_t room;
};

enum search_use { SEARCH_UNKNOWN, SEARCH_OFF, SEARCH_KEPT };

struct sqlite_engine {
    sqlite3 *db;
    sqlite3_stmt *statements[QUERY_COUNT]; /* prepared on first use */
    bool readonly;
    bool published_changed;     /* by the current transaction: see sqlite_published_note() */
    bool index_damaged;         /* the key index has invalid data: see key_load.c */
    struct set_aside aside;     /* damaged rows */
    enum search_use search_use; /* of the current transaction */
    struct str search_waiting;  /* changes of the search index: see sqlite_search.c */
    dedup_doc sketch_read;      /* the document that the memory port returned last */
    struct error memory_error;  /* the memory port's last failure */
    struct key_index *index;    /* NULL until store_memory() */
    struct record_cache *cache; /* NULL until store_memory() */
};

/* Fills err from the connection's last failure: "cannot save an item: disk full". Returns its
 * code. */
int sqlite_fail(struct sqlite_engine *engine, const char *doing, struct error *err);

/* Records a damaged row that is left out; format describes it. */
void sqlite_set_aside(struct sqlite_engine *engine, const char *format, ...) HEADWATER_PRINTF(2, 3);
const struct store_damage *sqlite_damage(void *engine);
int sqlite_clock_mend(int64_t *ret_rows, void *engine, int64_t latest, int64_t window_seconds,
                      struct error *err);
int sqlite_aside_last(int64_t *ret, void *engine, struct error *err);
int sqlite_aside_note(void *engine, int64_t rows, struct error *err);

/*
 * Statements. types describes the arguments, one character each: 'i' int64_t, 'u' uint64_t, 'd'
 * double, 't' const char * (NULL is null), 'b' const void * and size_t. Arguments are borrowed
 * until the statement is closed. A statement is in use from open to close; it cannot be opened
 * twice. After a failed query_open(), *ret may still be closed.
 */
int query_open(sqlite3_stmt **ret, struct sqlite_engine *engine, enum query query,
               struct error *err, const char *types, ...);
/* *ret_row tells whether there is a row. Without a row, and on failure, the statement is closed. */
int query_step(bool *ret_row, struct sqlite_engine *engine, sqlite3_stmt *statement,
               struct error *err);
/* Accepts NULL. */
void query_close(sqlite3_stmt *statement);
/* Opens, steps to the end, closes. */
int query_run(struct sqlite_engine *engine, enum query query, struct error *err, const char *types,
              ...);
/* The first column of the first row as a number; *ret is unchanged when there is no row. */
int query_number(int64_t *ret, struct sqlite_engine *engine, enum query query, struct error *err,
                 const char *types, ...);

/* Finalizes all statements; none may be in use. Required after tables were recreated: SQLite would
 * otherwise re-prepare a statement while it runs. If that fails for lack of memory, SQLite loses
 * the transaction and continues without one. */
void query_forget(struct sqlite_engine *engine);

/* A verb with several statements runs in its own transaction unless one is open: *ret_own is true
 * when enter opened it. leave ends it (commit when code is 0, else rollback) and returns the verb's
 * code. */
int sqlite_enter(bool *ret_own, struct sqlite_engine *engine, struct error *err);
int sqlite_leave(struct sqlite_engine *engine, bool own, int code, struct error *err);

/* Creates or migrates the schema; only checks it when the engine is readonly. */
int sqlite_schema_ready(struct sqlite_engine *engine, struct error *err);
/* Creates the first secret of the state; inside the transaction that creates its table. */
int sqlite_secret_first(struct sqlite_engine *engine, struct error *err);

/* Creates the folder of this file and its parents. */
int sqlite_folder_make(const char *path, struct error *err);

/* The verbs, as engine.h describes them. */
int sqlite_lock(struct store_lock **ret, const char *place, struct error *err);
void sqlite_stamp(struct store_stamp *ret, const char *place);
int sqlite_feed_count(struct feed_state *ret, void *engine, struct error *err);
int sqlite_feed_load(struct feed_state *ret, void *engine, struct arena *arena, const char *url,
                     struct error *err);
int sqlite_feed_save(void *engine, const struct feed_state *state, struct error *err);
int sqlite_item_find(struct store_item_head *ret, void *engine, uint64_t key, struct error *err);
int sqlite_item_find_fallback(struct store_item_head *ret, void *engine, uint64_t fallback_key,
                              struct error *err);
int sqlite_item_save(void *engine, const struct store_item *item, struct error *err);
int sqlite_item_touch(void *engine, uint64_t key, int64_t now, struct error *err);
int sqlite_telling_load(struct telling *ret, uint64_t *ret_node, void *engine, struct arena *arena,
                        const char *name, struct error *err);
int sqlite_stories(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err);
int sqlite_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                    struct error *err);
int sqlite_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                      struct error *err);
int sqlite_aliases(void *engine, store_alias_fn *each, void *context, struct error *err);
int sqlite_story_published(void *engine, uint64_t node, const struct store_publication *what,
                           struct error *err);
int sqlite_feed_number(uint64_t *ret, void *engine, struct error *err);
int sqlite_secret_load(struct secret *ret, void *engine, struct error *err);
int sqlite_secret_save(void *engine, const struct secret *secret, struct error *err);
int sqlite_published_is(bool *ret, void *engine, uint64_t mark, struct error *err);
int sqlite_published_note(void *engine, uint64_t mark, struct error *err);
int sqlite_run_last(int64_t *ret, void *engine, struct error *err);
int sqlite_run_note(void *engine, int64_t now, struct error *err);
int sqlite_count(struct store_counts *ret, void *engine, struct error *err);
int sqlite_memory(struct dedup_memory *ret, void *engine, int64_t window_seconds,
                  struct error *err);
int sqlite_backup(void *engine, const char *path, struct error *err);
int sqlite_restore(void *engine, const char *path, struct error *err);
int sqlite_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
                 struct error *err);
int sqlite_verify(int64_t *ret_findings, void *engine, int64_t window_seconds, bool rebuild,
                  const struct store_watch *watch, struct error *err);
/* The number of damaged places in the file, from PRAGMA quick_check or, if thorough, from
 * integrity_check, which also checks the indexes. */
int sqlite_damage_count(int64_t *ret, struct sqlite_engine *engine, bool thorough,
                        struct error *err);
int sqlite_size(struct store_size *ret, void *engine, struct error *err);
/* Discards what the port keeps in memory; it is reloaded on next use. For use after a rollback. */
void sqlite_memory_forget(struct sqlite_engine *engine);
void sqlite_memory_release(struct sqlite_engine *engine);
/* As engine.h describes it. */
int sqlite_sketch_drop(void *engine, struct error *err);

/* The verbs of store_users.h. */
extern const struct store_user_verbs sqlite_user_verbs;
extern const struct store_list_verbs sqlite_list_verbs;
extern const struct store_page_verbs sqlite_page_verbs;
int sqlite_marks(void *engine, int64_t user, store_mark_fn *each, void *context, struct error *err);
int sqlite_mark_set(void *engine, int64_t user, enum store_mark_kind kind, bool on,
                    const uint64_t *nodes, size_t count, struct error *err);
int sqlite_heads(void *engine, store_head_fn *each, void *context, struct error *err);
int sqlite_version(int64_t *ret, void *engine, struct error *err);
int sqlite_node_resolve(uint64_t *ret, void *engine, uint64_t node, struct error *err);
/* Merges the list entries of two stories that are about to be merged. */
int sqlite_entries_merge(struct sqlite_engine *engine, uint64_t from, uint64_t to,
                         struct error *err);
/* Merges the marks of two stories that are about to be merged. */
int sqlite_marks_merge(struct sqlite_engine *engine, uint64_t from, uint64_t to, struct error *err);

/*
 * The search index, see sqlite_search.c. An index that is off costs one look at a setting. Damage
 * of the index is set aside: it is emptied, and the function succeeds.
 */
#define SEARCH_TABLE                                                                               \
    "CREATE VIRTUAL TABLE search USING fts5 (title, text, content = '', tokenize = 'ascii');"
enum { SEARCH_WAITING_BYTES = 16 * 1024 * 1024 }; /* four times what is written at once */
/* Removes an item; while its old body is still stored. */
int sqlite_search_forget(struct sqlite_engine *engine, int64_t item, struct error *err);
int sqlite_search_add(struct sqlite_engine *engine, int64_t item, const char *title,
                      const char *text, struct error *err);
/* Removes the items that are about to be pruned. */
int sqlite_search_prune(struct sqlite_engine *engine, struct error *err);
/* Writes the changes that wait; before a commit. */
int sqlite_search_flush(struct sqlite_engine *engine, struct error *err);
/* Builds it anew if it is kept; within a transaction. */
int sqlite_search_rebuild(struct sqlite_engine *engine, struct error *err);
/* As engine.h describes them. */
int sqlite_search_keep(int64_t *ret_count, void *engine, bool wanted, struct error *err);
int sqlite_search(struct search_hit **ret, size_t *ret_count, void *engine, struct arena *arena,
                  const struct search_request *request, struct error *err);

/* Recomputes the first_seen of a node's story from its items; it becomes null when no item is
 * left. */
int sqlite_story_recount(struct sqlite_engine *engine, uint64_t node, struct error *err);

/* A record's channel; an invalid value of a damaged state gives DEDUP_BY_NOTHING. */
enum dedup_channel sqlite_channel_read(sqlite3_stmt *row, int column);

/* A telling from the columns of QUERY_TELLING; ERR_STORE when it is damaged. */
int sqlite_telling_read(struct telling *ret, uint64_t *ret_node, struct arena *arena,
                        sqlite3_stmt *row, struct error *err);

/* 0 for a damaged value that is not finite. */
double sqlite_real_read(sqlite3_stmt *row, int column);
/* TIME_NONE for an out-of-range time. */
int64_t sqlite_time_read(sqlite3_stmt *row, int column);

#endif
