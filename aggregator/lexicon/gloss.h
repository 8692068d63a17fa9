/*
 * Splits a dictionary line into translations: "to <v> go (on foot), walk; tread" gives "to go",
 * "walk" and "tread".
 */
#ifndef HEADWATER_LEXICON_GLOSS_H
#define HEADWATER_LEXICON_GLOSS_H

#include <stdbool.h>
#include <stddef.h>

enum { GLOSS_SIZE = 200 }; /* a longer piece is an explanation and is skipped */

struct gloss {
    const char *at, *end;
};

/* Starts before the first piece of the line, which is borrowed. */
void gloss_init(struct gloss *gloss, const char *line, size_t size);

/* The next piece, trimmed, without text in brackets, slashes and quotation marks; false at the end.
 * Pieces end at commas, semicolons and their equivalents in all scripts. */
bool gloss_next(char ret[GLOSS_SIZE], struct gloss *gloss);

#endif
