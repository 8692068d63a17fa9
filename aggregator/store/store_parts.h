/* The inner parts of store.h: the store itself, and what its verbs share. */
#ifndef HEADWATER_STORE_STORE_PARTS_H
#define HEADWATER_STORE_STORE_PARTS_H

#include "aggregator/store/store_engine.h"

struct store {
    const struct store_engine *engine;
    void *state;
    bool readonly, open_transaction;
    bool unsynced; /* committed, but perhaps not on disk yet */
};

/* The engine of an address, and the part of it after "SCHEME:". ERR_USAGE as store_address_check().
 */
int store_engine_find(const struct store_engine **ret, const char **ret_place, const char *address,
                      struct error *err);

/* Called after each writing verb with its result: outside a transaction the verb was its own
 * transaction and must be synced. */
int store_written(struct store *store, int code, struct error *err);

/* ERR_STORE when the store is open read-only. */
int store_check_writable(const struct store *store, struct error *err);

/* ERR_REFUSED: the engine has no such verb, because it is not in a file. */
int store_refuse(const struct store *store, struct error *err);

#endif
