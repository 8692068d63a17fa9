/*
 * Which stored item an item of a document is: by its key, or by its fallback key where its feed has
 * changed ids or moved. Used by intake alone.
 */
#ifndef HEADWATER_RUN_INTAKE_KEY_H
#define HEADWATER_RUN_INTAKE_KEY_H

#include "aggregator/match/ids.h"
#include "aggregator/run/intake.h"

/* One body on its way. */
struct reading {
    struct intake *intake;
    const struct feed *feed;
    struct feed_state *state;
    struct fetch_response *response;
    struct arena item_arena;
    struct id_set ids;
    int64_t new_times[INTAKE_NEW_TIMES_MAX];
    size_t new_count;
    bool stopped; /* before the end of the document */
};

/* When an item counts as published: as it says, unless that is still to come. */
int64_t intake_item_time(const struct item *item, int64_t now);

/* Whether items that were stored before the state had a secret are still compared with. */
bool intake_meets_older(const struct intake *intake);

/* The key of an item, and what the store knows under it. What the document shows of the feed's ids
 * and links is remembered in its state. An older item that is known by its fallback key alone has
 * *ret_head's content hash set to content_hash where it is to be left as it was. */
int intake_key_find(uint64_t *ret_key, struct store_item_head *ret_head, struct reading *r,
                    const struct item *item, uint64_t content_hash, struct error *err);

#endif
