/*
 * Inside the memory engine: its tables. Nothing outlives the process.
 *
 * A second engine of its own rather than SQLite's ":memory:", so that store.h is shown to promise
 * nothing that only SQL can keep.
 */
#ifndef HEADWATER_STORE_MEMORY_MEMORY_ENGINE_H
#define HEADWATER_STORE_MEMORY_MEMORY_ENGINE_H

#include "aggregator/store/engine.h"
#include "aggregator/store/keyindex/doc_times.h"
#include "aggregator/store/memory/memory_table.h"

enum memory_table_name {
    TABLE_FEED,     /* by hash of the url: struct memory_feed and its texts */
    TABLE_ITEM,     /* by key: struct memory_item */
    TABLE_BODY,     /* by key: feed url, language, JSON, each ended by NUL */
    TABLE_FALLBACK, /* by fallback key: the key of the item, 64 bits */
    TABLE_NAME,     /* by hash of an id or link: item keys */
    TABLE_STORY,    /* by node: struct store_publication */
    TABLE_RECORD,   /* by document: struct dedup_record without its sketch */
    TABLE_SKETCH,   /* by document */
    TABLE_NEWEST,   /* by item key: its newest document, 64 bits */
    TABLE_MEMBERS,  /* by node: its documents, 64 bits each, ascending */
    TABLE_ALIAS,    /* by node: the node it was merged into, never an alias itself */
    TABLE_POSTING,  /* by index key: documents, 64 bits each, ascending */
    TABLE_OVERRIDE, /* by item key: struct memory_override each, the oldest word first */
    TABLE_METADATA, /* by hash of the name */
    TABLE_COUNT
};

struct memory_override {
    uint64_t b;
    uint64_t together;
};

struct memory_item {
    uint64_t key, content_hash;
    int64_t first_seen, changed;
    bool published_lead;
};

struct memory_engine {
    struct memory_journal journal;
    struct memory_table tables[TABLE_COUNT];
    uint64_t feed_number;
    struct secret secret;
    int64_t run_last;
    uint64_t last_doc, last_doc_before; /* now; when the transaction began */
    struct doc_times times;
    struct error memory_error;
};

/* A row's bytes, NULL when there is none. */
const void *memory_row(const struct memory_engine *engine, enum memory_table_name table,
                       uint64_t key);
/* A list of numbers in a row; NULL and 0 when there is none. */
const uint64_t *memory_numbers(const struct memory_engine *engine, enum memory_table_name table,
                               uint64_t key, size_t *ret_count);
/* Puts a row. ERR_MEMORY. */
int memory_put(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
               const void *data, size_t size, struct error *err);
int memory_append(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
                  uint64_t number, struct error *err);
/* The node that an alias stands for, or the node itself. */
uint64_t memory_follow(const struct memory_engine *engine, uint64_t node);

/* A verb of several changes is whole: as sqlite_enter() and sqlite_leave(). */
bool memory_enter(struct memory_engine *engine);
int memory_leave(struct memory_engine *engine, bool own, int code);

/* A telling from the rows of an item. */
int memory_telling_fill(struct telling *ret, struct memory_engine *engine, struct arena *arena,
                        const struct memory_item *item, struct error *err);

/* The verbs on stories, as engine.h describes them. */
int memory_stories(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err);
/* As above. */
int memory_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                      struct error *err);
/* Fills in stories and folded; items must be counted before. */
int memory_stories_count(struct store_counts *ret, const struct memory_engine *engine,
                         struct error *err);

/* The port, as engine.h describes it. */
int memory_port(struct dedup_memory *ret, void *engine, int64_t window_seconds, struct error *err);
/* Reads the times anew from the records; after a rollback. */
void memory_times_count(struct memory_engine *engine);

#endif
