/*
 * The state opened for work: its lock, its store, the lexicon, and the engine over the store's
 * memory when it is first wanted.
 *
 * What the commands share that change the state, or ask the engine. The lock beside the state keeps
 * two that change it apart.
 */
#ifndef HEADWATER_RUN_SESSION_H
#define HEADWATER_RUN_SESSION_H

#include "aggregator/lexicon/lexicon.h"
#include "aggregator/model/feed.h"
#include "aggregator/store/store.h"

/* An item that a newer judge took out of a story. */
enum { SESSION_MOVES_MAX = 64 };
struct session_move {
    uint64_t key, from, to;
};

struct session {
    int lock; /* -1: none */
    struct store *store;
    struct lexicon_map lexicon;
    bool has_lexicon;
    struct error lexicon_error; /* why there is none: ERR_ABSENT, or ERR_SYNTAX: one that does not
                                   serve */
    struct dedup *engine;       /* NULL until session_open_engine() */
    int64_t window_seconds;
    bool readonly;
    size_t parted_stories, parted_items; /* stories that a newer judge parted; items that left */
    struct session_move moves[SESSION_MOVES_MAX]; /* the first of them */
};

/* Opens it all. lexicon is the path that the user gave, or NULL: then the settings', else the
 * installed one; without any, or where the installed one is damaged or of another version (it is
 * made anew some time after an upgrade, and feeds are polled meanwhile), the engine works on
 * numbers, places and names, and has_lexicon is false. ERR_LOCKED when another process works on the
 * state. On failure there is nothing to release. */
int session_open(struct session *ret, const char *state_address, const struct settings *settings,
                 const char *lexicon, struct error *err);

/* The same for reading only: takes no lock, so that it works while a run is going on, and makes
 * nothing. ERR_ABSENT when there is no state. */
int session_open_readonly(struct session *ret, const char *state_address,
                          const struct settings *settings, const char *lexicon, struct error *err);

/* Opens session->engine unless it is open: what it reads then costs more than a run in which
 * nothing is new. Where the state may be changed, stories that an older judge joined wrongly are
 * parted then, once (dedup_review()), in the transaction that is open or in one of its own. */
int session_open_engine(struct session *session, struct error *err);

/* After the engine has failed: whether it was at a damaged sketch, which is let go now (see
 * store_sketch_drop), so that the same can be asked again. */
bool session_sets_aside(struct session *session, struct error *err);

/* The lock beside a state, for a command that needs no engine. *ret_fd is the caller's to close, -1
 * when the state is in no file. ERR_LOCKED when another process works on the state. */
int session_lock(int *ret_fd, const char *state_address, struct error *err);

/* The lock and the store of a state that is there, for a command that changes it and needs no
 * engine. *ret_fd is the caller's to close, -1 when the state is in no file. ERR_ABSENT when there
 * is no state, and none is made; ERR_LOCKED. */
int session_store(struct store **ret, int *ret_fd, const char *state_address, struct error *err);

/* Accepts a zeroed session. An open transaction is rolled back. */
void session_close(struct session *session);

#endif
