/*
 * Candidates: documents that may tell the story of the current item, found by shared keys and
 * judged.
 */
#ifndef DEDUP_RECOGNISE_CANDIDATES_H
#define DEDUP_RECOGNISE_CANDIDATES_H

#include "dedup/recognise/engine.h"
#include "dedup/recognise/judged.h"

/* Finds and measures the candidates of engine->sketch, which engine->left must already hold. Skips
 * the item itself (by key). */
int candidates_find(struct candidates *ret, struct dedup *engine, const struct dedup_item *item,
                    const struct key *keys, size_t key_count);

/* Measures one more document, unless it is already present or there is no room. Does not call the
 * memory. */
int candidates_add(struct candidates *candidates, struct dedup *engine,
                   const struct dedup_item *item, const struct dedup_record *record);

/* Decides on all measured candidates, each compared with the others: channel, score, rule,
 * barred. */
void candidates_decide(struct candidates *candidates, const struct dedup *engine,
                       const struct dedup_item *item);

/* Measures engine->sketch against engine->candidate. The caller sets ret->feed, network, node and
 * time. `time` is the publication time of engine->sketch. */
void candidate_measure(struct judged *ret, struct dedup *engine, int64_t time);

/* Judges two known documents without other candidates. Leaves engine->sketch unchanged and
 * overwrites engine->candidate. */
int documents_judge(struct judged *ret, struct dedup *engine, dedup_doc a, dedup_doc b);

#endif
