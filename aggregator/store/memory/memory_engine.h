/*
 * Internals of the memory engine: its tables, and dedup's own memory beside them, which takes part
 * in its transactions. Nothing outlives the process.
 *
 * A separate engine rather than SQLite's ":memory:", to show that store.h promises nothing that
 * requires SQL.
 */
#ifndef HEADWATER_STORE_MEMORY_MEMORY_ENGINE_H
#define HEADWATER_STORE_MEMORY_MEMORY_ENGINE_H

#include "aggregator/store/memory/memory_table.h"
#include "aggregator/store/store_engine.h"

enum memory_table_name {
    TABLE_FEED,     /* by hash of the url: the JSON of feed_json.h */
    TABLE_ITEM,     /* by key: struct memory_item */
    TABLE_BODY,     /* by key: feed url, language, JSON, each NUL-terminated */
    TABLE_FALLBACK, /* by fallback key: the key of the item, 64 bits */
    TABLE_NAME,     /* by hash of an id or link: item keys */
    TABLE_STORY,    /* by node: struct store_publication */
    TABLE_COUNT
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
    struct dedup_memory memory;
    struct error memory_error;
};

/* The bytes of a row, NULL when there is none. */
const void *memory_row(const struct memory_engine *engine, enum memory_table_name table,
                       uint64_t key);
/* The numbers in a row; NULL and 0 when there is none. */
const uint64_t *memory_numbers(const struct memory_engine *engine, enum memory_table_name table,
                               uint64_t key, size_t *ret_count);
/* Writes a row. ERR_MEMORY. */
int memory_put(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
               const void *data, size_t size, struct error *err);
int memory_append(struct memory_engine *engine, enum memory_table_name table, uint64_t key,
                  uint64_t number, struct error *err);
/* The newest record of an item; false when there is none. The sketch is not for use. */
bool memory_record(struct dedup_record *ret, const struct memory_engine *engine, uint64_t key);
/* The members of a node and their number; NULL when out of memory, else malloc'ed. */
dedup_doc *memory_members(size_t *ret_count, const struct memory_engine *engine, uint64_t node);

/* A transaction around a verb with several changes: like sqlite_enter() and sqlite_leave(). */
bool memory_enter(struct memory_engine *engine);
int memory_leave(struct memory_engine *engine, bool own, int code);

/* Builds a telling from the rows of an item. */
int memory_telling_fill(struct telling *ret, struct memory_engine *engine, struct arena *arena,
                        const struct memory_item *item, struct error *err);

/* The story verbs, as engine.h describes them. */
int memory_stories(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err);
/* See above. */
int memory_outlines(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                    struct error *err);
int memory_story_load(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                      struct error *err);
/* See above. */
int memory_aliases(void *engine, store_alias_fn *each, void *context, struct error *err);
/* Sets stories and folded; items must be set before. */
int memory_stories_count(struct store_counts *ret, const struct memory_engine *engine,
                         struct error *err);

/* Searches by reading every item, as engine.h describes it. */
int memory_search(struct search_hit **ret, size_t *ret_count, void *engine, struct arena *arena,
                  const struct search_request *request, struct error *err);

#endif
