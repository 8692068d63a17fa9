/*
 * Light stemming: a table of endings for each language without a Snowball algorithm.
 *
 * The endings are written without accents. Stemming removes the longest ending that leaves enough
 * of the word, once. It does not fold.
 */
#ifndef DEDUP_TEXT_WORD_LIGHT_H
#define DEDUP_TEXT_WORD_LIGHT_H

#include <stddef.h>

struct word_light {
    const char *lang;
    int keep;            /* minimum characters of the rest */
    const char *endings; /* separated by single spaces, in any order */
};

/* The rows, sorted by language. */
extern const struct word_light word_light_table[];
extern const size_t word_light_count;

/* The language's row; NULL when it has none. lang as word_lang() returns it. */
const struct word_light *word_light_find(const char *lang);

/* The size of the word without its ending. */
size_t word_light_stem(const struct word_light *light, const char *word, size_t size);

/* The size of a Japanese word without the kana of its inflection ("行った" and "行く" are "行") and
 * without a final length mark. */
size_t word_light_stem_japanese(const char *word, size_t size);

#endif
