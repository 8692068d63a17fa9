/*
 * The rules that no score overrules: what joins two documents, or keeps them apart, whatever the
 * judge says of their texts. dedup/README.md describes each.
 */
#ifndef DEDUP_RECOGNISE_RULES_H
#define DEDUP_RECOGNISE_RULES_H

#include "dedup/recognise/engine.h"
#include "dedup/recognise/judged.h"

/* Decides on one measured candidate alone. feed and network are those of the current item. */
void candidate_decide(struct judged *ret, const struct dedup *engine, uint64_t feed,
                      uint64_t network);

#endif
