/*
 * Kana and Hangul in Latin letters, as ICU's transliterator writes them where it matters to a
 * name's skeleton (name.h), at a hundredth of its cost.
 */
#ifndef DEDUP_TEXT_LATIN_H
#define DEDUP_TEXT_LATIN_H

#include <stdbool.h>
#include <stddef.h>
#include <unicode/utypes.h>

/* Writes a word of kana, or of Hangul syllables, in lower case with its NUL; what does not fit is
 * left out. false, and nothing written, when it holds anything else. */
bool latin_read(char *ret, size_t room, const UChar *word, int32_t length);

#endif
