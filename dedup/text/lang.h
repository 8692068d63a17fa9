/*
 * Which language a text is in. Codes are those of word.h.
 */
#ifndef DEDUP_TEXT_LANG_H
#define DEDUP_TEXT_LANG_H

#include "dedup.h"

/* The language of a text: the label, unless the text clearly contradicts it; without a label what
 * the text clearly is, else `usual`, the language that its feed mostly has, else what the text
 * looks like; "" when nothing tells. Figures, tables and bare names are clearly in no language.
 * label and usual may be NULL or empty. */
void lang_recognise(char ret[DEDUP_LANG_SIZE], const char *label, const char *usual,
                    const char *title, size_t title_size, const char *text, size_t text_size);

#endif
