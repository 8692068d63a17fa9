/*
 * Learns word translations from sentence pairs: IBM model 1 of Brown et al. (1993), estimated in
 * both directions.
 *
 * For languages without an installed dictionary, the translated messages of programs are the best
 * available text. A word pair is kept when each word is the likeliest translation of the other.
 */
#ifndef HEADWATER_LEXICON_ALIGN_H
#define HEADWATER_LEXICON_ALIGN_H

#include "aggregator/lexicon/pairs.h"

struct align;

/* lang is the other language; one side is always English. ERR_MEMORY. */
int align_new(struct align **ret, const char *lang, struct error *err);
/* Accepts NULL. */
void align_free(struct align *align);

/* Adds one sentence in both languages. Skips very long ones. */
int align_add(struct align *align, const char *english, const char *other, struct error *err);

/* Trains the model and adds the pairs found. */
int align_finish(struct align *align, struct pairs *pairs, struct error *err);

#endif
