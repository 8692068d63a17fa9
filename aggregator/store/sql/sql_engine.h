/*
 * A state in an SQL database: the verbs of store_engine.h, written once.
 *
 * A driver (sqlite/, postgres/) opens the database and runs the statements of sql_text.c, which
 * both understand; where they do not, the driver has a text of its own. Its engine begins with a
 * struct sql_engine.
 */
#ifndef HEADWATER_STORE_SQL_SQL_ENGINE_H
#define HEADWATER_STORE_SQL_SQL_ENGINE_H

#include "aggregator/store/store_engine.h"

/* Every statement of the engine, by name; the texts are in sql_query.c. */
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
    QUERY_RECORDS_GET,
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
    QUERY_NODES_MEMBERS,
    QUERY_NODE_RESOLVE,
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
    QUERY_STATE_VERSION,
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
    QUERY_HOST_ADD,
    QUERY_LEASE_NUMBER,
    QUERY_HOSTS_LEASE,
    QUERY_HOST_LEASE,
    QUERY_LEASE_RENEW,
    QUERY_HOST_RELEASE,
    QUERY_HOST_FENCE,
    QUERY_HOST_SOONER,
    QUERY_HOSTS_LEASED,
    QUERY_INBOX_PUT,
    QUERY_INBOX_WAITS,
    QUERY_INBOX_COUNT,
    QUERY_INBOX_NEXT,
    QUERY_INBOX_DELETE,
    QUERY_PING_LOAD,
    QUERY_PING_PUT,
    QUERY_PING_FORGET,
    QUERY_TABLE_READ, /* see sql_copy.c */
    QUERY_TABLE_WRITE,
    QUERY_PUSH_ADD,
    QUERY_PUSH_FIND,
    QUERY_PUSH_OF_FEED,
    QUERY_PUSH_LIST,
    QUERY_PUSH_ASKED,
    QUERY_PUSH_LATER,
    QUERY_PUSH_END,
    QUERY_PUSH_POLLED,
    QUERY_PUSH_DROP,
    QUERY_PUSH_VERIFIED,
    QUERY_PUSH_DENIED,
    QUERY_PUSH_DELIVERED,
    QUERY_PUSH_REFUSED,
    QUERY_CLOCK_PUSH,
    QUERY_COUNT
};

/* Of a subscription at a hub, as sql_push.c reads them. */
#define PUSH_COLUMNS                                                                               \
    "token, feed, hub, topic, callback, secret, state, asked, due, tries, verified, lease_end, "   \
    "news, delivered, refused, deliveries, refusals, missed"

/* NULL: the driver has its own text, or none. */
extern const char *const query_texts[QUERY_COUNT];

enum {
    /* precision of an item's last_seen, so that most polls write nothing */
    SQL_TOUCH_SECONDS = 6 * 3600,
};

struct key_index;
struct record_cache;
struct sql_driver;

/* Damaged rows found so far, each counted once. */
struct set_aside {
    struct store_damage damage;
    uint64_t *marks; /* hashes of the descriptions */
    size_t room;
};

/* The newest record of an item, as it was found last. */
struct record_found {
    bool known; /* the rest holds */
    uint64_t key;
    dedup_doc doc; /* 0: there is none */
};

struct sql_engine {
    const struct sql_driver *driver;
    bool readonly;
    bool published_changed;     /* by the current transaction: see sql_published_note() */
    bool index_damaged;         /* the key index has invalid data: see key_load.c */
    struct set_aside aside;     /* damaged rows */
    const char *table_texts[2]; /* of QUERY_TABLE_READ and QUERY_TABLE_WRITE; NULL: none */
    /* whose transactions follow: see store_lease_use(); NULL: the placer's */
    const char *lease_host;
    int64_t lease;
    int64_t own_versions;       /* part of the state's version that this connection has made */
    dedup_doc sketch_read;      /* the document that the memory port returned last */
    struct record_found found;  /* by the memory port, in the current transaction */
    struct error memory_error;  /* the memory port's last failure */
    struct key_index *index;    /* NULL until store_memory() */
    struct record_cache *cache; /* NULL until store_memory() */
};

