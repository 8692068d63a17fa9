/*
 * Texts of dictionaries cut into words as the engine cuts the texts of items.
 */
#ifndef HEADWATER_LEXICON_WORDS_H
#define HEADWATER_LEXICON_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORDS_MAX = 8 }; /* words looked at; a text that has more is no headword */

/* The keys of the words of a text, in order; returns how many, WORDS_MAX + 1 when there are more
 * than fit. Scripts without spaces are cut by ICU's dictionaries. */
size_t words_keys(uint32_t ret[WORDS_MAX], const char *lang, const char *text, size_t size);

/* The keys of a headword: as words_keys(), but whole where the engine looks for the lexicon's own
 * words in a text without spaces. */
size_t words_headword(uint32_t ret[WORDS_MAX], const char *lang, const char *text, size_t size);

/* As words_keys() for English without the words that carry no meaning of their own ("to",
 * "the", "of").
 */
size_t words_english(uint32_t ret[WORDS_MAX], const char *text, size_t size);

/* Whether a key is that of such an English word. */
bool words_is_empty(uint32_t key);

/* Frees what the calling thread keeps: iterators, stemmers. */
void words_release(void);

#endif
