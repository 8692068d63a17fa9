/*
 * The meaning of a word across languages, cached between texts.
 *
 * A lookup costs folding, stemming, the lexicon and sometimes a transliteration. Words recur, so a
 * cache of fixed size keeps the results; a new word replaces an old one. The cache affects the
 * speed, never the result.
 */
#ifndef DEDUP_TEXT_VOCABULARY_H
#define DEDUP_TEXT_VOCABULARY_H

#include "dedup.h"
#include "dedup/text/gazetteer.h"
#include "dedup/text/name.h"
#include "dedup/text/text.h"
#include "dedup_lexicon.h"

enum { WORD_CONCEPTS_MAX = 6 };

struct word_info {
    uint64_t id;     /* hash of language and word as written; 0: free */
    uint32_t folded; /* hash without case and accents; for surface shingles */
    uint32_t stem;   /* key of the stemmed form, see dedup_word_key() */
    uint32_t root;   /* key of the beginning of the form, which most inflected forms share */
    struct dedup_concept concepts[WORD_CONCEPTS_MAX];
    uint32_t names[NAME_FORMS_MAX]; /* from vocabulary_find_names() */
    uint8_t concept_count, name_count, name_sounds;
    uint8_t scale;   /* scale_of_word() */
    bool known;      /* a dictionary contains it: a capital alone does not make it a name */
    bool names_read; /* the three fields about names are set */
};

struct vocabulary;

/* lexicon may be NULL; it must outlive the vocabulary. DEDUP_ERR_MEMORY, DEDUP_ERR_LIBRARY. */
int vocabulary_new(struct vocabulary **ret, const struct dedup_lexicon *lexicon);
void vocabulary_free(struct vocabulary *vocabulary);

/* Selects the language for the following calls; lang as word.h returns it. DEDUP_ERR_MEMORY. */
int vocabulary_enter(struct vocabulary *vocabulary, const char *lang);

/* The segmenter of the language; NULL when spaces separate words. */
const struct segmenter *vocabulary_segmenter(const struct vocabulary *vocabulary);

/* Looks up a word of a text. The pointer is valid until vocabulary_free(), but the slot holds
 * another word once its id has changed. */
struct word_info *vocabulary_find(struct vocabulary *vocabulary, const UChar *word, int32_t length);

/* Fills in the name fields of info. Separate, because few words need them and they cost the
 * most. */
void vocabulary_find_names(const struct vocabulary *vocabulary, struct word_info *info,
                           const UChar *word, int32_t length);

/* The concepts of the longest phrase in the lexicon, of at least two words, that begins at
 * stems[0]. Returns their count; *ret_used is the number of words in the phrase. */
size_t vocabulary_phrase(struct dedup_concept ret[WORD_CONCEPTS_MAX], size_t *ret_used,
                         struct vocabulary *vocabulary, const uint32_t *stems, size_t count);

/* The names of the language. */
const struct gazetteer *vocabulary_gazetteer(const struct vocabulary *vocabulary);

#endif
