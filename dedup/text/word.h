/*
 * Word folding: the common form of a word in a text and a word in a dictionary.
 *
 * A form is the word after NFKC and case folding, stemming (Snowball's algorithm if the language
 * has one, else a table of endings in word_light.c), and removal of accents in scripts where
 * writers omit them (Latin, Greek, Cyrillic, Hebrew, Arabic). Forms are for comparison, not for
 * display. Bytes that are not UTF-8 count as U+FFFD.
 *
 * Each thread keeps its stemmers until word_release() or the end of the process; there is no other
 * state. Time is linear in the word, which is truncated to WORD_UNITS_MAX UTF-16 units.
 */
#ifndef DEDUP_TEXT_WORD_H
#define DEDUP_TEXT_WORD_H

#include <stddef.h>
#include <stdint.h>

enum {
    WORD_UNITS_MAX = 64,  /* UTF-16 units; longer words are truncated */
    WORD_FORM_SIZE = 200, /* enough for every form, with its NUL */
    WORD_LANG_SIZE = 4    /* "de", "kab" and a NUL */
};

/* The normalised language of a tag, lower case: the primary subtag, with "nb" and "nn" as "no";
 * "hr", "bs" and "sr" as "sh"; and three-letter codes of ISO 639-2 as their two-letter code where
 * one exists. An unusable tag gives "". All tags of one language give the same result. */
void word_lang(char ret[WORD_LANG_SIZE], const char *tag);

/* Writes the form of the first size bytes at word, NUL-terminated and truncated to room at a
 * character boundary; returns its length in bytes. lang is any BCP 47 tag. Allocates only the
 * language's stemmer, on its first word. */
size_t word_form(const char *lang, const char *word, size_t size, char *out, size_t room);

/* The same without stemming: only folding and removal of accents. */
size_t word_fold(const char *lang, const char *word, size_t size, char *out, size_t room);

/* The key of a form: 0 only when size is 0. */
uint32_t word_key(const char *form, size_t size);

/* The key of the beginning of a form, which most inflected forms of a word share: its first five
 * characters, or the first two where a character is a syllable (Hangul). 0 only when size is 0. */
uint32_t word_root(const char *form, size_t size);

/* The keys of the first one, two ... count characters of a form, each character size bytes long. */
void word_keys(uint32_t *ret, const char *form, size_t size, size_t count);

/* Frees the calling thread's stemmers; they are created again on demand. */
void word_release(void);

#endif
