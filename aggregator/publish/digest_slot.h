/*
 * When digests are due: at a time of the day, on every day or on some days of the week, in a time
 * zone. Pure.
 */
#ifndef HEADWATER_PUBLISH_DIGEST_SLOT_H
#define HEADWATER_PUBLISH_DIGEST_SLOT_H

#include "aggregator/base/zone.h"
#include "aggregator/model/feed.h"

/* The latest time, not after now, for which a digest of the output is due. A time that a change of
 * the clocks skips is an hour later on that day. */
int64_t digest_slot_latest(const struct output *output, const struct zone *zone, int64_t now);

#endif
