/*
 * Script-independent names: transliterated to Latin and reduced to classes of consonants.
 *
 * "Зеленский", "Zelensky", "Selenskyj", "ゼレンスキー" and "زيلينسكي" share one skeleton, and so do
 * words that languages share ("president", "президент"). A class joins consonants that scripts do
 * not distinguish: p and b; t and d; k, g and q; f, v and w; s and z.
 */
#ifndef DEDUP_TEXT_NAME_H
#define DEDUP_TEXT_NAME_H

#include "dedup.h"

#include <unicode/utrans.h>

enum { NAME_SKELETON_MAX = 16, NAME_FORMS_MAX = 2 };

struct names {
    UTransliterator *latin; /* any script to ASCII letters */
};

/* DEDUP_ERR_LIBRARY when ICU lacks the rules. */
int names_init(struct names *names);
void names_release(struct names *names);

/* The skeletons of one word: the usual one, and, because some scripts do not separate l from r, one
 * with every r as l. Returns their count: 0 for words with fewer than two consonant classes. lang
 * is normalised. */
size_t name_skeletons(char ret[NAME_FORMS_MAX][NAME_SKELETON_MAX], const struct names *names,
                      const char *lang, const UChar *word, int32_t length);

/* The skeleton of a word of ASCII letters; "" when it has none. Exposed for its table test. */
void name_skeleton_ascii(char ret[NAME_SKELETON_MAX], const char *lang, const char *word,
                         bool weak_vowels);

#endif
