/*
 * Finds the text of an article on its web page.
 *
 * The page is taken apart by rules in the tradition of Readability: paragraphs give points to what
 * contains them, links take points away, and what calls itself a menu, an advertisement or a
 * comment does not count. Or the user says where the text is. The result is HTML as the page wrote
 * it, still to be cleaned. docs/decisions/full-text.md gives the reasons.
 */
#ifndef HEADWATER_PARSE_ARTICLE_H
#define HEADWATER_PARSE_ARTICLE_H

#include "aggregator/base/arena.h"
#include "aggregator/parse/parse_request.h"

struct article_request {
    /* read, url, content_type and content_language are used */
    const struct parse_request *page;
    const char *path;  /* XPath of the text; NULL: it is found by the rules */
    const char *title; /* what the page must be about; NULL: any page */
};

/* *ret_html is in the arena; *ret_base is the base of its addresses. ERR_ABSENT: the page has no
 * such text; err says why: no article, too little text, or a page about something else, as when a
 * site shows the same notice instead of each article. ERR_LIMIT, ERR_MEMORY, or the error of the
 * read. */
int article_parse(const char **ret_html, const char **ret_base, struct arena *arena,
                  const struct article_request *request, struct error *err);

#endif
