/*
 * Matches texts against patterns: words, or an expression between slashes.
 *
 * Words match as whole words ("art" does not match "party"), regardless of case, Unicode form
 * (NFKC) and the blanks between them. A star at an end leaves that end open: "sponsor*". In scripts
 * without blanks between words, and in Korean, words match anywhere. "/.../" is a PCRE2 expression,
 * "/.../i" one that ignores case.
 *
 * The number of steps per text is limited, so no expression and no text can hang a run. The limit
 * counts steps instead of time, so the result for a text is always the same. There is no JIT
 * compilation. Patterns are immutable and lie in the caller's arena.
 */
#ifndef HEADWATER_RULE_PATTERN_H
#define HEADWATER_RULE_PATTERN_H

#include "aggregator/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct pattern;

enum {
    PATTERN_BYTES_MAX = 2000,          /* a pattern as written */
    PATTERN_TEXT_BYTES_MAX = 64 << 10, /* a text; the rest is ignored */
    PATTERN_STEPS_MAX = 500000,        /* an expression on one text */
};

enum pattern_answer {
    PATTERN_NO,
    PATTERN_YES,
    PATTERN_TOO_COSTLY, /* the expression reached its limit of steps or memory */
};

/* Compiles a pattern as the user writes it. ERR_SYNTAX with a message that says what is wrong and
 * where; ERR_MEMORY. */
int pattern_compile(struct pattern **ret, struct arena *arena, const char *written,
                    struct error *err);

/* The pattern as written; lives as long as the pattern. */
const char *pattern_written(const struct pattern *pattern);

/* Whether it is an expression rather than words. */
bool pattern_is_expression(const struct pattern *pattern);

/* A text and its folded form, which is computed on first use. */
struct pattern_text {
    const char *text; /* borrowed; valid UTF-8 */
    size_t size;
    uint16_t *folded; /* UTF-16; NULL until it is needed */
    int32_t folded_length;
};

/* text may be NULL: nothing matches it. Allocates nothing yet. */
void pattern_text_init(struct pattern_text *ret, const char *text);
/* Accepts a zeroed text. */
void pattern_text_release(struct pattern_text *text);

/* Matches the text against the pattern. The only error is ERR_MEMORY. */
int pattern_match(enum pattern_answer *ret, const struct pattern *pattern,
                  struct pattern_text *text, struct error *err);

#endif
