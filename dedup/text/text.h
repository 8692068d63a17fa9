/*
 * A text cut into tokens: words and numbers, with what their surroundings say of them.
 *
 * Word boundaries are those of cut.h: UAX #29, with ICU's dictionaries for Thai, Khmer, Lao and
 * Burmese, and the lexicon's words for Chinese and Japanese. One struct text is a work place that
 * is filled again and again; its memory is bounded by TEXT_UNITS_MAX whatever the item holds: what
 * lies beyond is not looked at.
 */
#ifndef DEDUP_TEXT_TEXT_H
#define DEDUP_TEXT_TEXT_H

#include "dedup/text/cut.h"

enum {
    TEXT_UNITS_MAX = 48 * 1024, /* UTF-16 units of title and text: some 8,000 words */
    TEXT_TOKENS_MAX = 12 * 1024,
    TOKEN_UNITS_MAX = 64, /* a longer run of letters is no word */
};

/* Glue is what stands between words and belongs to none (segment.h); it has no meaning. */
enum token_class { TOKEN_WORD, TOKEN_NUMBER, TOKEN_GLUE };

struct token {
    int32_t start, length; /* UTF-16 units */
    enum token_class class;
    bool capital;        /* begins with an upper-case letter */
    bool sentence_start; /* where a capital means little */
    bool unspaced;       /* of a script that does not part words by spaces */
    bool gap_is_space;   /* exactly one space-like character stands before it */
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

/* Fills it from an item's title and text, UTF-8; invalid bytes are passed over. segmenter: of the
 * text's language; NULL where it has none. */
int text_read(struct text *text, const struct segmenter *segmenter, const char *title,
              const char *body);

/* Units to UTF-8, for people and for libraries; cut to room. Returns the size without the NUL. */
size_t text_utf8(char *ret, size_t room, const UChar *units, int32_t length);

#endif