/* An argument of a statement; borrowed. */
struct sql_value {
    enum { SQL_INTEGER, SQL_REAL, SQL_TEXT, SQL_BLOB, SQL_NUMBERS } type;
    int64_t integer;
    double real;
    const void *data; /* a text or blob; a text of NULL is null; of a list, int64_t */
    size_t size;      /* of the blob; the text ends with a NUL; the numbers of a list */
};
enum {
    SQL_VALUES_MAX = 18,
    SQL_NUMBERS_MAX = 64, /* of a list; a statement has one list at most */
};

/* The rows of a statement in use; a driver's own struct begins with it. */
struct sql_rows {
    const struct sql_driver *driver;
};

/* A rule that a whole state keeps: the query counts what breaks it. */
struct sql_rule {
    const char *sql, *one, *many; /* the words for one case and for many */
};

struct sql_driver {
    /* The database is a server: one statement that answers for many is worth more work. */
    bool remote;
    /* Begins a transaction that only reads and sees the state as it is at its first read. */
    const char *reading;

    /* Statements; see query_open(). */
    int (*open)(struct sql_rows **ret, struct sql_engine *engine, enum query query,
                const struct sql_value *values, size_t count, struct error *err);
    int (*step)(bool *ret_row, struct sql_engine *engine, struct sql_rows *rows, struct error *err);
    void (*close)(struct sql_rows *rows);
    /* Runs a statement without rows. *ret_changed (may be NULL): the number of rows that it
     * changed. Without it, the driver may report a failure at a later statement of the transaction,
     * at the latest at its commit. */
    int (*run)(int64_t *ret_changed, struct sql_engine *engine, enum query query,
               const struct sql_value *values, size_t count, struct error *err);
    /* Forgets the prepared form of a statement whose text changes. */
    void (*forget)(struct sql_engine *engine, enum query query);
    int64_t (*integer)(struct sql_rows *rows, int column);
    double (*real)(struct sql_rows *rows, int column);
    const char *(*text)(struct sql_rows *rows, int column);
    const void *(*blob)(struct sql_rows *rows, int column);
    size_t (*bytes)(struct sql_rows *rows, int column);
    bool (*is_null)(struct sql_rows *rows, int column);
    bool (*no_memory)(struct sql_rows *rows);

    /* Runs statements that are in no table: doing completes "cannot ...". */
    int (*script)(int64_t *ret_changed, struct sql_engine *engine, const char *text,
                  const char *doing, struct error *err);
    /* The first column of the first row of such a statement. */
    int (*count)(int64_t *ret, struct sql_engine *engine, const char *text, struct error *err);

    bool (*in_transaction)(const struct sql_engine *engine);
    int (*begin)(struct sql_engine *engine, struct error *err);
    int (*settle)(struct sql_engine *engine, struct error *err); /* writes all that waits */
    int (*commit)(struct sql_engine *engine, struct error *err);
    void (*rollback)(struct sql_engine *engine); /* only called within a transaction */
    void (*wait_limit)(struct sql_engine *engine, int milliseconds);

    /* The search index: what an item's change means to it. row: the item's number, 0 for one that
     * was inserted last. NULL when there is none. */
    int (*search_forget)(struct sql_engine *engine, int64_t row, struct error *err);
    int (*search_add)(struct sql_engine *engine, int64_t row, const char *title, const char *text,
                      struct error *err);
    int (*search_prune)(struct sql_engine *engine, struct error *err); /* the chosen items */

    /* Makes the numbers of new rows of a table begin after those it has. NULL: they do. */
    int (*sequence_set)(struct sql_engine *engine, const char *table, struct error *err);

    /* Counts damaged places of the database itself, and statements that it refuses. */
    int (*damage_count)(int64_t *ret, struct sql_engine *engine, bool thorough, struct error *err);
    int (*refusal_count)(int64_t *ret, struct sql_engine *engine, struct error *err);
    const struct sql_rule *rules; /* of this database only; ended by a row without sql */
    /* Repairs what can be rebuilt; within a transaction. */
    int (*mend)(struct sql_engine *engine, const struct store_watch *watch, struct error *err);
};

