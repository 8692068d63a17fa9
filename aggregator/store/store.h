/*
 * The data that headwater keeps between runs: feed states, items, stories, and dedup's memory.
 *
 * The interface consists of verbs; no SQL and no row type crosses this header. The scheme of an
 * address selects an engine from a constant table: "sqlite:PATH" (WAL, one file) or "memory:"
 * (nothing outlives the process). An address without a scheme is the path of an SQLite state;
 * store_address.h has the rules. One conformance suite runs on every engine. Strings in results are
 * allocated in the given arena. Everything between store_begin() and store_commit() is atomic. A
 * verb that writes outside them is its own transaction, as durable as store_commit(). A store is
 * used by one thread.
 */
#ifndef HEADWATER_STORE_STORE_H
#define HEADWATER_STORE_STORE_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/secret.h"
#include "aggregator/model/story.h"
#include "aggregator/search/hit.h"
#include "dedup.h"

#include <stdbool.h>

struct store;

/* Opens a state, creates what is missing and migrates it forward. Refuses a state written by a
 * newer headwater. */
int store_open(struct store **ret, const char *address, struct error *err);
/* Opens read-only; ERR_ABSENT when there is no state yet. */
int store_open_readonly(struct store **ret, const char *address, struct error *err);
/* Accepts NULL; rolls back an open transaction. */
void store_close(struct store *store);

/* The lock on a state: who changes the state or writes its outputs holds it, so that two runs
 * cannot be in progress at once. Reading needs none. Does not wait: ERR_LOCKED when another process
 * has it. Creates the place of a state, not the state. *ret is NULL when no other process can reach
 * the state ("memory:"). It is released by store_unlock(), or when the process ends. */
struct store_lock;
int store_lock(struct store_lock **ret, const char *address, struct error *err);
/* Accepts NULL. */
void store_unlock(struct store_lock *lock);

/* What can be seen of a state from outside, at little cost and without opening it. */
struct store_stamp {
    uint64_t identity; /* differs when the state was replaced by another; 0: there is none */
    uint64_t version;  /* differs whenever the state may have changed; never 0 */
};
void store_stamp(struct store_stamp *ret, const char *address);

/* A transaction; transactions do not nest. After store_commit() the data survives a power cut.
 * After store_commit_soon() it survives any end of this process, but a power cut may undo the
 * latest commits, newest first, until store_sync() or the next store_commit(). A failed commit has
 * rolled back, unless the disk failed to sync it. A second rollback is not an error. */
int store_begin(struct store *store, struct error *err);
int store_commit(struct store *store, struct error *err);
int store_commit_soon(struct store *store, struct error *err);
void store_rollback(struct store *store);
/* Waits until all commits are on disk; returns at once when they are. */
int store_sync(struct store *store, struct error *err);

/* Feeds. Loading an unknown feed gives a fresh state (all times TIME_NONE), not an error. */
int store_feed_load(struct feed_state *ret, struct store *store, struct arena *arena,
                    const char *url, struct error *err);
/* Sets ret->item_count of a loaded feed. The cost grows with the number of items. */
int store_feed_count(struct feed_state *ret, struct store *store, struct error *err);
int store_feed_save(struct store *store, const struct feed_state *state, struct error *err);

/* Items. The stored data of an item without its text. */
struct store_item_head {
    bool known;
    uint64_t key; /* 0 when only its fallback key is remembered */
    uint64_t content_hash, node;
    bool published_lead; /* it is or was the published lead of its node */
    uint64_t feed;       /* store_url_number() of its feed; 0 for a pruned item */
};

/* A number for a feed's configured url, for comparison. */
uint64_t store_url_number(const char *url);
/* Finds an item by its key; known is false when there is none. */
int store_item_find(struct store_item_head *ret, struct store *store, uint64_t key,
                    struct error *err);
/* Finds the item saved with this fallback key, the one seen first if there are several: this finds
 * an item whose id has changed. For a pruned item only known is set. The fallback key 0 is never
 * known. */
int store_item_find_fallback(struct store_item_head *ret, struct store *store,
                             uint64_t fallback_key, struct error *err);

/* Saves an item (new, or changed: replaces). The feed must have been saved. */
struct store_item {
    uint64_t key, content_hash;
    uint64_t fallback_key; /* finds the item under another id; 0: none */
    const char *feed_url;
    const struct item *item;
    const char *language; /* detected */
    int64_t now;
};
int store_item_save(struct store *store, const struct store_item *item, struct error *err);
/* Records that the item was in the document again, unchanged. */
int store_item_touch(struct store *store, uint64_t key, int64_t now, struct error *err);
/* Loads one telling and its node, by key (decimal, or 16 hexadecimal digits), by id, or by link (as
 * the feed wrote it, or canonical); the one seen first if there are several. Feed data that only
 * feeds.yaml has (name, tags) stays NULL. ERR_ABSENT. */
