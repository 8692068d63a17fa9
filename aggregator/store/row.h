/*
 * What the engines share: how an item is written down, and how a telling is made from what was
 * written.
 */
#ifndef HEADWATER_STORE_ROW_H
#define HEADWATER_STORE_ROW_H

#include "aggregator/base/arena.h"
#include "aggregator/model/story.h"
#include "dedup.h"

#include <stdbool.h>

/* One telling as an engine keeps it; pointers are borrowed. */
struct telling_row {
    uint64_t key, node;
    const char *item;       /* JSON */
    const char *feed_url;   /* as configured */
    const char *feed_state; /* JSON; see feed_json.h */
    const char *language;   /* or NULL */
    int64_t first_seen, changed;
    struct dedup_evidence evidence;
    bool placed; /* dedup knows it: node and evidence are set */
};

/* A telling in the arena. ERR_STORE when a stored form is damaged, ERR_MEMORY. */
int telling_from_row(struct telling *ret, struct arena *arena, const struct telling_row *row,
                     struct error *err);

/* XXH3 of an id or link, for finding; 0 for NULL and for "". */
uint64_t name_hash(const char *name);

/* The keys that a word may mean: as decimal, as 16 hexadecimal digits. Returns how many. */
enum { NAME_KEYS = 2 };
size_t name_keys(uint64_t ret[NAME_KEYS], const char *name);

/* Brings the tellings in the order of story.h and sets first_seen from them. */
void story_order(struct story *story);

#endif
