/*
 * Tokenisation: words and numbers, with information from their context.
 *
 * cut.h defines word boundaries: UAX #29, ICU's dictionaries for Thai, Khmer, Lao and Burmese, and
 * the lexicon's words for Chinese and Japanese. A struct text is reused for many texts.
 * TEXT_UNITS_MAX bounds its memory for any item; the rest of a longer text is ignored.
 */
#ifndef DEDUP_TEXT_TEXT_H
#define DEDUP_TEXT_TEXT_H

#include "dedup/text/cut.h"

enum {
    TEXT_UNITS_MAX = 48 * 1024, /* UTF-16 units of title and text: about 8,000 words */
    TEXT_TOKENS_MAX = 12 * 1024,
    TOKEN_UNITS_MAX = 64, /* a longer run of letters is not a word */
};

/* Glue stands between words and has no meaning (segment.h). */
enum token_class { TOKEN_WORD, TOKEN_NUMBER, TOKEN_GLUE };

struct token {
    int32_t start, length; /* UTF-16 units */
    enum token_class class;
    bool capital;        /* begins with an upper-case letter */
    bool sentence_start; /* where a capital means little */
    bool unspaced;       /* in a script without spaces between words */
    bool gap_is_space;   /* exactly one space-like character precedes it */
};

struct text {
    struct cutter cutter;
    UChar *units;
    int32_t length, title_length;
    struct token *tokens;
    size_t count, title_count;
};

/* DEDUP_ERR_MEMORY, DEDUP_ERR_LIBRARY. */
int text_init(struct text *text);
/* Accepts a zeroed text. */
void text_release(struct text *text);

/* Reads an item's title and text, UTF-8; invalid bytes are skipped. segmenter: the one of the
 * text's language, or NULL. DEDUP_ERR_LIBRARY. */
int text_read(struct text *text, const struct segmenter *segmenter, const char *title,
              const char *body);

/* Converts units to UTF-8, truncated to room. Returns the size without the NUL. */
size_t text_utf8(char *ret, size_t room, const UChar *units, int32_t length);

#endif
