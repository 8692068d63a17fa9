/*
 * Shared by the engines: the stored form of items, and how a telling is built from it.
 */
#ifndef HEADWATER_STORE_ROW_H
#define HEADWATER_STORE_ROW_H

#include "aggregator/base/arena.h"
#include "aggregator/model/story.h"
#include "dedup.h"

#include <stdbool.h>

/* A telling as an engine stores it; all pointers are borrowed. */
struct telling_row {
    uint64_t key, node;
    const char *item;       /* JSON */
    const char *feed_url;   /* as configured */
    const char *feed_state; /* JSON; see feed_json.h */
    const char *language;   /* or NULL */
    int64_t first_seen, changed;
    struct dedup_evidence evidence;
    bool placed; /* placed by dedup: node and evidence are set */
};

/* Builds a telling in the arena. ERR_STORE when stored data is damaged, ERR_MEMORY. */
int telling_from_row(struct telling *ret, struct arena *arena, const struct telling_row *row,
                     struct error *err);

/* XXH3 of an id or link, for lookups; 0 for NULL and for "". */
uint64_t name_hash(const char *name);

/* The keys that a string can denote: as decimal, as 16 hexadecimal digits. Returns their number. */
enum { NAME_KEYS = 2 };
size_t name_keys(uint64_t ret[NAME_KEYS], const char *name);

/* Sorts the tellings in the order of story.h and sets first_seen from them. */
void story_order(struct story *story);

#endif
