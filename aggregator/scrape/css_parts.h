/* What the files of the CSS translator share: a place in the selector, and words read from it. */
#ifndef HEADWATER_SCRAPE_CSS_PARTS_H
#define HEADWATER_SCRAPE_CSS_PARTS_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stdbool.h>

enum { CSS_NAME_SIZE = 128 };

struct css {
    const char *text; /* the whole selector */
    const char *at;
    int depth; /* of parentheses */
    struct error *err;
};

/* Reports what is wrong at css->at; returns ERR_SYNTAX. */
int css_fail(struct css *css, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* Moves past blanks. */
void css_blanks(struct css *css);

/* Reads an identifier (CSS Syntax §4.3.11) without escapes; lower: in lower case. Returns false
 * when there is none or it is too long. */
bool css_name(char ret[CSS_NAME_SIZE], struct css *css, bool lower);

/* Appends the part of a compound selector after ":", as a predicate. type: the compound's element
 * name, or "*". */
int css_pseudo(struct str *into, struct css *css, const char *type);

/* Appends a list of selectors as one expression. It ends at the end of the text or before ")".
 * relative: as in :has(), where each may begin with ">" and none ends with ::attr() or ::text;
 * otherwise the context node is found, too. */
int css_list(struct str *into, struct css *css, bool relative);

/* Appends a compound selector as predicates of one step. Its element name, or "*", goes to ret. */
int css_compound(struct str *into, char ret[CSS_NAME_SIZE], struct css *css);

#endif
