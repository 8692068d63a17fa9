/*
 * Collects pairs of words that translate each other, in any two languages, from the dictionary
 * readers. Compiles them into the lexicon of English concepts, directly and by one hop through a
 * third language.
 *
 * Words are stored only as keys (dedup/include/dedup_lexicon.h). A pair of a language with English
 * is direct; a pair of two other languages is a bridge, in both directions.
 */
#ifndef HEADWATER_LEXICON_PAIRS_H
#define HEADWATER_LEXICON_PAIRS_H

#include "aggregator/base/error.h"
#include "dedup_lexicon.h"

#include <stddef.h>
#include <stdint.h>

struct pairs;

/* ERR_MEMORY. */
int pairs_new(struct pairs **ret, struct error *err);
/* Accepts NULL. */
void pairs_free(struct pairs *pairs);

/*
 * Adds a pair: the first a_size bytes at a, in lang_a, and those at b mean the same. A weight of 1
 * is a dictionary's first translation. Texts of several words become a phrase, English ones without
 * stop words ("to", "the"). Texts too long for a phrase are skipped. Either language may be
 * English. The only error is ERR_MEMORY.
 */
int pairs_add(struct pairs *pairs, const char *lang_a, const char *a, size_t a_size,
              const char *lang_b, const char *b, size_t b_size, double weight, struct error *err);

/* Like pairs_add(), for existing keys: a word or phrase of lang and an English concept. */
int pairs_add_keys(struct pairs *pairs, const char *lang, uint32_t word, uint32_t concept_key,
                   double weight, struct error *err);

/* The number of pairs added. */
size_t pairs_count(const struct pairs *pairs);

/* Compiles the pairs; afterwards they can only be freed. *ret is malloc'ed, owned by the caller. */
int pairs_compile(void **ret, size_t *ret_size, struct pairs *pairs, struct error *err);

#endif
