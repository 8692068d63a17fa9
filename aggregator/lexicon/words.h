/*
 * Splits dictionary texts into words in the same way as the engine splits the texts of items.
 */
#ifndef HEADWATER_LEXICON_WORDS_H
#define HEADWATER_LEXICON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDS_MAX = 8 }; /* maximum words of a text; one with more is not a headword */

/* The keys of a text's words, in order; returns their number, WORDS_MAX + 1 when they do not fit.
 * ICU's dictionaries segment scripts without spaces. */
size_t words_keys(uint32_t ret[WORDS_MAX], const char *lang, const char *text, size_t size);

/* The keys of a headword: like words_keys(), but a single key where the engine looks up lexicon
 * words in text without spaces. */
size_t words_headword(uint32_t ret[WORDS_MAX], const char *lang, const char *text, size_t size);

/* Like words_keys() for English, without stop words ("to", "the", "of"). */
size_t words_english(uint32_t ret[WORDS_MAX], const char *text, size_t size);

/* Whether a key belongs to such a stop word. */
bool words_is_empty(uint32_t key);

/* Frees the data of the calling thread: iterators, stemmers. */
void words_release(void);

#endif
