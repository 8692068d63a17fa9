/*
 * Cognates: words that related languages share, found by their consonants.
 *
 * A skeleton is a form (word.h) in Latin letters, without vowels, with one letter for sounds that
 * languages write differently: "prezident", "президент" and "president" are "prsdnt". Closely
 * related languages store their words by skeleton in a shared section of the lexicon. A language
 * without its own dictionary finds them there. The sections have codes that ISO 639-2 reserves for
 * private use.
 */
#ifndef DEDUP_TEXT_COGNATE_H
#define DEDUP_TEXT_COGNATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COGNATE_SECTIONS_MAX = 3, COGNATE_SKELETON_SIZE = 64 };

/* The section shared by the words of every language; only concepts that several languages agree on
 * count. */
#define COGNATE_INTERNATIONAL "qin"

/* The languages, sorted, and their sections: the ones to search, nearest first, and the ones to
 * store in. Unused slots are NULL. */
struct cognate_language {
    const char *lang;
    const char *look_in[COGNATE_SECTIONS_MAX];
    const char *file_in[COGNATE_SECTIONS_MAX];
};

extern const struct cognate_language cognate_table[];
extern const size_t cognate_count;

/* The row of a language as word_lang() returns it; NULL when it has none. */
const struct cognate_language *cognate_find(const char *lang);

/* Writes the skeleton of a form and returns its length. Returns 0 when the form is not in Latin,
 * Cyrillic or Greek script, or has too few consonants to be distinctive. */
size_t cognate_skeleton(const char *form, size_t size, char out[COGNATE_SKELETON_SIZE]);

/* The key of a form's skeleton; 0 when it has none. long_only requires the minimum length of the
 * international section. */
uint32_t cognate_key(const char *form, size_t size, bool long_only);

#endif
