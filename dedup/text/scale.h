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

/* The scale of the number that spans tokens first to first + length - 1, as a power of ten; 0:
 * none. *ret_tokens is the number of scale words that follow the number, 0 when the scale is
 * written together with it ("1.2bn", "12億円"). lang as word_lang() returns it. */
int scale_read(size_t *ret_tokens, const struct text *text, size_t first, size_t length,
               const char *lang);

/* Whether a word is a number with its scale ("1.2bn"). number_read() reads its digits. */
bool scale_is_joined(const struct text *text, size_t token, const char *lang);

/* The plain form of number times 10^scale. Empty when it does not fit or number has two points. */
void scale_apply(char ret[NUMBER_MAX], const char *number, int scale);

#endif
