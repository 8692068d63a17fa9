/*
 * A feed's own rhythm: how often it brings items and at which hours of the day, and the polling
 * interval that follows from it.
 *
 * The model: items arrive at random, at a rate that differs from hour to hour. For a given number
 * of requests, the mean delay of all items of all feeds is minimal when the time between two polls
 * is inversely proportional to the square root of that rate. So the next poll is due when the
 * integral of the root of the rate reaches one: soon in busy hours, late at night. A feed with one
 * item an hour is polled at the usual interval. The caller sets floor and ceiling.
 */
#ifndef HEADWATER_PLAN_RHYTHM_H
#define HEADWATER_PLAN_RHYTHM_H

#include "aggregator/model/feed.h"

enum {
    RHYTHM_ITEM = 1024,                  /* added to its hour in feed_state.rhythm by one item */
    RHYTHM_AGE_SECONDS = 14 * 86400,     /* in this time an item's weight falls to 1/e */
    RHYTHM_PRIOR = RHYTHM_ITEM / 8,      /* each hour's share before any item is known */
    RHYTHM_GAP_MEMORY = 16,              /* number of items that determine the mean gap */
    RHYTHM_HISTORY_SECONDS = 60 * 86400, /* older items of a first poll are ignored */
    RHYTHM_USUAL_GAP = 3600,             /* mean gap that leads to the usual interval */
};

/* Ages the hours' weights by the elapsed time. */
void rhythm_age(struct feed_state *state, int64_t seconds);

/* Adds new items to the rhythm. */
void rhythm_learn(struct feed_state *state, const int64_t *published, size_t count, int64_t now);

/* Time from `from` to the next poll, at most max; usual while no mean gap is known. */
int64_t rhythm_interval(const struct feed_state *state, int64_t from, int64_t usual, int64_t max);

#endif
