/*
 * The interface of a store engine: the verbs of store.h as a table of functions.
 *
 * store_address.c finds the engine of an address. store.c tracks the transaction, runs the
 * failpoints and forwards each verb. An engine must keep the promises of store.h;
 * tests/store/conformance runs on every row of the engine table. A verb that writes outside
 * store_begin() and store_commit() is its own transaction.
 */
#ifndef HEADWATER_STORE_STORE_ENGINE_H
#define HEADWATER_STORE_STORE_ENGINE_H

#include "aggregator/store/store_lists.h"
#include "aggregator/store/store_pages.h"
#include "aggregator/store/store_pings.h"
#include "aggregator/store/store_polling.h"
#include "aggregator/store/store_push.h"
#include "aggregator/store/store_users.h"

/* What was last published for a story. */
struct store_publication {
    uint64_t lead, lead_hash;
    int64_t updated;
};

/* The verbs of store_users.h. */
struct store_user_verbs {
    int (*add)(void *engine, const char *name, const char *password, int64_t now,
               struct error *err);
    int (*load)(struct store_user *ret, void *engine, struct arena *arena, const char *name,
                struct error *err);
    int (*list)(void *engine, store_user_fn *each, void *context, struct error *err);
    int (*password)(void *engine, int64_t user, const char *password, struct error *err);
    int (*revoke)(int64_t *ret_tokens, void *engine, int64_t user, struct error *err);
    int (*remove)(void *engine, int64_t user, struct error *err);
    int (*token_add)(void *engine, int64_t user, const unsigned char *token, int64_t now,
                     struct error *err);
    int (*token_find)(struct store_user *ret, void *engine, struct arena *arena,
                      const unsigned char *token, int64_t now, struct error *err);
    int (*fever_set)(void *engine, int64_t user, const unsigned char *key, struct error *err);
    int (*fever_find)(struct store_user *ret, void *engine, struct arena *arena,
                      const unsigned char *key, struct error *err);
    int (*marks)(void *engine, int64_t user, store_mark_fn *each, void *context, struct error *err);
    int (*mark_set)(void *engine, int64_t user, enum store_mark_kind kind, bool on,
                    const uint64_t *nodes, size_t count, struct error *err);
    int (*heads)(void *engine, store_head_fn *each, void *context, struct error *err);
    int (*version)(int64_t *ret, void *engine, struct error *err);
    int (*node_resolve)(uint64_t *ret, void *engine, uint64_t node, struct error *err);
    void (*wait_limit)(void *engine, int milliseconds);
};

/* The verbs of store_lists.h. */
struct store_list_verbs {
    int (*enter)(void *engine, uint64_t list, uint64_t node, int64_t time, struct error *err);
    int (*entries)(void *engine, uint64_t list, store_entry_fn *each, void *context,
                   struct error *err);
    int (*digest_save)(void *engine, uint64_t list, const struct store_digest *digest,
                       struct error *err);
    int (*digest_mail)(void *engine, uint64_t list, int64_t slot, enum store_mail mail,
                       struct error *err);
    int (*digests)(void *engine, uint64_t list, size_t limit, store_digest_fn *each, void *context,
                   struct error *err);
};

/* The verbs of store_pages.h. */
struct store_page_verbs {
    int (*want)(void *engine, const struct store_page *page, int64_t now, struct error *err);
    int (*due)(struct store_page **ret, size_t *ret_count, void *engine, struct arena *arena,
               size_t limit, int64_t now, struct error *err);
    int (*asked)(void *engine, uint64_t key, int64_t now, struct error *err);
    int (*settle)(void *engine, uint64_t key, int64_t due, struct error *err);
    int (*count)(int64_t *ret, void *engine, int64_t since, struct error *err);
    /* pages wanted before the one time, and sites that say nothing after the other */
    int (*forget)(void *engine, int64_t before, int64_t sites_before, struct error *err);
    /* origin is set; the rest is unchanged when the site is unknown */
    int (*site_load)(struct store_site *ret, void *engine, struct arena *arena, struct error *err);
    int (*site_save)(void *engine, const struct store_site *site, struct error *err);
};

