/* What the store's tests share: a state in a folder of its own, and items that are quick to write.
 */
#ifndef HEADWATER_TESTS_STORE_FIXTURE_H
#define HEADWATER_TESTS_STORE_FIXTURE_H

#include "aggregator/store/store.h"
#include "tests/support/test.h"

/* A sketch of no words, in dedup's form: the least that verify calls whole. */
enum { SKETCH_SIZE = 20 };
extern const unsigned char fixture_sketch[SKETCH_SIZE];

struct fixture {
    char folder[64], path[96], address[112];
    struct store *store;
    struct dedup_memory memory;
    struct arena arena;
    struct error err;
};

/* The engine's scheme; opens the store and its memory with a window of 30 days. */
void fixture_open(struct fixture *ret, const char *scheme);
/* The same state again, as another process would see it; only for engines that outlive one. */
void fixture_reopen(struct fixture *fixture);
/* Closes and removes the folder. */
void fixture_close(struct fixture *fixture);

/* Fails the test with the error's text unless code is 0. */
void check(struct fixture *fixture, int code);

/* Saves a feed, and an item of it with its record in a node. Index keys are key, key + 1 and 7. */
void feed_put(struct fixture *fixture, const char *url);
/* Item N is saved with the fallback key N + ITEM_FALLBACK. */
enum { ITEM_FALLBACK = 1000000 };
void item_put(struct fixture *fixture, uint64_t key, uint64_t node, const char *title, int64_t now);
/* The record alone; returns its number. */
dedup_doc record_put(struct fixture *fixture, uint64_t key, uint64_t node, int64_t time);

#endif
