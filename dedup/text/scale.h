/*
 * Scale words: "1.2 billion", "1,2 Mrd.", "1.200 millones", "12億" and "1 200 000 000" are numbers
 * of one kind.
 *
 * A table has the beginnings of the words for thousand, million, milliard and so on in about forty
 * languages; most of them share a few roots. Where languages disagree (billion, mil), the row names
 * its language. Two scale words multiply ("mil millones").
 */
#ifndef DEDUP_TEXT_SCALE_H
#define DEDUP_TEXT_SCALE_H

#include "dedup/text/number.h"

#include <stdint.h>

/* The scale of a folded word (word.h) as a power of ten; 0: it is none. lang as word_lang() returns
 * it. */
int scale_of_word(const char *folded, const char *lang);

/* The scale of the number that spans tokens first to first + length - 1, as a power of ten; 0:
 * none. It is written together with the number ("1.2bn", "12億円") or in the words behind it.
 * word_scales has the scale of each token that is a word. */
int scale_read(const struct text *text, const uint8_t *word_scales, size_t first, size_t length,
               const char *lang);

/* Whether a word is a number with its scale ("1.2bn"). number_read() reads its digits. */
bool scale_is_joined(const struct text *text, size_t token, const char *lang);

/* The plain form of number times 10^scale. Empty when it does not fit or number has two points. */
void scale_apply(char ret[NUMBER_MAX], const char *number, int scale);

#endif
