/*
 * Checking a state: reads every value and rebuilds what can be rebuilt.
 */
#ifndef HEADWATER_STORE_SQL_SQL_CHECK_H
#define HEADWATER_STORE_SQL_SQL_CHECK_H

#include "aggregator/store/sql/sql_engine.h"

/* Called with the number of a damaged row and a description of the damage. */
typedef int sql_flawed_fn(void *context, int64_t row, const char *words, struct error *err);

/* Each reads all rows of its kind as a run would. A nonzero result of the callback stops the check
 * and is returned. The callback must not write the table that is being read. Rows are identified by
 * feed.id, item.key and sketch.doc. */
int sql_feeds_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                    struct error *err);
int sql_tellings_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                       struct error *err);
int sql_sketches_check(struct sql_engine *engine, sql_flawed_fn *each, void *context,
                       struct error *err);

/* check: the number of copies of the secret that are damaged or lost. mend: restores copies from
 * the intact one or, when none is left, draws a new secret. */
int sql_secret_check(int64_t *ret_damaged, struct sql_engine *engine, struct error *err);
int sql_secret_mend(bool *ret_lost, struct sql_engine *engine, struct error *err);

#endif