int store_telling_load(struct telling *ret, uint64_t *ret_node, struct store *store,
                       struct arena *arena, const char *key_id_or_link, struct error *err);

/* dedup's memory, within the store's transactions: node, evidence, sketch, index. Valid until
 * close. */
int store_memory(struct dedup_memory *ret, struct store *store, int64_t window_seconds,
                 struct error *err);

/* The last failure of a function of that memory, since the port itself returns no details. Returns
 * its code, 0 when none failed yet. */
int store_memory_error(struct store *store, struct error *err);

/* Call after dedup refuses a sketch (DEDUP_ERR_FORMAT): drops the sketch that the memory returned
 * last, since it is damaged. Its text is not compared again until it changes. ERR_ABSENT when no
 * sketch was returned, or when the engine stores nothing that can be damaged. */
int store_sketch_drop(struct store *store, struct error *err);

/* Damaged data is set aside and everything else continues: an unreadable feed counts as never
 * polled, a damaged telling is left out, the key index is rebuilt. */
enum { STORE_DAMAGE_SIZE = 160 };
struct store_damage {
    int64_t rows;                  /* found since the store was opened, each counted once */
    char first[STORE_DAMAGE_SIZE]; /* description of the first one; empty when there is none */
};
void store_damage(struct store_damage *ret, const struct store *store);

/* Stories, newest first by first_seen of their first telling, then by node. Nodes without stored
 * items are left out. The callback's story is in an arena that is reset after the call; a nonzero
 * result stops the walk and is returned. limit 0: all. */
typedef int store_story_fn(void *context, const struct story *story, struct error *err);
int store_stories(struct store *store, size_t limit, store_story_fn *each, void *context,
                  struct error *err);
/* What is known of a story without its texts. */
struct store_outline {
    uint64_t node;
    size_t tellings, feeds; /* feeds: with at least one of the tellings */
    int64_t latest;         /* first_seen of the newest telling */
};
/* Walks, in any order, the stories first seen at most window_seconds before the newest one. Much
 * cheaper than store_stories(). The callback must not use the store; a nonzero result stops the
 * walk and is returned. */
typedef int store_outline_fn(void *context, const struct store_outline *outline, struct error *err);
int store_outlines(struct store *store, int64_t window_seconds, store_outline_fn *each,
                   void *context, struct error *err);
/* Loads one story by node or alias. ERR_ABSENT. */
int store_story_load(struct story *ret, struct store *store, struct arena *arena, uint64_t node,
                     struct error *err);
/* Calls each for every alias with the node that it now stands for, in no particular order. Do not
 * write to the store meanwhile. A nonzero result stops the walk and is returned. */
typedef int store_alias_fn(void *context, uint64_t alias, uint64_t node, struct error *err);
int store_aliases(struct store *store, store_alias_fn *each, void *context, struct error *err);
/* Stores what was published, so that `updated` changes only when needed. */
int store_story_published(struct store *store, uint64_t node, uint64_t lead, uint64_t lead_hash,
                          int64_t updated, struct error *err);

/* The merged feed's own number, drawn once at random: its permanent id when the user sets none. */
int store_feed_number(uint64_t *ret, struct store *store, struct error *err);

/* The state's secret (model/secret.h), drawn when the state was created. It is stored twice, so
 * that one damaged row loses nothing. When both copies are lost, a new one is drawn (ERR_ABSENT if
 * the state is open read-only). Saving replaces it: only allowed while there are no items. */
int store_secret_load(struct secret *ret, struct store *store, struct error *err);
int store_secret_save(struct store *store, const struct secret *secret, struct error *err);

/* When a run last succeeded, as stored by store_run_note(); TIME_NONE when never. */
int store_run_last(int64_t *ret, struct store *store, struct error *err);
int store_run_note(struct store *store, int64_t now, struct error *err);

/* Sets every time in the state that is later than `latest` to `latest`: items, stories, the store's
 * own timestamps, and dedup's memory. Changes nothing when most items were published later, because
 * then the clock is wrong. *ret_rows: the number of changed rows. Very cheap when no time is later.
 * window_seconds is as given to store_memory(); call this before store_memory(). */
