/*
 * The lexicon: a mapping from (language, word) to a few weighted English stems, in one compiled
 * file.
 *
 * This header is for those who build one (headwater's `lexicon` command) and for the engine that
 * reads it. A word and a stem are known by their hashes: dedup_word_key() folds, stems and hashes
 * as the engine does when it meets the word in a text. Reading is zero-copy from memory that the
 * caller maps; a damaged file is refused or finds nothing, it never leads outside the mapping.
 */
#ifndef DEDUP_INCLUDE_DEDUP_LEXICON_H
#define DEDUP_INCLUDE_DEDUP_LEXICON_H

#include "dedup.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Words and languages.
 *
 * lang is BCP 47; only its primary subtag counts ("nb" and "nn" are "no"; "hr", "bs" and "sr" are
 * "sh"; "zh-Hans" and "zh-Hant" are "zh"). word is UTF-8, one word; it is folded (NFKC, case),
 * stemmed with the language's Snowball algorithm where there is one, and stripped of accents. 0
 * when nothing is left. A concept key is the word key of an English word. */
DEDUP_API uint32_t dedup_word_key(const char *lang, const char *word);

/* The folded, stemmed form itself, for people and tests; cut to room. */
DEDUP_API void dedup_word_form(char *ret, size_t room, const char *lang, const char *word);

/* Building. */

struct dedup_lexicon_builder;

/* An empty builder, the caller's. Freeing accepts NULL. */
DEDUP_API int dedup_lexicon_builder_new(struct dedup_lexicon_builder **ret);
DEDUP_API void dedup_lexicon_builder_free(struct dedup_lexicon_builder *builder);

enum { DEDUP_CONCEPTS_MAX = 8 }; /* concepts kept a word, the heaviest */

/* Adds a pair; the weights of one (lang, word, concept) add up. Words of 2 to 4 parts are phrases:
 * the caller joins their word keys with dedup_phrase_key(). */
DEDUP_API int dedup_lexicon_add(struct dedup_lexicon_builder *builder, const char *lang,
                                uint32_t word, uint32_t concept, double weight);
DEDUP_API uint32_t dedup_phrase_key(const uint32_t *words, size_t count);

/* How common a concept is: the share of texts it is expected in, 0 to 1; a prior until the stream
 * has been seen. Where nothing is said of a concept to which many words lead, their number tells.
 */
DEDUP_API int dedup_lexicon_commonness(struct dedup_lexicon_builder *builder, uint32_t concept,
                                       double share);

/* The compiled bytes, malloc'ed, the caller's. Weights of a word are normalised to sum to 1. The
 * same pairs in any order give the same bytes. */
DEDUP_API int dedup_lexicon_finish(void **ret, size_t *ret_size,
                                   struct dedup_lexicon_builder *builder);

/* Reading. */

struct dedup_lexicon {
    const unsigned char *data;
    size_t size;
};

struct dedup_concept {
    uint32_t concept;
    float weight; /* the weights of one word sum to 1 */
};

/* Checks header and bounds. DEDUP_ERR_FORMAT. */
DEDUP_API int dedup_lexicon_open(struct dedup_lexicon *ret, const void *data, size_t size);

/* The concepts of a word, heaviest first; returns how many, at most room. lang as above. */
DEDUP_API size_t dedup_lexicon_find(const struct dedup_lexicon *lexicon, const char *lang,
                                    uint32_t word, struct dedup_concept *ret, size_t room);

/*
 * The same for a word as a text writes it (size bytes of UTF-8, in any case): its stem, and when
 * that is not known, what the language allows to try: the word without a prefix that is written on
 * to it (Hebrew "the", "in", "and"), a compound as its parts, a longer or shorter stem. Returns 0
 * when nothing is found. Costs little more than dedup_lexicon_find() for a known word, several
 * look-ups for an unknown one.
 */
DEDUP_API size_t dedup_lexicon_lookup(const struct dedup_lexicon *lexicon, const char *lang,
                                      const char *word, size_t size, struct dedup_concept *ret,
                                      size_t room);

/* The concepts of the longest known phrase of at least two words that begins at words[0], given the
 * keys of up to DEDUP_PHRASE_MAX words in the order of the text; *ret_used is how many of them it
 * takes, 0 when there is none. Languages that write syllables apart (Vietnamese) or that ICU cuts
 * finer than a dictionary does (Chinese, Japanese) live by this. */
enum { DEDUP_PHRASE_MAX = 4 };
DEDUP_API size_t dedup_lexicon_lookup_phrase(const struct dedup_lexicon *lexicon, const char *lang,
                                             const uint32_t *words, size_t count, size_t *ret_used,
                                             struct dedup_concept *ret, size_t room);

/* One language's words, for those who ask for many. */
struct dedup_lexicon_section {
    const struct dedup_lexicon *lexicon;
    uint32_t first, count; /* which of the file's words; count 0: it has none of the language */
};

/* The words of a language; lang as above. Costs as much as a look-up. */
DEDUP_API struct dedup_lexicon_section dedup_lexicon_enter(const struct dedup_lexicon *lexicon,
                                                           const char *lang);
/* As dedup_lexicon_find(). */
DEDUP_API size_t dedup_lexicon_section_find(const struct dedup_lexicon_section *section,
                                            uint32_t word, struct dedup_concept *ret, size_t room);
/* The key of one of its words, which are sorted. */
DEDUP_API uint32_t dedup_lexicon_section_key(const struct dedup_lexicon_section *section,
                                             uint32_t word);

/* 0 when nothing is known. */
DEDUP_API double dedup_lexicon_find_commonness(const struct dedup_lexicon *lexicon,
                                               uint32_t concept);

/* Every concept whose commonness is known. */
DEDUP_API void dedup_lexicon_each_commonness(const struct dedup_lexicon *lexicon,
                                             void (*each)(void *context, uint32_t concept,
                                                          double share),
                                             void *context);

/* Words of a language in the lexicon; 0 when it has none. For status and for the judge's coverage.
 */
DEDUP_API size_t dedup_lexicon_count(const struct dedup_lexicon *lexicon, const char *lang);

#ifdef __cplusplus
}
#endif

#endif
