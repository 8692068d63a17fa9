/*
 * What the readers of dictionaries fill: pairs of words that translate one another, in any two
 * languages, and from them the lexicon of English concepts, direct and by a hop through a third
 * language.
 *
 * Words are kept as keys only (dedup/include/dedup_lexicon.h). A pair of a language with English is
 * direct; a pair of two other languages serves as a bridge, in both directions.
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
 * Says that the first a_size bytes at a, in lang_a, and those at b mean the same, with a weight: 1
 * is a dictionary's first translation. Texts of several words become a phrase, one of English its
 * words without the empty ones ("to", "the"); texts too long for a phrase are passed over. Either
 * language may be English. Only ERR_MEMORY fails.
 */
int pairs_add(struct pairs *pairs, const char *lang_a, const char *a, size_t a_size,
              const char *lang_b, const char *b, size_t b_size, double weight, struct error *err);

/* The same for keys that the caller has: a word or phrase of lang and an English concept. */
int pairs_add_keys(struct pairs *pairs, const char *lang, uint32_t word, uint32_t concept,
                   double weight, struct error *err);

/* Pairs taken in so far. */
size_t pairs_count(const struct pairs *pairs);

/* Compiles them; afterwards the pairs are only good for freeing. *ret is malloc'ed. */
int pairs_compile(void **ret, size_t *ret_size, struct pairs *pairs, struct error *err);

#endif
