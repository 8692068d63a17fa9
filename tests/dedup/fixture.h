/*
 * Shared code of the engine's tests: a small lexicon of a few languages, and an engine with an
 * in-RAM memory. A failure ends the test.
 */
#ifndef HEADWATER_TESTS_DEDUP_FIXTURE_H
#define HEADWATER_TESTS_DEDUP_FIXTURE_H

#include "dedup/recognise/engine.h"

struct fixture {
    struct dedup_memory memory;
    struct dedup *engine;
    void *lexicon;
    size_t lexicon_size;
    enum dedup_fold (*fold)(void *context, uint64_t feed); /* from the next fixture_reopen() on */
    bool without_learning;                                 /* the same */
};

/* Opens an engine with the small lexicon and an empty memory. */
void fixture_open(struct fixture *ret, int64_t window_seconds);
/* The same with another lexicon, which fixture_close() frees, without a window. */
void fixture_open_with(struct fixture *ret, void *lexicon, size_t size, bool without_learning);
void fixture_close(struct fixture *fixture);

/* Flushes and closes the engine, and opens another on the same memory. */
void fixture_reopen(struct fixture *fixture);

/* The compiled small lexicon; the caller releases it with free(). */
void *fixture_lexicon(size_t *ret_size);

/* Places an item. */
struct dedup_verdict fixture_place(struct fixture *fixture, const struct dedup_item *item);

/* The current node of an item. */
uint64_t fixture_node(const struct fixture *fixture, uint64_t key);

#endif
