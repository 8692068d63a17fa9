/*
 * Lexicon lookup for callers that have already folded the word.
 */
#ifndef DEDUP_LEXICON_LEXICON_LOOKUP_H
#define DEDUP_LEXICON_LEXICON_LOOKUP_H

#include "dedup_lexicon.h"

/* A word in the forms of word.h. */
struct lexicon_word {
    const char *form, *folded; /* word_form(), word_fold() */
    size_t form_size, folded_size;
};

/* As dedup_lexicon_lookup(). lang as word_lang() returns it; section is the section of that
 * language. */
size_t lexicon_lookup_word(const struct dedup_lexicon_section *section, const char *lang,
                           const struct lexicon_word *word, struct dedup_concept *ret, size_t room);

#endif
