/*
 * Words that translate one another, learnt from sentences that do: model 1 of Brown et al. (1993),
 * estimated in both directions.
 *
 * For languages that no dictionary of this machine knows, the translated messages of programs are
 * the next best text. A pair of words is kept when each is the likeliest explanation of the other.
 */
#ifndef HEADWATER_LEXICON_ALIGN_H
#define HEADWATER_LEXICON_ALIGN_H

#include "aggregator/lexicon/pairs.h"

struct align;

/* lang is the other language; English is the one side. ERR_MEMORY. */
int align_new(struct align **ret, const char *lang, struct error *err);
/* Accepts NULL. */
void align_free(struct align *align);

/* Takes in one sentence in both languages. Very long ones are passed over. */
int align_add(struct align *align, const char *english, const char *other, struct error *err);

/* Learns, and adds the pairs found. */
int align_finish(struct align *align, struct pairs *pairs, struct error *err);

#endif
