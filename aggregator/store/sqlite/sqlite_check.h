/*
 * Checking an SQLite state: reads every value and rebuilds what can be rebuilt.
 */
#ifndef HEADWATER_STORE_SQLITE_SQLITE_CHECK_H
#define HEADWATER_STORE_SQLITE_SQLITE_CHECK_H

#include "aggregator/store/sqlite/sqlite_engine.h"

/* Called with the number of a damaged row and a description of the damage. */
typedef int sqlite_flawed_fn(void *context, int64_t row, const char *words, struct error *err);

/* Each reads all rows of its kind as a run would. A nonzero result of the callback stops the check
 * and is returned. The callback must not write the table that is being read. Rows are identified by
 * feed.id, item.key and sketch.doc. */
int sqlite_feeds_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                       struct error *err);
int sqlite_tellings_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                          struct error *err);
int sqlite_sketches_check(struct sqlite_engine *engine, sqlite_flawed_fn *each, void *context,
                          struct error *err);

/* check: the number of copies of the secret that are damaged or lost. mend: restores copies from
 * the intact one or, when none is left, draws a new secret. */
int sqlite_secret_check(int64_t *ret_damaged, struct sqlite_engine *engine, struct error *err);
int sqlite_secret_mend(bool *ret_lost, struct sqlite_engine *engine, struct error *err);

/* Repairs everything that can be rebuilt from the rest, except the key index; inside a transaction.
 * The watch gets a line for each kind of data that is lost. */
int sqlite_mend(struct sqlite_engine *engine, const struct store_watch *watch, struct error *err);

#endif
