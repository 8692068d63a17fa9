#include "aggregator/run/session.h"

#include <stdlib.h>
#include <string.h>

static int lexicon_open(struct session *session, const char *path, struct error *err)
{
    struct error local = {.code = ERR_NONE};
    int code = lexicon_find_default(&session->lexicon, path, &local);

    session->has_lexicon = code == 0;
    session->lexicon_error = local;
    if (code == 0 || (path == NULL && (code == ERR_ABSENT || code == ERR_SYNTAX)))
        return 0;
    *err = local;
    return code;
}

bool session_sets_aside(struct session *session, struct error *err)
{
    return store_memory_error(session->store, NULL) == 0 &&
           store_sketch_drop(session->store, err) == 0;
}

static bool is_lead(void *context, uint64_t key)
{
    struct store_item_head head;
    struct error err;

    return store_item_find(&head, ((struct session *)context)->store, key, &err) == 0 &&
           head.known && head.published_lead;
}

static void move_note(void *context, uint64_t key, uint64_t from, uint64_t to)
{
    struct session *session = context;

    if (session->parted_items < SESSION_MOVES_MAX)
        session->moves[session->parted_items] = (struct session_move){key, from, to};
    session->parted_items++;
}

static int engine_review(struct session *session, struct error *err)
{
    struct dedup_review review = {.context = session, .leads = is_lead, .moved = move_note};
    int code = DEDUP_OK;

    if (session->readonly)
        return 0;
    do
        code = dedup_review(&review, session->engine);
    while (code == DEDUP_ERR_FORMAT && session_sets_aside(session, err));
    if (code != DEDUP_OK)
        return error_set(err, ERR_STORE, SCOPE_RUN, "cannot review the stories of older items: %s",
                         dedup_error_text(code));
    session->parted_stories += review.nodes;
    return 0;
}

static int by_feed(const void *a, const void *b)
{
    const struct session_fold *x = a, *y = b;

    return (x->feed > y->feed) - (x->feed < y->feed);
}

int session_fold(struct session *session, const struct feed *feeds, size_t count, struct error *err)
{
    session->folds = calloc(count + 1, sizeof(*session->folds));
    if (session->folds == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < count; i++)
        if (feeds[i].fold != FOLD_ALL)
            session->folds[session->fold_count++] =
                (struct session_fold){store_url_number(feeds[i].url), feeds[i].fold};
    qsort(session->folds, session->fold_count, sizeof(*session->folds), by_feed);
    return 0;
}

static enum dedup_fold fold_find(void *context, uint64_t feed)
{
    static const enum dedup_fold folds[] = {[FOLD_ALL] = DEDUP_FOLD_ALL,
                                            [FOLD_OTHERS] = DEDUP_FOLD_OTHERS,
                                            [FOLD_NEVER] = DEDUP_FOLD_NEVER};
    const struct session *session = context;
    const struct session_fold key = {.feed = feed};
    const struct session_fold *found =
        bsearch(&key, session->folds, session->fold_count, sizeof(key), by_feed);

    return found != NULL ? folds[found->fold] : DEDUP_FOLD_ALL;
}

int session_open_engine(struct session *session, struct error *err)
{
    struct dedup_options options = {.lexicon = session->lexicon.data,
                                    .lexicon_size = session->lexicon.size,
                                    .without_learning = !session->learn,
                                    .window_seconds = session->window_seconds,
                                    .fold = session->fold_count > 0 ? fold_find : NULL,
                                    .fold_context = session};
    int code;

    if (session->engine != NULL)
        return 0;
    code = store_memory(&options.memory, session->store, session->window_seconds, err);
    if (code != 0)
        return code;
    do
        code = dedup_open(&session->engine, &options);
    while (code == DEDUP_ERR_FORMAT && session_sets_aside(session, err));
    if (code == DEDUP_ERR_PORT && store_memory_error(session->store, err) != 0)
        return store_memory_error(session->store, err);
    if (code != DEDUP_OK)
        return error_set(err, ERR_STORE, SCOPE_RUN, "cannot open the memory of past items: %s",
                         dedup_error_text(code));
    return engine_review(session, err);
}

void session_close_engine(struct session *session)
{
    dedup_close(session->engine);
    session->engine = NULL;
}

int session_store(struct store **ret, struct store_lock **ret_lock, const char *state_address,
                  struct error *err)
{
    struct store *there = NULL;
    int code = store_open_readonly(&there, state_address, err);

    *ret_lock = NULL;
    store_close(there);
    if (code == 0)
        code = store_lock(ret_lock, state_address, err);
    return code != 0 ? code : store_open(ret, state_address, err);
}

/* Completes both kinds of opening. code is the result of opening the store. */
static int session_complete(struct session *ret, struct session *session, int code,
                            const struct settings *settings, const char *lexicon, struct error *err)
{
    if (code == 0)
        code = lexicon_open(session, lexicon != NULL ? lexicon : settings->lexicon, err);
    session->window_seconds = settings->window_seconds;
    session->learn = settings->learn;
    if (code == 0)
        *ret = *session;
    else
        session_close(session);
    return code;
}

int session_open(struct session *ret, const char *state_address, const struct settings *settings,
                 const char *lexicon, struct error *err)
{
    struct session session = {0};
    int code = store_lock(&session.lock, state_address, err);

    if (code == 0)
        code = store_open(&session.store, state_address, err);
    return session_complete(ret, &session, code, settings, lexicon, err);
}

int session_open_readonly(struct session *ret, const char *state_address,
                          const struct settings *settings, const char *lexicon, struct error *err)
{
    struct session session = {.readonly = true};
    int code = store_open_readonly(&session.store, state_address, err);

    return session_complete(ret, &session, code, settings, lexicon, err);
}

void session_close(struct session *session)
{
    dedup_close(session->engine);
    store_close(session->store);
    lexicon_unmap(&session->lexicon);
    free(session->folds);
    store_unlock(session->lock);
    *session = (struct session){0};
}
