/*
 * Vietnamese and Korean readings of Chinese characters, which give their Sino-Vietnamese and
 * Sino-Korean words: 政府 is "chính phủ" and "정부". Vietnamese readings come from the Unihan
 * database, Korean words from libhangul's Hanja table.
 */
#ifndef HEADWATER_LEXICON_SINO_H
#define HEADWATER_LEXICON_SINO_H

#include "aggregator/lexicon/source.h"

struct sino;

/* Loads the Vietnamese readings; *ret is NULL when they are not installed. ERR_MEMORY. */
int sino_load(struct sino **ret, const struct source_context *context, struct error *err);
/* Accepts NULL. */
void sino_free(struct sino *sino);

/* Pairs a Chinese word of two to four characters with its Vietnamese readings. sino may be NULL. */
int sino_add(const struct sino *sino, struct pairs *pairs, const char *word, struct error *err);

#endif
