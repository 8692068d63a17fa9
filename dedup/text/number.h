/*
 * Numbers independent of script and language: digits of all scripts as ASCII, without grouping.
 *
 * "1,000", "1.000", "1 000" and "١٬٠٠٠" are one number; "3.5" and "3,5" are one number. A separator
 * before exactly three digits groups; any other separator is the decimal point.
 */
#ifndef DEDUP_TEXT_NUMBER_H
#define DEDUP_TEXT_NUMBER_H

#include "dedup/text/text.h"

enum { NUMBER_MAX = 32 };

/* Reads the number that begins at token `first` and returns the tokens it spans, at least 1. *ret
 * is its plain form, "" when the token has no digit. */
size_t number_read(char ret[NUMBER_MAX], const struct text *text, size_t first);

/* The value of a plain form without a point, up to 999; -1 for others. */
int number_small(const char *number);

#endif
