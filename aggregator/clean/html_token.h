/*
 * Splits HTML into tags and text as browsers do (WHATWG HTML, §13.2.5), so that nothing we treat as
 * text is a tag to a browser. A sequence that is not a tag but could mislead a browser ("<!"
 * without an end) is text. Never fails; takes linear time.
 */
#ifndef HEADWATER_CLEAN_HTML_TOKEN_H
#define HEADWATER_CLEAN_HTML_TOKEN_H

#include "aggregator/clean/limits.h"

#include <stdbool.h>
#include <stddef.h>

enum html_token_kind { HTML_END_OF_TEXT, HTML_TEXT, HTML_START, HTML_END };

enum { HTML_NAME_SIZE = 32 }; /* a longer name becomes the empty name */

struct html_attribute {
    char name[HTML_NAME_SIZE]; /* lower case */
    const char *value;         /* as written, without quotes */
    size_t length;
};

struct html_token {
    enum html_token_kind kind;
    char name[HTML_NAME_SIZE]; /* of a tag, lower case */
    const char *text;          /* HTML_TEXT: as written, references not decoded */
    size_t length;
    struct html_attribute attributes[CLEAN_ATTRIBUTES_MAX]; /* HTML_START */
    size_t attribute_count;
};

/* A position in a text. The flags avoid repeating a failed search. */
struct html_cursor {
    const char *at, *end;
    bool no_comment_end, no_greater; /* no "-->" or no '>' is left */
};

/* Starts at the beginning of html. */
void html_cursor_init(struct html_cursor *ret, const char *html, size_t length);

/* Reads the next token; skips comments and declarations. */
void html_token_next(struct html_token *ret, struct html_cursor *cursor);

/* Moves past the end tag of an element whose content is not markup: script, style. */
void html_token_skip_raw(struct html_cursor *cursor, const char *name);

/*
 * Decodes the reference at text (which begins with '&') to UTF-8 and returns its length in bytes; 0
 * when it is a literal ampersand. in_value: apply the rules for attribute values, where "&copy=1"
 * is not a reference.
 */
size_t html_reference_decode(char ret[5], const char *text, const char *end, bool in_value);

#endif
