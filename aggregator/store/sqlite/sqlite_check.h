/*
 * The parts of checking an SQLite state: reading every value, and making anew what can be.
 */
#ifndef HEADWATER_STORE_SQLITE_SQLITE_CHECK_H
#define HEADWATER_STORE_SQLITE_SQLITE_CHECK_H

#include "aggregator/store/sqlite/sqlite_engine.h"

/* A row that is damaged, by its number, and what is amiss in it. */
typedef int sqlite_flawed_fn(void *context, int64_t row, const char *words, struct error *err);

/* Each reads all rows of its kind as a run would; nonzero from the callback stops and is returned.
 * The callback may not write what is being read. Rows are named by feed.id, item.key and
 * sketch.doc. */
int sqlite_feeds_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                       struct error *err);
int sqlite_tellings_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                          struct error *err);
int sqlite_sketches_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                          struct error *err);

/* How many copies of the secret are damaged or lost. Mending makes them anew from the other, or,
 * when it is lost, draws another. */
int sqlite_secret_check(int64_t *ret_damaged, struct sqlite_engine *engine, struct error *err);
int sqlite_secret_mend(bool *ret_lost, struct sqlite_engine *engine, struct error *err);

/* Mends what can be made anew from the rest, the key index excepted; inside a transaction. The
 * watch is told of each kind of damage what is lost by it. */
int sqlite_mend(struct sqlite_engine *engine, const struct store_watch *watch, struct error *err);

#endif
