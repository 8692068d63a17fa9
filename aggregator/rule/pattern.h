/*
 * Patterns that texts are held against: words, or an expression between slashes.
 *
 * Words match whatever their case, their form of writing (NFKC) and the blanks between them, and as
 * whole words: "art" is not in "party". A star at an end leaves that end open: "sponsor*". In
 * scripts that write no blanks between words, and in Korean, words match anywhere. "/.../" is an
 * expression as PCRE2 reads it, "/.../i" one that ignores case.
 *
 * A text gets a bounded number of steps, so that no expression and no text can make a run hang; the
 * bound counts steps and reads no clock, so that the same text always has the same answer. Nothing
 * is compiled to machine code. Patterns are constant once made, and lie in the caller's arena.
 */
#ifndef HEADWATER_RULE_PATTERN_H
#define HEADWATER_RULE_PATTERN_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct pattern;

enum {
    PATTERN_BYTES_MAX = 2000,          /* of a pattern as written */
    PATTERN_TEXT_BYTES_MAX = 64 << 10, /* of a text; what follows is not looked at */
    PATTERN_STEPS_MAX = 500000,        /* of an expression on one text */
};

enum pattern_answer {
    PATTERN_NO,
    PATTERN_YES,
    PATTERN_TOO_COSTLY, /* the expression ran out of steps or of memory it may use */
};

/* Reads a pattern as a user writes it. ERR_SYNTAX with a line that says what is wrong and where. */
int pattern_compile(struct pattern **ret, struct arena *arena, const char *written,
                    struct error *err);

/* As it was written; lives as long as the pattern. */
const char *pattern_written(const struct pattern *pattern);

/* Whether it is an expression and no words. */
bool pattern_is_expression(const struct pattern *pattern);

/* A text, with what is made of it when a pattern first asks. */
struct pattern_text {
    const char *text; /* borrowed; valid UTF-8 */
    size_t size;
    uint16_t *folded; /* UTF-16; NULL until it is needed */
    int32_t folded_length;
};

/* text may be NULL: nothing matches it then. Allocates nothing yet. */
void pattern_text_init(struct pattern_text *ret, const char *text);
/* Accepts a zeroed one. */
void pattern_text_release(struct pattern_text *text);

/* Holds the text against the pattern. Only ERR_MEMORY can happen. */
int pattern_match(enum pattern_answer *ret, const struct pattern *pattern,
                  struct pattern_text *text, struct error *err);

#endif
