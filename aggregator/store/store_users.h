/*
 * The users of the reader interfaces (aggregator/reader/): their passwords and access tokens, and
 * which stories each has read or starred.
 *
 * Part of the store, with tables of its own; only an engine whose data outlives the process has
 * users, others answer ERR_REFUSED. Passwords and tokens arrive hashed; this module knows nothing
 * of the hashes. A verb that writes is its own short transaction. ERR_LOCKED when another program
 * kept the state locked for longer than store_wait_limit().
 */
#ifndef HEADWATER_STORE_STORE_USERS_H
#define HEADWATER_STORE_STORE_USERS_H

#include "aggregator/store/store.h"

enum {
    STORE_TOKEN_BYTES = 32,           /* of a token's hash, and of a Fever key's */
    STORE_TOKENS_MAX = 64,            /* per user; the one unused for longest gives way */
    STORE_TOKEN_SECONDS = 30 * 86400, /* a token unused for this long expires */
    STORE_TOKEN_NOTE_SECONDS = 86400, /* a token's use is stored at most this often */
};

struct store_user {
    int64_t id;
    const char *name, *password; /* password: its hash, as text */
    int64_t created;
    /* set by store_users() only */
    int64_t last_used; /* of any token, to the day; TIME_NONE when there is none */
    int64_t tokens, read, starred;
    bool fever; /* has a Fever key */
};

/* Adds a user. Names are compared without regard to ASCII case. ERR_REFUSED when the name is
 * taken. */
int store_user_add(struct store *store, const char *name, const char *password, int64_t now,
                   struct error *err);
/* Finds a user by name. ERR_ABSENT. */
int store_user_load(struct store_user *ret, struct store *store, struct arena *arena,
                    const char *name, struct error *err);
/* Passes every user, by name; the strings are valid during the call. A nonzero result stops. */
typedef int store_user_fn(void *context, const struct store_user *user, struct error *err);
int store_users(struct store *store, store_user_fn *each, void *context, struct error *err);
/* Replaces the password; this revokes all access. */
int store_user_password(struct store *store, int64_t user, const char *password, struct error *err);
/* Deletes all tokens and the Fever key of a user. *ret_tokens: how many tokens there were. */
int store_user_revoke(int64_t *ret_tokens, struct store *store, int64_t user, struct error *err);
/* Deletes a user with all that is stored for it. */
int store_user_remove(struct store *store, int64_t user, struct error *err);

/* Stores a new token. Deletes the user's expired tokens, and the one unused for longest when there
 * are too many. */
int store_token_add(struct store *store, int64_t user, const unsigned char *token, int64_t now,
                    struct error *err);
/* Finds the user of a token that has not expired, and stores that it is in use. ERR_ABSENT. */
int store_token_find(struct store_user *ret, struct store *store, struct arena *arena,
                     const unsigned char *token, int64_t now, struct error *err);
/* Sets the key of the Fever interface, replacing the old one. */
int store_fever_set(struct store *store, int64_t user, const unsigned char *key, struct error *err);
/* Finds the user of a Fever key. ERR_ABSENT. */
int store_fever_find(struct store_user *ret, struct store *store, struct arena *arena,
                     const unsigned char *key, struct error *err);

/* What a user has marked. A story without a mark is unread and not starred. Pruning keeps starred
 * stories, and deletes the marks of stories that it prunes. When two stories are merged, the result
 * is starred if one was. It is read if both were; a story that no run before the merge had stored
 * does not count, because nobody can have read it. */
struct store_mark {
    uint64_t node;
    bool read, starred;
};
/* Passes every mark of a user, in no particular order. A nonzero result stops. */
typedef int store_mark_fn(void *context, const struct store_mark *mark, struct error *err);
int store_marks(struct store *store, int64_t user, store_mark_fn *each, void *context,
                struct error *err);

enum store_mark_kind { STORE_MARK_READ, STORE_MARK_STARRED };
/* Sets or clears a mark on stories, given by nodes or aliases, in one transaction. Nodes without a
 * story are ignored. */
int store_mark_set(struct store *store, int64_t user, enum store_mark_kind kind, bool on,
                   const uint64_t *nodes, size_t count, struct error *err);

/* What an index of the stories needs to know which of them it must read again. */
struct store_head {
    uint64_t node;
    int64_t first_seen;
    uint64_t print; /* differs when the story has other tellings, or one was edited */
    int64_t serial; /* greater than those of all stories stored before; unique, below 2^53 */
};
/* Passes every story, in any order. The callback must not use the store; a nonzero result stops. */
typedef int store_head_fn(void *context, const struct store_head *head, struct error *err);
int store_heads(struct store *store, store_head_fn *each, void *context, struct error *err);

/* A number that differs from the last one when another connection has changed the state. */
int store_version(int64_t *ret, struct store *store, struct error *err);
/* The current node of a node or alias. */
int store_node_resolve(uint64_t *ret, struct store *store, uint64_t node, struct error *err);
/* How long a verb waits for another program's transaction, instead of ten seconds. */
int store_wait_limit(struct store *store, int milliseconds, struct error *err);

#endif
