/*
 * Opens the state for work: its lock, its store, the lexicon and, when first needed, the engine on
 * the memory port of the store.
 *
 * Shared by the commands that change the state or use the engine. The lock on the state
 * prevents two commands from changing it at once.
 */
#ifndef HEADWATER_RUN_SESSION_H
#define HEADWATER_RUN_SESSION_H

#include "aggregator/lexicon/lexicon.h"
#include "aggregator/model/feed.h"
#include "aggregator/store/store.h"

/* An item that a newer judge moved out of a story. */
enum { SESSION_MOVES_MAX = 64 };
struct session_move {
    uint64_t key, from, to;
};

/* A feed whose items do not fold with all others. */
struct session_fold {
    uint64_t feed; /* store_url_number() */
    enum feed_fold fold;
};

struct session {
    struct store_lock *lock; /* NULL: none */
    struct store *store;
    struct lexicon_map lexicon;
    bool has_lexicon;
    /* why there is no lexicon: ERR_ABSENT, or ERR_SYNTAX for an unusable one */
    struct error lexicon_error;
    struct dedup *engine; /* NULL until session_open_engine() */
    int64_t window_seconds;
    bool learn;                 /* settings.learn */
    struct session_fold *folds; /* by feed */
    size_t fold_count;
    bool readonly;
    /* stories that a newer judge split; items that were moved */
    size_t parted_stories, parted_items;
    struct session_move moves[SESSION_MOVES_MAX]; /* the first of those moves */
};

/* Opens everything but the engine. lexicon is the path given by the user, or NULL: then the one in
 * the settings, else the installed one. If there is none, or if the installed one is damaged or of
 * another version, has_lexicon is false and the engine uses only numbers, places and names; after
 * an upgrade the installed lexicon is rebuilt later, and polling must work in the meantime.
 * ERR_LOCKED when another process uses the state. On failure there is nothing to release. */
int session_open(struct session *ret, const char *state_address, const struct settings *settings,
                 const char *lexicon, struct error *err);

/* As session_open(), read-only: takes no lock, so that it works during a run, and creates nothing.
 * ERR_ABSENT when there is no state. */
int session_open_readonly(struct session *ret, const char *state_address,
                          const struct settings *settings, const char *lexicon, struct error *err);

/* Tells the engine, before it is opened, what the items of each feed may be joined with.
 * ERR_MEMORY. */
int session_fold(struct session *session, const struct feed *feeds, size_t count,
                 struct error *err);

/* Opens session->engine unless it is open. This reads data that a run without new items does not
 * need. If the state is writable, stories that an older judge joined wrongly are split once
 * (dedup_review()), in the open transaction or in a new one. */
int session_open_engine(struct session *session, struct error *err);

/* Closes session->engine; the next session_open_engine() opens it again. */
void session_close_engine(struct session *session);

/* To be called after the engine has failed: whether the cause was a damaged sketch, which is then
 * dropped (see store_sketch_drop), so that the operation can be retried. */
bool session_sets_aside(struct session *session, struct error *err);

/* Takes the lock and opens the store of an existing state, for a command that changes it and needs
 * no engine. The caller closes *ret, then unlocks *ret_lock. ERR_ABSENT when there is no state;
 * none is created. ERR_LOCKED. */
int session_store(struct store **ret, struct store_lock **ret_lock, const char *state_address,
                  struct error *err);

/* Accepts a zeroed session. Rolls back an open transaction. */
void session_close(struct session *session);

#endif
