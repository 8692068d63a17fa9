/*
 * The records of dedup's memory: reading them, by way of the cache of those that were read last,
 * and adding them. sql_port.c makes a memory port of it. err is set when a function fails.
 */
#ifndef HEADWATER_STORE_SQL_SQL_RECORD_H
#define HEADWATER_STORE_SQL_SQL_RECORD_H

#include "aggregator/store/sql/sql_engine.h"

/* As find(), get() and add() of struct dedup_memory. */
int sql_record_find(dedup_doc *ret, struct sql_engine *engine, uint64_t key, struct error *err);
int sql_record_get(struct dedup_record *ret, struct sql_engine *engine, dedup_doc doc,
                   struct error *err);
int sql_record_add(dedup_doc *ret, struct sql_engine *engine, const struct dedup_record *record,
                   const uint32_t *keys, size_t count, struct error *err);

/* As get_many(); those that are not in the cache are read with one statement for
 * SQL_NUMBERS_MAX of the documents. */
int sql_records_get(struct sql_engine *engine, const dedup_doc *docs, size_t count,
                    dedup_record_fn *each, void *each_context, struct error *err);

#endif
