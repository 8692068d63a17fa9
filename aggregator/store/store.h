/*
 * What headwater remembers between runs: feeds' states, items, stories, and the memory of dedup.
 *
 * The store speaks verbs; no SQL and no row type passes this header. Engines are chosen by the
 * scheme of an address from a constant table: "sqlite:PATH" (WAL, one file) and "memory:" (nothing
 * outlives the process); an address without a scheme is the path of an SQLite state. One
 * conformance suite runs on every engine. Strings in results lie in the arena given. Everything
 * between store_begin() and store_commit() happens whole or not at all; a verb that writes outside
 * them is a transaction of its own, kept as by store_commit(). One store is used by one
 * thread.
 */
#ifndef HEADWATER_STORE_STORE_H
#define HEADWATER_STORE_STORE_H

#include "aggregator/base/arena.h"
#include "aggregator/model/feed.h"
#include "aggregator/model/secret.h"
#include "aggregator/model/story.h"
#include "dedup.h"

#include <stdbool.h>

struct store;

/* Opens, makes what is missing, migrates forward. A state written by a newer headwater is refused.
 */
int store_open(struct store **ret, const char *address, struct error *err);
/* Opens for reading only; ERR_ABSENT when there is no state yet. */
int store_open_readonly(struct store **ret, const char *address, struct error *err);
/* Accepts NULL; an open transaction is rolled back. */
void store_close(struct store *store);

/* A transaction; they do not nest. What store_commit() kept outlives a power cut. What
 * store_commit_soon() kept outlives the end of this process, however it ends; a power cut may take
 * back the last of it, in the order of the commits, until store_sync() or the next store_commit().
 * A failed commit has rolled back, unless it was the disk that failed to keep it; rolling back
 * twice is no error. */
int store_begin(struct store *store, struct error *err);
int store_commit(struct store *store, struct error *err);
int store_commit_soon(struct store *store, struct error *err);
void store_rollback(struct store *store);
/* Waits for the disk to have all that was committed; at once when it has. */
int store_sync(struct store *store, struct error *err);

/* Feeds. Loading an unknown feed gives a fresh state (all times TIME_NONE), no error. */
int store_feed_load(struct feed_state *ret, struct store *store, struct arena *arena,
                    const char *url, struct error *err);
/* Sets ret->item_count of a feed that was loaded: it takes the longer the more there are. */
int store_feed_count(struct feed_state *ret, struct store *store, struct error *err);
int store_feed_save(struct store *store, const struct feed_state *state, struct error *err);

/* Items. What the store knows of one item without its text. */
struct store_item_head {
    bool known;
    uint64_t key; /* 0 when only its fallback key is remembered */
    uint64_t content_hash, node;
    bool published_lead; /* it is or was the published lead of its node */
    uint64_t feed;       /* store_url_number() of its feed; 0 of an item that was let go */
};

/* A number for a feed's configured url, to be compared. */
uint64_t store_url_number(const char *url);
/* An item by its key; one that is not there is not known. */
int store_item_find(struct store_item_head *ret, struct store *store, uint64_t key,
                    struct error *err);
/* The same of the item that was saved with this fallback key, of several the one seen first: an
 * item whose id has changed is found by it. Of one that was let go nothing is told but that it is
 * known; the fallback key 0 is never known. */
int store_item_find_fallback(struct store_item_head *ret, struct store *store,
                             uint64_t fallback_key, struct error *err);

/* Saves an item (new, or changed: replaces). The feed must have been saved. */
struct store_item {
    uint64_t key, content_hash;
    uint64_t fallback_key; /* what it is found by under another id; 0: by nothing */
    const char *feed_url;
    const struct item *item;
    const char *language; /* recognised */
    int64_t now;
};
int store_item_save(struct store *store, const struct store_item *item, struct error *err);
/* It was in the document again, unchanged. */
int store_item_touch(struct store *store, uint64_t key, int64_t now, struct error *err);
/* One telling with its node, by key (decimal, or 16 hexadecimal digits), by id, or by link (as the
 * feed wrote it, or canonical); of several the one seen first. What only feeds.yaml knows of its
 * feed (name, tags) stays NULL. ERR_ABSENT. */
int store_telling_load(struct telling *ret, uint64_t *ret_node, struct store *store,
                       struct arena *arena, const char *key_id_or_link, struct error *err);

/* dedup's memory, inside the store's transactions: node, evidence, sketch, index. Valid until
 * close. */
int store_memory(struct dedup_memory *ret, struct store *store, int64_t window_seconds,
                 struct error *err);

/* Why a function of that memory failed last: the port itself can only say that it did. Returns the
 * code, 0 when none failed yet. */
int store_memory_error(struct store *store, struct error *err);

/* After dedup has refused a sketch (DEDUP_ERR_FORMAT): the one that the memory gave last is let go,
 * for it is damaged; its text is not compared any more until it changes. ERR_ABSENT when the memory
 * gave none, or keeps nothing that could be damaged. */
int store_sketch_drop(struct store *store, struct error *err);

/* What is damaged in the state is set aside, and all else goes on: a feed that cannot be read is as
 * one that was never asked, a telling is left out, the key index is made anew. */
enum { STORE_DAMAGE_SIZE = 160 };
struct store_damage {
    int64_t rows;                  /* met since the store was opened, each counted once */
    char first[STORE_DAMAGE_SIZE]; /* in words; empty when there is none */
};
void store_damage(struct store_damage *ret, const struct store *store);

