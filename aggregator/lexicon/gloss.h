/*
 * The translations in a dictionary's line: "to <v> go (on foot), walk; tread" is "to go", "walk"
 * and "tread".
 */
#ifndef HEADWATER_LEXICON_GLOSS_H
#define HEADWATER_LEXICON_GLOSS_H

#include <stdbool.h>
#include <stddef.h>

enum { GLOSS_SIZE = 200 }; /* a longer piece is an explanation and is left out */

struct gloss {
    const char *at, *end;
};

/* Stands before the first part of the line, which is borrowed. */
void gloss_init(struct gloss *gloss, const char *line, size_t size);

/* The next piece, without what stands in brackets, slashes and quotation marks and without blanks
 * around it; false at the end. Pieces end at commas, semicolons and their likes in all scripts. */
bool gloss_next(char ret[GLOSS_SIZE], struct gloss *gloss);

#endif
