/*
 * HTML text cut into tags and text as browsers cut it (WHATWG HTML, §13.2.5), so that nothing is a
 * tag to a browser that was text to us. What is no tag, but could mislead a browser ("<!" without
 * an end), comes as text. Never fails; costs time linear in the text.
 */
#ifndef HEADWATER_CLEAN_HTML_TOKEN_H
#define HEADWATER_CLEAN_HTML_TOKEN_H

#include "aggregator/clean/limits.h"

#include <stdbool.h>
#include <stddef.h>

enum html_token_kind { HTML_END_OF_TEXT, HTML_TEXT, HTML_START, HTML_END };

enum { HTML_NAME_SIZE = 32 }; /* longer names are cut, and then no element's */

struct html_attribute {
    char name[HTML_NAME_SIZE]; /* lower case */
    const char *value;         /* as written, without its quotes */
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

/* A place in a text, with what is known of the rest, so that no search is made twice in vain. */
struct html_cursor {
    const char *at, *end;
    bool no_comment_end, no_greater; /* no "-->", no '>' is left */
};

/* At the first of length bytes of html. */
void html_cursor_init(struct html_cursor *ret, const char *html, size_t length);

/* Reads the next token; comments and declarations are passed over. */
void html_token_next(struct html_token *ret, struct html_cursor *cursor);

/* Moves behind the end tag of an element whose content is no markup: script, style. */
void html_token_skip_raw(struct html_cursor *cursor, const char *name);

/*
 * The reference at text (which begins with '&'): writes its characters as UTF-8 and returns how
 * many bytes of the text it takes; 0 when it is none, and the ampersand is meant. in_value: the
 * rules of attribute values, where "&copy=1" is no reference.
 */
size_t html_reference_decode(char ret[5], const char *text, const char *end, bool in_value);

#endif
