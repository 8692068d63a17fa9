/*
 * Romanised kana and Hangul, equal to ICU's transliterator in all that matters for the skeleton of
 * a name (name.h), at a hundredth of the cost.
 */
#ifndef DEDUP_TEXT_LATIN_H
#define DEDUP_TEXT_LATIN_H

#include <stdbool.h>
#include <stddef.h>
#include <unicode/utypes.h>

/* Writes a word of kana or of Hangul syllables in lower-case Latin letters, NUL-terminated and
 * truncated to room. Returns false, and writes nothing, when the word contains anything else. */
bool latin_read(char *ret, size_t room, const UChar *word, int32_t length);

#endif
