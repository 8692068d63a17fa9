/*
 * Finds the stored item that an item of a document corresponds to, by its key or, if the feed has
 * changed ids or moved, by its fallback key. Used only by intake.
 */
#ifndef HEADWATER_RUN_INTAKE_KEY_H
#define HEADWATER_RUN_INTAKE_KEY_H

#include "aggregator/run/intake_reading.h"

/* The publication time of an item: the one it states, unless that is in the future. */
int64_t intake_item_time(const struct item *item, int64_t now);

/* Whether new items are still compared with items stored before the state had a secret. */
bool intake_meets_older(const struct intake *intake);

/* Finds the key of an item and what the store has under it. Records in the state of the feed what
 * the document shows about the feed's ids and links. For an older item found only by its fallback
 * key that must stay unchanged, the content hash in *ret_head is set to content_hash. */
int intake_key_find(uint64_t *ret_key, struct store_item_head *ret_head, struct intake_reading *r,
                    const struct item *item, uint64_t content_hash, struct error *err);

#endif
