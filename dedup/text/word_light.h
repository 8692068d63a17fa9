/*
 * Light stemming: a table of endings for each language that Snowball has no algorithm for.
 *
 * The endings are written as they look after accents have been stripped. The longest that leaves
 * enough of the word is taken off, once. Knows nothing of folding.
 */
#ifndef DEDUP_TEXT_WORD_LIGHT_H
#define DEDUP_TEXT_WORD_LIGHT_H

#include <stddef.h>

struct word_light {
    const char *lang;
    int keep;            /* characters that must stay */
    const char *endings; /* separated by single spaces, in any order */
};

/* The rows, sorted by language. */
extern const struct word_light word_light_table[];
extern const size_t word_light_count;

/* The language's row; NULL when it has none. lang as word_lang() gives it. */
const struct word_light *word_light_find(const char *lang);

/* The size of the word without its ending. */
size_t word_light_stem(const struct word_light *light, const char *word, size_t size);

/* The size of a Japanese word without the kana that its kanji inflect with ("行った" and "行く" are
 * "行"), and without a final length mark. */
size_t word_light_stem_japanese(const char *word, size_t size);

#endif
