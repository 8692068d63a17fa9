/*
 * Which language a text is in. Codes are those of word.h.
 */
#ifndef DEDUP_LANG_H
#define DEDUP_LANG_H

#include "dedup/dedup.h"

/* The language of a text: the label, unless the text clearly contradicts it; without a label what
 * the text looks like; "" when neither tells. */
void lang_recognise(char ret[DEDUP_LANG_SIZE], const char *label, const char *title,
                    size_t title_size, const char *text, size_t text_size);

#endif
