/*
 * Language recognition. Codes are those of word.h.
 */
#ifndef DEDUP_TEXT_LANG_H
#define DEDUP_TEXT_LANG_H

#include "dedup.h"

/* Recognises the language of a text. The label counts unless the text clearly contradicts it.
 * Without a label, the result is the clear language of the text, else `usual` (the language of most
 * items of its feed), else the best guess; "" when there is none. Figures, tables and bare names
 * have no clear language. label and usual may be NULL or empty. */
void lang_recognise(char ret[DEDUP_LANG_SIZE], const char *label, const char *usual,
                    const char *title, size_t title_size, const char *text, size_t text_size);

#endif
