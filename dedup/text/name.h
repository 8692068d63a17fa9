/*
 * Names as they survive a change of script: transliterated to Latin, reduced to classes of
 * consonants.
 *
 * "Зеленский", "Zelensky", "Selenskyj", "ゼレンスキー" and "زيلينسكي" meet in one skeleton; so do
 * words that languages share ("president", "президент"). The classes join what scripts do not part:
 * p and b, t and d, k, g and q, f, v and w, s and z.
 */
#ifndef DEDUP_TEXT_NAME_H
#define DEDUP_TEXT_NAME_H

#include "dedup.h"

#include <unicode/utrans.h>

enum { NAME_SKELETON_MAX = 16, NAME_FORMS_MAX = 2 };

struct names {
    UTransliterator *latin; /* any script to ASCII letters */
};

/* DEDUP_ERR_LIBRARY when ICU has not the rules. */
int names_init(struct names *names);
void names_release(struct names *names);

/* One word's skeletons: the usual one, and where the script does not part l from r one with all r
 * as l. Returns how many there are: 0 for words with fewer than two consonant classes. lang is
 * normalised. */
size_t name_skeletons(char ret[NAME_FORMS_MAX][NAME_SKELETON_MAX], const struct names *names,
                      const char *lang, const UChar *word, int32_t length);

/* The skeleton of a word of ASCII letters; "" when it has none. Exposed for its table test. */
void name_skeleton_ascii(char ret[NAME_SKELETON_MAX], const char *lang, const char *word,
                         bool weak_vowels);

#endif
