/* Which part of a page is its article: points for paragraphs, and words that speak against. */
#ifndef HEADWATER_PARSE_ARTICLE_SCORE_H
#define HEADWATER_PARSE_ARTICLE_SCORE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/* How much text a node contains, in bytes without blanks, and how much of it is in links. */
struct article_measure {
    size_t text, links;
};
struct article_measure article_measure(xmlNode *node);

/* Removes what is no part of an article: menus, forms, scripts, comments. */
void article_prune(xmlNode *body);

/* Removes lists of links inside the article. */
void article_prune_links(xmlNode *article);

/* The node that is most likely the article, and those of its siblings that continue it, in order of
 * the document; 0 when there is none or out of memory. */
enum { ARTICLE_PARTS_MAX = 64 };
size_t article_choose(xmlNode *ret[ARTICLE_PARTS_MAX], xmlNode *body);

#endif
