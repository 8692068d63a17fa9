/*
 * Names from ICU's data for every language: countries, languages, months and days of the week. Each
 * maps to a code that is the same in all languages ("Corée du Sud", "Corea del Sud", "韓国": KR).
 *
 * The names of a language are loaded with its first text. A name has up to GAZETTEER_WORDS_MAX
 * words and is stored as the keys of its folded and stemmed words, so inflected forms match too.
 */
#ifndef DEDUP_TEXT_GAZETTEER_H
#define DEDUP_TEXT_GAZETTEER_H

#include "dedup/text/segment.h"

enum { GAZETTEER_WORDS_MAX = 4 };

struct gazetteer; /* of one language */

/* Loads the names of a language. Returns NULL only when out of memory; a language unknown to ICU
 * has no names. Adds the names to segmenter, the language's own or NULL, which must outlive only
 * the call. */
struct gazetteer *gazetteer_new(const char *lang, struct segmenter *segmenter);
void gazetteer_free(struct gazetteer *gazetteer);

/* Whether a name may begin with the word of this key; false positives are possible. */
bool gazetteer_may_start(const struct gazetteer *gazetteer, uint32_t word);

/* The longest name that begins at words[0]: returns its word count (0: none) and its code. */
size_t gazetteer_find(uint32_t *ret_code, const struct gazetteer *gazetteer, const uint32_t *words,
                      size_t count);

#endif
