/* Shared by the store's tests: a state in its own folder, and short ways to create items. */
#ifndef HEADWATER_TESTS_STORE_FIXTURE_H
#define HEADWATER_TESTS_STORE_FIXTURE_H

#include "aggregator/store/store.h"
#include "tests/support/test.h"

/* A sketch without words, in dedup's form: the smallest that verify accepts. */
enum { SKETCH_SIZE = 20 };
extern const unsigned char fixture_sketch[SKETCH_SIZE];

struct fixture {
    char folder[64], path[96], address[256];
    struct store *store;
    struct dedup_memory memory;
    bool in_library; /* the memory is dedup's own, and there is no store */
    struct arena arena;
    struct error err;
};

/* Whether the states of "sqlite" are in PostgreSQL instead, whose server HEADWATER_POSTGRESQL
 * names: then the same tests run there. */
bool fixture_on_server(void);
/* Skips a test that looks into SQLite's file. */
void fixture_need_file(void);

/* scheme selects the engine; opens the store and its memory with a window of 30 days. "library":
 * dedup's own memory, without a store. */
void fixture_open(struct fixture *ret, const char *scheme);
/* Reopens the same state, as another process would; only for engines whose data outlives a
 * process. */
void fixture_reopen(struct fixture *fixture);
/* Opens the memory again, so that it has nothing in a cache. */
void fixture_forget(struct fixture *fixture);
/* Closes the store and removes the folder. */
void fixture_close(struct fixture *fixture);

/* Fails the test with the error's text unless code is 0. */
void check(struct fixture *fixture, int code);

/* Saves a feed; item_put() saves one of its items with a record in a node. Index keys are key, key
 * + 1 and 7. */
void feed_put(struct fixture *fixture, const char *url);
/* Item N is saved with the fallback key N + ITEM_FALLBACK. */
enum { ITEM_FALLBACK = 1000000 };
void item_put(struct fixture *fixture, uint64_t key, uint64_t node, const char *title, int64_t now);
/* Adds only the record; returns its number. */
dedup_doc record_put(struct fixture *fixture, uint64_t key, uint64_t node, int64_t time);

#endif