/* Frees what the verbs hold; a driver closes its connection afterwards. */
void sql_engine_release(struct sql_engine *engine);

/* The verbs of a transaction. */
int sql_begin(void *engine, struct error *err);
int sql_commit(void *engine, struct error *err);
void sql_rollback(void *engine);
const struct error *sql_memory_error(void *engine);

/* Records a damaged row that is left out; format describes it. */
void sql_set_aside(struct sql_engine *engine, const char *format, ...) HEADWATER_PRINTF(2, 3);
const struct store_damage *sql_damage(void *engine);
int sql_clock_mend(int64_t *ret_rows, void *engine, int64_t latest, int64_t window_seconds,
                   struct error *err);
int sql_aside_last(int64_t *ret, void *engine, struct error *err);
int sql_aside_note(void *engine, int64_t rows, struct error *err);

/*
 * Statements. types describes the arguments, one character each: 'i' int64_t, 'u' uint64_t, 'd'
 * double, 't' const char * (NULL is null), 'b' const void * and size_t, 'n' a list: const int64_t *
 * and size_t, at most SQL_NUMBERS_MAX. Arguments are borrowed until the statement is closed. A
 * statement is in use from open to close; it cannot be opened twice. After a failed query_open(),
 * *ret may still be closed.
 */
int query_open(struct sql_rows **ret, struct sql_engine *engine, enum query query,
               struct error *err, const char *types, ...);
/* *ret_row tells whether there is a row. Without a row, and on failure, the statement is closed. */
int query_step(bool *ret_row, struct sql_engine *engine, struct sql_rows *statement,
               struct error *err);
/* Accepts NULL. */
void query_close(struct sql_rows *statement);
/* Opens, steps to the end, closes. */
int query_run(struct sql_engine *engine, enum query query, struct error *err, const char *types,
              ...);
/* The first column of the first row as a number; *ret is unchanged when there is no row. */
int query_number(int64_t *ret, struct sql_engine *engine, enum query query, struct error *err,
                 const char *types, ...);

/* As query_run(); *ret_changed: the number of rows that it changed. */
int query_change(int64_t *ret_changed, struct sql_engine *engine, enum query query,
                 struct error *err, const char *types, ...);

/* Columns of the current row, from 0. A null is 0, "" of size 0, or NULL. Strings and blobs are
 * borrowed until the next step. */
int64_t row_integer(struct sql_rows *row, int column);
double row_real(struct sql_rows *row, int column);
const char *row_text(struct sql_rows *row, int column);
const void *row_blob(struct sql_rows *row, int column);
size_t row_bytes(struct sql_rows *row, int column); /* of the blob or text */
bool row_is_null(struct sql_rows *row, int column);

/* A verb with several statements runs in its own transaction unless one is open: *ret_own is true
 * when enter opened it. leave ends it (commit when code is 0, else rollback) and returns the verb's
 * code. */
int sql_enter(bool *ret_own, struct sql_engine *engine, struct error *err);
int sql_leave(struct sql_engine *engine, bool own, int code, struct error *err);

/* Creates the first secret of the state; inside the transaction that creates its table. */
int sql_secret_first(struct sql_engine *engine, struct error *err);

/* The columns of a record, as sql_record.c reads them, and where they are. */
#define SQL_RECORD_COLUMNS                                                                         \
    "r.key, r.feed, r.network, r.node, r.time, r.superseded, r.channel, r.matched_with, r.score, " \
    "r.containment, r.t, r.p, r.matched, s.sketch, r.doc"

/* The verbs, as engine.h describes them. */
int sql_feed_count(struct feed_state *ret, void *engine, struct error *err);
int sql_feed_load(struct feed_state *ret, void *engine, struct arena *arena, const char *url,
                  struct error *err);
int sql_feed_save(void *engine, const struct feed_state *state, struct error *err);
int sql_item_find(struct store_item_head *ret, void *engine, uint64_t key, struct error *err);
int sql_item_find_fallback(struct store_item_head *ret, void *engine, uint64_t fallback_key,
                           struct error *err);
