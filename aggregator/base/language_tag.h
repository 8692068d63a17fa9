/*
 * Language tags (BCP 47) as people write them: in any letter case, with - or _, or as the name of
 * the language instead. The languages and their names are ICU's.
 */
#ifndef HEADWATER_BASE_LANGUAGE_TAG_H
#define HEADWATER_BASE_LANGUAGE_TAG_H

#include <stdbool.h>

enum { LANGUAGE_TAG_SIZE = 36 };

/* Writes the usual form of a tag: "PT_br" is pt-BR, "zh-hant" is zh-Hant, "eng" is en. False for a
 * text that is not a tag, and for two letters that no language has, such as "jp". */
bool language_tag_read(char ret[LANGUAGE_TAG_SIZE], const char *text);

/* Writes the tag that such a text was probably meant to be: "english" and "deutsch" by the
 * English or own name of the language, also with a spelling mistake, and "jp" for the main language
 * of the country. False when there is none. */
bool language_tag_guess(char ret[LANGUAGE_TAG_SIZE], const char *text);

#endif
