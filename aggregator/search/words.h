/*
 * Cuts a text into the words that search compares.
 *
 * A word is a run of letters, digits and their marks, folded: case, accents, width, digits of other
 * scripts, and spellings that Arabic and Persian writers mix. Marks that carry vowels in Indic
 * scripts stay. A script without spaces between words (Chinese, Japanese, Thai ...), and Korean,
 * which joins particles to words, gives one word for each character: the character and the next one
 * of its run; the last character of a run stands alone. So any sequence of characters is found as a
 * phrase, without a dictionary that could change. Knows nothing of feeds. Pure; thread safe.
 */
#ifndef HEADWATER_SEARCH_WORDS_H
#define HEADWATER_SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SEARCH_WORD_BYTES = 60, /* longer words are cut to this length */
    /* Changes whenever the words of any text change; an index built by another form is useless. */
    SEARCH_WORDS_FORM = 1,
};

enum search_word_kind {
    SEARCH_WORD_LETTERS,
    SEARCH_WORD_PAIR, /* a character and its successor */
    SEARCH_WORD_LAST, /* the last character of a run, alone */
};

struct search_word {
    char text[SEARCH_WORD_BYTES + 4]; /* folded, NUL-terminated */
    size_t length;
    size_t begin, end; /* its place in the original text, in bytes; of a pair: of both */
    size_t first_end;  /* of a pair: where its first character ends; else end */
    enum search_word_kind kind;
};

/* What one character becomes, kept because texts repeat their characters. */
struct search_folded {
    uint32_t code;
    uint8_t kind, length;
    char text[10];
};

enum { SEARCH_FOLDED_KEPT = 256 };

struct search_cutter {
    const unsigned char *text;
    size_t size, at;
    struct search_folded kept[SEARCH_FOLDED_KEPT];
};

/* Starts at the beginning of a text of size bytes, which must outlive the cutter. */
void search_cutter_init(struct search_cutter *cutter, const char *text, size_t size);
/* Starts another text. */
void search_cutter_set(struct search_cutter *cutter, const char *text, size_t size);

/* Gives the next word; false at the end. Malformed UTF-8 separates words. */
bool search_cutter_next(struct search_word *ret, struct search_cutter *cutter);

/* Identifies the form of all words: SEARCH_WORDS_FORM and the version of Unicode's data. Never
 * 0. */
int64_t search_words_form(void);

#endif