int sql_item_save(void *engine, const struct store_item *item, struct error *err);
int sql_item_touch(void *engine, uint64_t key, int64_t now, struct error *err);
int sql_telling_load(struct telling *ret, uint64_t *ret_node, void *engine, struct arena *arena,
                     const char *name, struct error *err);
int sql_stories(void *engine, size_t limit, store_story_fn *each, void *context, struct error *err);
int sql_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                 struct error *err);
int sql_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                   struct error *err);
int sql_aliases(void *engine, store_alias_fn *each, void *context, struct error *err);
int sql_story_published(void *engine, uint64_t node, const struct store_publication *what,
                        struct error *err);
int sql_feed_number(uint64_t *ret, void *engine, struct error *err);
int sql_secret_load(struct secret *ret, void *engine, struct error *err);
int sql_secret_save(void *engine, const struct secret *secret, struct error *err);
int sql_published_is(bool *ret, void *engine, uint64_t mark, struct error *err);
int sql_published_note(void *engine, uint64_t mark, struct error *err);
int sql_run_last(int64_t *ret, void *engine, struct error *err);
int sql_run_note(void *engine, int64_t now, struct error *err);
int sql_count(struct store_counts *ret, void *engine, struct error *err);
int sql_memory(struct dedup_memory *ret, void *engine, int64_t window_seconds, struct error *err);
int sql_prune(struct store_pruned *ret, void *engine, const struct store_retention *retention,
              struct error *err);
int sql_verify(int64_t *ret_findings, void *engine, int64_t window_seconds, bool rebuild,
               const struct store_watch *watch, struct error *err);
/* When pruning was last done; TIME_NONE when never. */
int sql_pruned_at(int64_t *ret, struct sql_engine *engine, struct error *err);
/* Discards what the port keeps in memory; it is reloaded on next use. For use after a rollback. */
void sql_memory_forget(struct sql_engine *engine);
void sql_memory_release(struct sql_engine *engine);
/* As engine.h describes it. */
int sql_sketch_drop(void *engine, struct error *err);

/* The verbs of store_users.h. */
extern const struct store_user_verbs sql_user_verbs;
extern const struct store_list_verbs sql_list_verbs;
extern const struct store_page_verbs sql_page_verbs;
extern const struct store_push_verbs sql_push_verbs;
extern const struct store_polling_verbs sql_polling_verbs;
extern const struct store_ping_verbs sql_ping_verbs;
int sql_marks(void *engine, int64_t user, store_mark_fn *each, void *context, struct error *err);
int sql_mark_set(void *engine, int64_t user, enum store_mark_kind kind, bool on,
                 const uint64_t *nodes, size_t count, struct error *err);
int sql_heads(void *engine, store_head_fn *each, void *context, struct error *err);
int sql_version(int64_t *ret, void *engine, struct error *err);
int sql_node_resolve(uint64_t *ret, void *engine, uint64_t node, struct error *err);
/* Merges the list entries of two stories that are about to be merged. */
int sql_entries_merge(struct sql_engine *engine, uint64_t from, uint64_t to, struct error *err);
/* Merges the marks of two stories that are about to be merged. */
int sql_marks_merge(struct sql_engine *engine, uint64_t from, uint64_t to, struct error *err);

/* As store_engine.h describes them; see sql_copy.c. */
int sql_copy(void *to, void *from, const struct store_watch *watch, struct error *err);
int sql_copy_check(void *engine, struct error *err);

/* Recomputes the first_seen of a node's story from its items; it becomes null when no item is
 * left. */
int sql_story_recount(struct sql_engine *engine, uint64_t node, struct error *err);

/* A record's channel; an invalid value of a damaged state gives DEDUP_BY_NOTHING. */
enum dedup_channel sql_channel_read(struct sql_rows *row, int column);

/* A telling from the columns of QUERY_TELLING; ERR_STORE when it is damaged. */
int sql_telling_read(struct telling *ret, uint64_t *ret_node, struct arena *arena,
                     struct sql_rows *row, struct error *err);

/* 0 for a damaged value that is not finite. */
double sql_real_read(struct sql_rows *row, int column);
/* TIME_NONE for an out-of-range time. */
int64_t sql_time_read(struct sql_rows *row, int column);

#endif
