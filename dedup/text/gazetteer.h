/*
 * Names that ICU knows in every language: countries, languages, months and days of the week, each
 * mapped to a code that is the same in all ("Corée du Sud", "Corea del Sud", "韓国": KR).
 *
 * A language's names are loaded when its first text comes. Names may have up to GAZETTEER_WORDS_MAX
 * words; each is known by the keys of its folded and stemmed words, so that inflected forms are
 * found too.
 */
#ifndef DEDUP_TEXT_GAZETTEER_H
#define DEDUP_TEXT_GAZETTEER_H

#include "dedup/text/segment.h"

enum { GAZETTEER_WORDS_MAX = 4 };

struct gazetteer; /* of one language */

/* Loads a language's names. NULL only when memory is out; a language unknown to ICU has no names.
 * segmenter: the language's, which learns them; or NULL. It must outlive the call alone. */
struct gazetteer *gazetteer_new(const char *lang, struct segmenter *segmenter);
void gazetteer_free(struct gazetteer *gazetteer);

/* Whether a name begins with the word of this key. */
bool gazetteer_may_start(const struct gazetteer *gazetteer, uint32_t word);

/* The longest name that begins at words[0]: how many words it has (0: none), and its code. */
size_t gazetteer_find(uint32_t *ret_code, const struct gazetteer *gazetteer, const uint32_t *words,
                      size_t count);

#endif