/* Stories. The newest first by first_seen of their first telling, then by node. Nodes of which no
 * item is stored are left out. The callback's story lies in an arena that is reset after the call;
 * nonzero stops and is returned. limit 0: all. */
typedef int store_story_fn(void *context, const struct story *story, struct error *err);
int store_stories(struct store *store, size_t limit, store_story_fn *each, void *context,
                  struct error *err);
/* One story by node or alias. ERR_ABSENT. */
int store_story_load(struct story *ret, struct store *store, struct arena *arena, uint64_t node,
                     struct error *err);
/* Remembers what was published, so that `updated` moves only when it must. */
int store_story_published(struct store *store, uint64_t node, uint64_t lead, uint64_t lead_hash,
                          int64_t updated, struct error *err);

/* The merged feed's own number, drawn once from random bytes: its permanent id where the user gave
 * none. */
int store_feed_number(uint64_t *ret, struct store *store, struct error *err);

/* The state's secret (model/secret.h), drawn when the state was made; kept twice, so that one
 * damaged row loses nothing. When both copies are lost another is drawn (ERR_ABSENT from a state
 * that is open for reading). Saving replaces it: only while there are no items. */
int store_secret_load(struct secret *ret, struct store *store, struct error *err);
int store_secret_save(struct store *store, const struct secret *secret, struct error *err);

/* When a run last came to a good end, as store_run_note was told; TIME_NONE when never. */
int store_run_last(int64_t *ret, struct store *store, struct error *err);
int store_run_note(struct store *store, int64_t now, struct error *err);

/* Sets every time of the state that lies beyond `latest` to it, and lets dedup's memory follow:
 * items, stories, what the store notes of itself; nothing where most items were published later,
 * for then it is the clock that is wrong. *ret_rows: how many were. Costs next to nothing where
 * none does. window_seconds is as given to store_memory(); call it before. */
int store_clock_mend(int64_t *ret_rows, struct store *store, int64_t latest, int64_t window_seconds,
                     struct error *err);

/* How many damaged rows the last run set aside, as store_aside_note was told; it writes only what
 * has changed. */
int store_aside_last(int64_t *ret, struct store *store, struct error *err);
int store_aside_note(struct store *store, int64_t rows, struct error *err);

/* Keeping a state for years. */

/* Writes a whole copy of the state to a file, which opens as a state itself, while others may read
 * and write; beside, then renamed. ERR_REFUSED where an engine keeps no file. */
int store_backup(struct store *store, const char *path, struct error *err);
/* Replaces the state by such a copy, whole or not at all; a damaged copy is refused. */
int store_restore(struct store *store, const char *path, struct error *err);

struct store_retention {
    int64_t now;
    int64_t archive_seconds; /* a story none of whose items was in a feed for so long is let go */
    int64_t window_seconds;  /* as given to store_memory(); 0 keeps all that dedup remembers */
    int64_t pause_seconds;   /* nothing is done so soon after the last time; 0: done at once */
    bool shrink;             /* the file may be written anew, which takes its time and its room */
};
struct store_pruned {
    int64_t items, sketches; /* let go */
    int64_t returned_bytes;  /* given back to the disk; the rest is used again */
    bool done;               /* false: it was too soon */
};
/* Lets go what is past. Keys, fallback keys and hashes of items stay, so that an old item that a
 * feed shows again is known; so do aliases and what was published. */
int store_prune(struct store_pruned *ret, struct store *store,
                const struct store_retention *retention, struct error *err);

/* Who hears of a check while it goes on. */
struct store_watch {
    void (*finding)(void *context, const char *line);
    /* What was made anew, and what is lost. Or NULL. */
    void (*mended)(void *context, const char *line);
    /* Now and then; done of total is the share of the time it is likely to have taken. Or NULL. */
    void (*progress)(void *context, size_t done, size_t total);
    void *context;
};
/* Reads all that a run reads and checks what must always be true; each finding is told as one line.
 * window_seconds is as given to store_memory(). With rebuild all that can be is made anew first,
 * the key index among it; only what is damaged then still is a finding. *ret_findings counts them;
 * finding something is no error. */
int store_verify(int64_t *ret_findings, struct store *store, int64_t window_seconds, bool rebuild,
                 const struct store_watch *watch, struct error *err);

struct store_size {
    int64_t bytes, free_bytes;
    int64_t pruned_at; /* when store_prune() last did something; TIME_NONE when never */
};
/* What the state takes, and how much of it is free to be used again; 0 where nothing is kept. */
int store_size(struct store_size *ret, struct store *store, struct error *err);

/* Whether what stories show has not changed since store_published_note() was given this number,
 * which stands for all else that a publication depends on. An item that is saved, joined, moved or
 * let go makes the store forget it, in the same transaction; what a feed says of itself does not,
 * for which there is the mark 0, never told again. False where an engine does not remember. */
int store_published_is(bool *ret, struct store *store, uint64_t mark, struct error *err);
int store_published_note(struct store *store, uint64_t mark, struct error *err);

struct store_counts {
    int64_t feeds, items, stories, folded; /* folded: items that are not the first of their story */
};
int store_count(struct store_counts *ret, struct store *store, struct error *err);

#endif