int store_clock_mend(int64_t *ret_rows, struct store *store, int64_t latest, int64_t window_seconds,
                     struct error *err);

/* The number of damaged rows that the last run set aside, as stored by store_aside_note(), which
 * writes only a changed number. */
int store_aside_last(int64_t *ret, struct store *store, struct error *err);
int store_aside_note(struct store *store, int64_t rows, struct error *err);

/* Long-term maintenance. */

/* Writes a complete copy of the state to a file, which can itself be opened as a state. Others may
 * read and write meanwhile. Writes a temporary file, then renames it. ERR_REFUSED when the engine
 * has no file. */
int store_backup(struct store *store, const char *path, struct error *err);
/* Replaces the state with such a copy, atomically; refuses a damaged copy. */
int store_restore(struct store *store, const char *path, struct error *err);

struct store_retention {
    int64_t now;
    /* a story is pruned when none of its items was in a feed for this long */
    int64_t archive_seconds;
    int64_t window_seconds; /* as given to store_memory(); 0 keeps all of dedup's memory */
    int64_t pause_seconds;  /* minimum time since the last pruning; 0: prune now */
    bool shrink;            /* the file may be rewritten, which takes time and disk space */
};
struct store_pruned {
    int64_t items, sketches; /* pruned */
    int64_t returned_bytes;  /* returned to the file system; the rest is reused */
    bool done;               /* false: it was too soon */
};
/* Prunes old data. Keeps the keys, fallback keys and hashes of items, so that an old item that
 * reappears in a feed is recognised; also keeps aliases and what was published. */
int store_prune(struct store_pruned *ret, struct store *store,
                const struct store_retention *retention, struct error *err);

/* Callbacks for a check in progress. */
struct store_watch {
    void (*finding)(void *context, const char *line);
    /* A repair, or lost data. Or NULL. */
    void (*mended)(void *context, const char *line);
    /* Called from time to time; done / total is the estimated share of the time. Or NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};
/* Reads everything that a run reads and checks the invariants; each finding is reported as one
 * line. window_seconds is as given to store_memory(). With rebuild, everything that can be rebuilt
 * is rebuilt first, including the key index; only damage that remains is a finding. *ret_findings
 * counts them; findings are not an error. */
int store_verify(int64_t *ret_findings, struct store *store, int64_t window_seconds, bool rebuild,
                 const struct store_watch *watch, struct error *err);

/* Copies a state to another address, which has none or an unfinished copy, with everything that
 * outlives a run: items, stories, marks, users, what was published. Goes on where an earlier call
 * ended; until it is done, the copy cannot be opened. Locks both states. ERR_REFUSED when the other
 * state is in use, or an engine cannot. */
int store_copy(const char *to, const char *from, const struct store_watch *watch,
               struct error *err);

struct store_size {
    int64_t bytes, free_bytes;
    int64_t pruned_at; /* when store_prune() last pruned; TIME_NONE when never */
};
/* The size of the state, and how much of it is free for reuse; 0 when nothing is stored. */
int store_size(struct store_size *ret, struct store *store, struct error *err);

/* Whether the content of the stories is unchanged since store_published_note() stored this mark,
 * which identifies everything else that a publication depends on. Saving, joining, moving or
 * pruning an item deletes the mark, in the same transaction. A change of feed metadata does not;
 * the caller then stores the mark 0, which never matches. False when the engine does not store
 * marks. */
int store_published_is(bool *ret, struct store *store, uint64_t mark, struct error *err);
int store_published_note(struct store *store, uint64_t mark, struct error *err);

/* Search over titles and texts (search/query.h). Finds the newest SEARCH_HITS_MAX items that match,
 * newest first, in the arena. A query that asks for nothing finds nothing. ERR_ABSENT when the
 * engine needs an index and has none, ERR_LIMIT when it took too long. */
int store_search(struct search_hit **ret, size_t *ret_count, struct store *store,
                 struct arena *arena, const struct search_request *request, struct error *err);
/* Turns the index on or off; it is off in a new state. While it is on, it changes with the items,
 * in their transaction. Builds it when it is missing, was damaged, or has the words of another
 * version; *ret_count items were read for that. Very cheap when nothing is to be done. */
int store_search_keep(int64_t *ret_count, struct store *store, bool wanted, struct error *err);

struct store_counts {
    /* folded: items that are not the first of their story */
    int64_t feeds, items, stories, folded;
};
int store_count(struct store_counts *ret, struct store *store, struct error *err);

#endif
