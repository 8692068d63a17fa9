/*
 * What a word of a language means across languages, remembered from text to text.
 *
 * Looking a word up costs folding, stemming, the lexicon and perhaps a transliteration; words
 * recur, so the answers are kept in a table of fixed size in which a new word replaces an old one.
 * The table changes the speed and never the answer.
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
    uint32_t folded; /* without case and accents; for surface shingles */
    uint32_t stem;   /* key of the stemmed form, see dedup_word_key() */
    struct dedup_concept concepts[WORD_CONCEPTS_MAX];
    uint32_t names[NAME_FORMS_MAX]; /* from vocabulary_find_names() */
    uint8_t concept_count, name_count, name_sounds;
    bool known;      /* a dictionary has it: a capital alone does not make it a name */
    bool names_read; /* the three about names are told */
};

struct vocabulary;

/* lexicon may be NULL; it must outlive the vocabulary. */
int vocabulary_new(struct vocabulary **ret, const struct dedup_lexicon *lexicon);
void vocabulary_free(struct vocabulary *vocabulary);

/* Whose words are asked for from now on; lang as word.h gives it. DEDUP_ERR_MEMORY. */
int vocabulary_enter(struct vocabulary *vocabulary, const char *lang);

/* How its texts are cut; NULL where spaces part words. */
const struct segmenter *vocabulary_segmenter(const struct vocabulary *vocabulary);

/* A word of a text. The pointer is valid until vocabulary_free(), but the place is another word's
 * when its id has changed. */
struct word_info *vocabulary_find(struct vocabulary *vocabulary, const UChar *word, int32_t length);

/* Fills in what the word is as a name, for few are asked for it and it costs most. */
void vocabulary_find_names(const struct vocabulary *vocabulary, struct word_info *info,
                           const UChar *word, int32_t length);

/* The concepts of the longest phrase that the lexicon knows, of at least two words, at stems[0];
 * returns how many, *ret_used is how many words it takes. */
size_t vocabulary_phrase(struct dedup_concept ret[WORD_CONCEPTS_MAX], size_t *ret_used,
                         struct vocabulary *vocabulary, const uint32_t *stems, size_t count);

/* The names of the language. */
const struct gazetteer *vocabulary_gazetteer(const struct vocabulary *vocabulary);

#endif