/* The verbs of store_push.h. */
struct store_push_verbs {
    int (*find)(struct push_subscription *ret, void *engine, struct arena *arena, const char *token,
                struct error *err);
    int (*of_feed)(struct push_subscription *ret, void *engine, struct arena *arena,
                   const char *feed_url, struct error *err);
    int (*each)(void *engine, store_push_fn *each, void *context, struct error *err);
    int (*add)(void *engine, const struct push_subscription *push, struct error *err);
    int (*asked)(void *engine, const char *token, int64_t now, int64_t due, struct error *err);
    int (*later)(void *engine, const char *token, int64_t due, struct error *err);
    int (*end)(void *engine, const char *token, int64_t now, struct error *err);
    int (*polled)(void *engine, const char *token, int64_t until, bool missed, struct error *err);
    int (*drop)(void *engine, const char *token, struct error *err);
    int (*verified)(void *engine, const char *token, int64_t now, int64_t lease_end, int64_t due,
                    struct error *err);
    int (*denied)(void *engine, const char *token, int64_t due, struct error *err);
    int (*delivered)(void *engine, const char *token, int64_t now, struct error *err);
    int (*refused)(void *engine, const char *token, int64_t now, struct error *err);
};

/* The verbs of store_polling.h. */
struct store_polling_verbs {
    int (*hosts_add)(void *engine, const char *const *names, size_t count, int64_t due,
                     struct error *err);
    int (*hosts_lease)(int64_t *ret_lease, const char ***ret_names, size_t *ret_count, void *engine,
                       struct arena *arena, size_t limit, int64_t seconds, int64_t now,
                       struct error *err);
    int (*host_lease)(bool *ret, void *engine, int64_t lease, const char *name, int64_t seconds,
                      struct error *err);
    int (*renew)(void *engine, int64_t lease, size_t hosts, int64_t seconds, struct error *err);
    int (*release)(void *engine, int64_t lease, const char *name, int64_t due, int64_t rest,
                   struct error *err);
    int (*leased)(int64_t *ret, void *engine, struct error *err);
    int (*news)(void *engine, const char *name, int64_t due, struct error *err);
    int (*use)(void *engine, int64_t lease, const char *name, struct error *err);
    int (*put)(void *engine, const struct store_delivery *delivery, struct error *err);
    int (*waits)(bool *ret, void *engine, const char *feed_url, struct error *err);
    int (*count)(int64_t *ret, void *engine, struct error *err);
    int (*next)(struct store_delivery *ret, bool *ret_found, void *engine, struct arena *arena,
                int64_t after, struct error *err);
    int (*settle)(void *engine, int64_t id, const char *host, int64_t due, struct error *err);
};

/* The verbs of store_pings.h. */
struct store_ping_verbs {
    /* hub and topic are set; the rest is unchanged when they are unknown */
    int (*load)(struct store_ping *ret, void *engine, struct error *err);
    int (*save)(void *engine, const struct store_ping *ping, struct error *err);
    /* what nothing happened to since this time */
    int (*forget)(void *engine, int64_t before, struct error *err);
};

/* A lock that is held; an engine's own struct begins with it. */
struct store_lock {
    void (*release)(struct store_lock *lock); /* also frees it */
};

struct store_engine {
    const char *scheme;     /* of an address: "sqlite" */
    const char *scheme_too; /* another one, or NULL */
    bool place_is_file;     /* the path of a file, which the user may write without the scheme */
    const char *instead;    /* what does for its states what needs a file; NULL: nothing */

    /* place is the part of the address after "SCHEME:". */
    int (*open)(void **ret, const char *place, bool readonly, struct error *err);
    void (*close)(void *engine);
    /* As store.h describes them. NULL when no other process can reach the state. */
    int (*lock)(struct store_lock **ret, const char *place, struct error *err);
    void (*stamp)(struct store_stamp *ret, const char *place);

    /* The address without what is secret in it. NULL when nothing can be. */
    void (*show)(char *ret, size_t room, const char *place);

    int (*begin)(void *engine, struct error *err);
    int (*commit)(void *engine, struct error *err); /* on failure, rolls back everything */
    void (*rollback)(void *engine);
    /* When this returns, all commits are on disk. NULL when nothing outlives the process. */
    int (*sync)(void *engine, struct error *err);

    int (*feed_count)(struct feed_state *ret, void *engine, struct error *err);
    int (*feed_load)(struct feed_state *ret, void *engine, struct arena *arena, const char *url,
                     struct error *err);
    int (*feed_save)(void *engine, const struct feed_state *state, struct error *err);

