/*
 * The lexicon: a map from (language, word) to a few weighted English stems, in one compiled file.
 *
 * This header serves programs that build a lexicon (headwater's `lexicon` command) and the engine
 * that reads it. Words and stems are represented by hashes: dedup_word_key() folds, stems and
 * hashes a word as the engine does for the words of a text. Reading is zero-copy from memory that
 * the caller maps. A damaged file is refused or yields no results; reads never go outside the
 * mapping.
 */
#ifndef DEDUP_INCLUDE_DEDUP_LEXICON_H
#define DEDUP_INCLUDE_DEDUP_LEXICON_H

#include "dedup.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Words and languages.
 *
 * lang is BCP 47; only the primary subtag counts ("nb" and "nn" are "no"; "hr", "bs" and "sr" are
 * "sh"; "zh-Hans" and "zh-Hant" are "zh"). word is one word in UTF-8. It is folded (NFKC, case),
 * stemmed with the language's Snowball algorithm if there is one, and stripped of accents. The key
 * is 0 when nothing is left. A concept key is the word key of an English word. */
DEDUP_API uint32_t dedup_word_key(const char *lang, const char *word);

/* The folded, stemmed form itself, for display and tests; truncated to room. */
DEDUP_API void dedup_word_form(char *ret, size_t room, const char *lang, const char *word);

/* Building. */

struct dedup_lexicon_builder;

/* An empty builder, owned by the caller. Freeing accepts NULL. DEDUP_ERR_MEMORY. */
DEDUP_API int dedup_lexicon_builder_new(struct dedup_lexicon_builder **ret);
DEDUP_API void dedup_lexicon_builder_free(struct dedup_lexicon_builder *builder);

enum { DEDUP_CONCEPTS_MAX = 8 }; /* concepts kept per word, the heaviest */

/* Adds a pair; the weights of one (lang, word, concept_key) are summed. For a phrase of 2 to 4
 * words the caller combines their word keys with dedup_phrase_key(). DEDUP_ERR_FORMAT for an
 * unusable language, a key of 0, or a weight outside 0 to 1e9; DEDUP_ERR_MEMORY. */
DEDUP_API int dedup_lexicon_add(struct dedup_lexicon_builder *builder, const char *lang,
                                uint32_t word, uint32_t concept_key, double weight);
DEDUP_API uint32_t dedup_phrase_key(const uint32_t *words, size_t count);

/* How common a concept is: the expected share of texts that contain it, 0 to 1. It is a prior until
 * the stream provides counts. For a concept without this value, the number of words that map to it
 * provides an estimate. */
DEDUP_API int dedup_lexicon_commonness(struct dedup_lexicon_builder *builder, uint32_t concept_key,
                                       double share);

/* The compiled bytes, allocated with malloc(), owned by the caller. The weights of a word are
 * normalised to sum to 1. The same pairs in any order give the same bytes. */
DEDUP_API int dedup_lexicon_finish(void **ret, size_t *ret_size,
                                   struct dedup_lexicon_builder *builder);

/* Reading. */

struct dedup_lexicon {
    const unsigned char *data;
    size_t size;
};

struct dedup_concept {
    uint32_t concept_key;
    float weight; /* the weights of one word sum to 1 */
};

/* Checks the header and the bounds; *ret refers to data, which the caller keeps.
 * DEDUP_ERR_FORMAT. */
DEDUP_API int dedup_lexicon_open(struct dedup_lexicon *ret, const void *data, size_t size);

/* The concepts of a word, heaviest first; returns the count, at most room. lang as above. */
DEDUP_API size_t dedup_lexicon_find(const struct dedup_lexicon *lexicon, const char *lang,
                                    uint32_t word, struct dedup_concept *ret, size_t room);

/*
 * The same for a word as a text writes it (size bytes of UTF-8, in any case). Looks up its stem.
 * When the stem is unknown, it tries what the language allows: the word without an attached prefix
 * (Hebrew "the", "in", "and"), a cognate in a related language, and a compound as its parts.
 * Returns 0 when nothing is found. A known word costs little more than dedup_lexicon_find(), an
 * unknown word several lookups.
 */
DEDUP_API size_t dedup_lexicon_lookup(const struct dedup_lexicon *lexicon, const char *lang,
                                      const char *word, size_t size, struct dedup_concept *ret,
                                      size_t room);

/* The concepts of the longest known phrase of at least two words that begins at words[0]. words are
 * the keys of up to DEDUP_PHRASE_MAX words in the order of the text. *ret_used is the number of
 * words in the phrase, 0 when there is none. Needed for languages that write syllables separately
 * (Vietnamese) or that ICU splits finer than a dictionary does (Chinese, Japanese). */
enum { DEDUP_PHRASE_MAX = 4 };
DEDUP_API size_t dedup_lexicon_lookup_phrase(const struct dedup_lexicon *lexicon, const char *lang,
                                             const uint32_t *words, size_t count, size_t *ret_used,
                                             struct dedup_concept *ret, size_t room);

/* The words of one language, for callers that look up many. */
struct dedup_lexicon_section {
    const struct dedup_lexicon *lexicon;
    /* range in the file's list of words; count 0: the file has none of this language */
    uint32_t first, count;
};

/* The words of a language; lang as above. Costs as much as a lookup. */
DEDUP_API struct dedup_lexicon_section dedup_lexicon_enter(const struct dedup_lexicon *lexicon,
                                                           const char *lang);
/* As dedup_lexicon_find(). */
DEDUP_API size_t dedup_lexicon_section_find(const struct dedup_lexicon_section *section,
                                            uint32_t word, struct dedup_concept *ret, size_t room);
/* The key of one of its words, which are sorted. */
DEDUP_API uint32_t dedup_lexicon_section_key(const struct dedup_lexicon_section *section,
                                             uint32_t word);

/* How common a concept is, 0 to 1; 0 when unknown. */
DEDUP_API double dedup_lexicon_find_commonness(const struct dedup_lexicon *lexicon,
                                               uint32_t concept_key);

/* Calls each() for every concept with a known commonness. */
DEDUP_API void dedup_lexicon_each_commonness(const struct dedup_lexicon *lexicon,
                                             void (*each)(void *context, uint32_t concept_key,
                                                          double share),
                                             void *context);

/* The number of words of a language in the lexicon; 0 when it has none. */
DEDUP_API size_t dedup_lexicon_count(const struct dedup_lexicon *lexicon, const char *lang);

#ifdef __cplusplus
}
#endif

#endif
