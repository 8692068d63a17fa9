/*
 * What the user lets be joined, by feed (enum dedup_fold). fold_excludes() and fold_parts() decide
 * from the two feeds alone, so they do not depend on the order of the items or on how the stream
 * was cut. The others look at what the nodes have so far.
 */
#ifndef DEDUP_RECOGNISE_FOLD_H
#define DEDUP_RECOGNISE_FOLD_H

#include "dedup/recognise/engine.h"

/* Whether the items of one of the two feeds are joined with no item at all: then the other is not
 * even a candidate. */
bool fold_excludes(const struct dedup *engine, uint64_t feed, uint64_t other);

/* Whether an item of one feed is kept apart from an item of the other, which may be the same
 * feed. */
bool fold_parts(const struct dedup *engine, uint64_t feed, uint64_t other);

/* Whether a node may take an item of the feed: not when it has one and the feed folds only with
 * others. */
int fold_admits(bool *ret, struct dedup *engine, uint64_t feed, uint64_t node);

/* Whether two nodes may become one: not when both have an item of a feed that folds only with
 * others. */
int fold_may_merge(bool *ret, struct dedup *engine, uint64_t left, uint64_t right);

#endif