    int (*item_find)(struct store_item_head *ret, void *engine, uint64_t key, struct error *err);
    int (*item_find_fallback)(struct store_item_head *ret, void *engine, uint64_t fallback_key,
                              struct error *err);
    int (*item_save)(void *engine, const struct store_item *item, struct error *err);
    int (*item_touch)(void *engine, uint64_t key, int64_t now, struct error *err);
    int (*telling_load)(struct telling *ret, uint64_t *ret_node, void *engine, struct arena *arena,
                        const char *name, struct error *err);

    int (*memory)(struct dedup_memory *ret, void *engine, int64_t window_seconds,
                  struct error *err);
    const struct error *(*memory_error)(void *engine); /* of the port's last failure */

    int (*stories)(void *engine, size_t limit, store_story_fn *each, void *context,
                   struct error *err);
    int (*outlines)(void *engine, int64_t window_seconds, store_outline_fn *each, void *context,
                    struct error *err);
    int (*story_load)(struct story *ret, void *engine, struct arena *arena, uint64_t node,
                      struct error *err);
    int (*aliases)(void *engine, store_alias_fn *each, void *context, struct error *err);
    int (*story_published)(void *engine, uint64_t node, const struct store_publication *what,
                           struct error *err);

    int (*feed_number)(uint64_t *ret, void *engine, struct error *err);
    int (*secret_load)(struct secret *ret, void *engine, struct error *err);
    int (*secret_save)(void *engine, const struct secret *secret, struct error *err);
    int (*run_last)(int64_t *ret, void *engine, struct error *err);
    int (*run_note)(void *engine, int64_t now, struct error *err);
    /* NULL when nothing outlives a run. */
    int (*clock_mend)(int64_t *ret_rows, void *engine, int64_t latest, int64_t window_seconds,
                      struct error *err);
    /* NULL when nothing can be damaged. */
    int (*aside_last)(int64_t *ret, void *engine, struct error *err);
    int (*aside_note)(void *engine, int64_t rows, struct error *err);
    /* NULL when the engine does not store marks. */
    int (*published_is)(bool *ret, void *engine, uint64_t mark, struct error *err);
    int (*published_note)(void *engine, uint64_t mark, struct error *err);
    int (*count)(struct store_counts *ret, void *engine, struct error *err);

    /* NULL when the engine stores no file. */
    int (*backup)(void *engine, const char *path, struct error *err);
    int (*restore)(void *engine, const char *path, struct error *err);
    int (*prune)(struct store_pruned *ret, void *engine, const struct store_retention *retention,
                 struct error *err);
    int (*verify)(int64_t *ret_findings, void *engine, int64_t window_seconds, bool rebuild,
                  const struct store_watch *watch, struct error *err);
    int (*size)(struct store_size *ret, void *engine, struct error *err);
    /* The last sketch that the memory port returned is damaged: it is not returned again. NULL when
     * nothing can be damaged. */
    int (*sketch_drop)(void *engine, struct error *err);
    const struct store_damage *(*damage)(void *engine);
    const struct store_user_verbs *users; /* NULL when the engine has none */
    /* NULL when the engine searches without an index. */
    int (*search_keep)(int64_t *ret_count, void *engine, bool wanted, struct error *err);
    int (*search)(struct search_hit **ret, size_t *ret_count, void *engine, struct arena *arena,
                  const struct search_request *request, struct error *err);
    const struct store_list_verbs *lists;      /* NULL when the engine remembers none */
    const struct store_page_verbs *pages;      /* the same */
    const struct store_polling_verbs *polling; /* NULL when one machine only reaches the state */
    const struct store_ping_verbs *pings;      /* NULL when the engine remembers none */
    /* Copies all of a state into one that is new or an unfinished copy; both engines are of those
     * that have this. NULL when the engine stores nothing. */
    int (*copy)(void *to, void *from, const struct store_watch *watch, struct error *err);
    /* ERR_REFUSED for an unfinished copy. NULL with copy. */
    int (*copy_check)(void *engine, struct error *err);
    const struct store_push_verbs *push; /* the same */
};

extern const struct store_engine store_engine_sqlite, store_engine_memory, store_engine_postgresql;

#endif
