/*
 * A feed's own rhythm: how often it brings items and at what hours of the day; and how long to wait
 * for the next poll because of it.
 *
 * Items are taken to come by chance at a rate that differs from hour to hour. For a given number of
 * requests the mean delay of all items of all feeds is least when the time between two polls is
 * inverse to the square root of that rate. So the next poll is when the integral of the root of the
 * rate reaches one: soon in busy hours, late at night. A feed that brings one item an hour is
 * polled at the usual interval; floor and ceiling are the caller's.
 */
#ifndef HEADWATER_PLAN_RHYTHM_H
#define HEADWATER_PLAN_RHYTHM_H

#include "aggregator/model/feed.h"

enum {
    RHYTHM_ITEM = 1024,                  /* what one item adds to its hour in feed_state.rhythm */
    RHYTHM_AGE_SECONDS = 14 * 86400,     /* in this time an item's weight falls to 1/e */
    RHYTHM_PRIOR = RHYTHM_ITEM / 8,      /* each hour's share before anything is known */
    RHYTHM_GAP_MEMORY = 16,              /* so many items make the mean gap */
    RHYTHM_HISTORY_SECONDS = 60 * 86400, /* older items of a first poll tell nothing */
    RHYTHM_USUAL_GAP = 3600,             /* items that far apart: the usual interval */
};

/* Lets the hours' weights age by a time that has passed. */
void rhythm_age(struct feed_state *state, int64_t seconds);

/* Learns new items. */
void rhythm_learn(struct feed_state *state, const int64_t *published, size_t count, int64_t now);

/* How long from a time to the next poll, not more than most; usual when nothing is known yet. */
int64_t rhythm_interval(const struct feed_state *state, int64_t from, int64_t usual, int64_t max);

#endif
