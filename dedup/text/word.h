/*
 * The word folded: the form in which a word of a text and a word of a dictionary meet.
 *
 * A form is the word after NFKC and case folding, with its inflection taken off (Snowball's
 * algorithm where the language has one, else a table of endings in word_light.c), and with accents
 * stripped in the scripts where writers leave them out (Latin, Greek, Cyrillic, Hebrew, Arabic).
 * Forms are for comparing, not for reading. Bytes that are not UTF-8 count as U+FFFD.
 *
 * Stemmers are kept for each thread until word_release() or the end of the process; nothing else is
 * remembered. Time is linear in the word, which is cut to WORD_UNITS_MAX UTF-16 units.
 */
#ifndef DEDUP_TEXT_WORD_H
#define DEDUP_TEXT_WORD_H

#include <stddef.h>
#include <stdint.h>

enum {
    WORD_UNITS_MAX = 64,  /* UTF-16 units looked at; longer words are cut */
    WORD_FORM_SIZE = 200, /* a room that every form fits in, with its NUL */
    WORD_LANG_SIZE = 4    /* "de", "kab" and a NUL */
};

/* The language by which words are filed, lower case: the primary subtag, with "nb" and "nn" as
 * "no", "hr", "bs" and "sr" as "sh", and three-letter codes of ISO 639-2 as their two letters where
 * there are such. An unusable tag gives "". Two tags of one language give one text. */
void word_lang(char ret[WORD_LANG_SIZE], const char *tag);

/* Writes the form of the first size bytes at word, NUL-terminated and cut to room at a character's
 * border; returns its length in bytes. lang is any BCP 47 tag. Allocates nothing but the
 * language's stemmer on its first word. */
size_t word_form(const char *lang, const char *word, size_t size, char *out, size_t room);

/* The same without taking endings off: folding and accents alone. */
size_t word_fold(const char *lang, const char *word, size_t size, char *out, size_t room);

/* The key of a form: never 0 unless size is 0. */
uint32_t word_key(const char *form, size_t size);

/* The keys of the first one, two ... count characters of a form, each of them size bytes long. */
void word_keys(uint32_t *ret, const char *form, size_t size, size_t count);

/* Frees the calling thread's stemmers; they come back on demand. */
void word_release(void);

#endif
