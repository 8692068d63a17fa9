/*
 * Cognates: words that related languages share, found by their consonants.
 *
 * A skeleton is a form (word.h) in Latin letters, sounds that languages write differently made one,
 * vowels left out: "prezident", "президент" and "president" are "prsdnt". Languages that are near
 * one another file their words in a section of the lexicon by skeleton, where a language without a
 * dictionary of its own finds them. Sections bear codes that ISO 639-2 leaves to private use.
 */
#ifndef DEDUP_TEXT_COGNATE_H
#define DEDUP_TEXT_COGNATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COGNATE_SECTIONS_MAX = 3, COGNATE_SKELETON_SIZE = 64 };

/* The section that words of every language share; only what several of them agree on counts. */
#define COGNATE_INTERNATIONAL "qin"

/* The languages, sorted, and their sections: those to look in, nearest first, and those to file
 * in. Unused places are NULL. */
struct cognate_language {
    const char *lang;
    const char *look_in[COGNATE_SECTIONS_MAX];
    const char *file_in[COGNATE_SECTIONS_MAX];
};

extern const struct cognate_language cognate_table[];
extern const size_t cognate_count;

/* The row of a language as word_lang() gives it; NULL when it has none. */
const struct cognate_language *cognate_find(const char *lang);

/* Writes the skeleton of a form and returns its length; 0 when the form is in a script that is not
 * Latin, Cyrillic or Greek, or has too few consonants to tell it from others. */
size_t cognate_skeleton(const char *form, size_t size, char out[COGNATE_SKELETON_SIZE]);

/* The key of a form's skeleton; 0 when it has none. long_only asks for the length that the
 * international section needs. */
uint32_t cognate_key(const char *form, size_t size, bool long_only);

#endif
