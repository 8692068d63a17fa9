/*
 * A web page as a tree, for the parts of parse that take something out of it.
 *
 * Pages are forgiving: the parser makes a tree of anything. Its size and its depth are limited.
 */
#ifndef HEADWATER_PARSE_PAGE_H
#define HEADWATER_PARSE_PAGE_H

#include "aggregator/base/str.h"
#include "aggregator/parse/charset.h"

#include <libxml/tree.h>

/* Reads the page in UTF-8. *ret is NULL for an empty one; the caller frees it with xmlFreeDoc().
 * ERR_LIMIT, ERR_MEMORY, or the error of the read. */
int page_read(xmlDocPtr *ret, struct charset *charset, struct error *err);

/* Whether the node is an element of this name, in lower case. */
bool page_is(const xmlNode *node, const char *name);

/* The value of an attribute, to be freed with xmlFree(); NULL when absent. */
char *page_attribute(const xmlNode *node, const char *name);

/* The first descendant element, or the node itself, with this name; NULL when there is none. name
 * NULL: any element. */
xmlNode *page_find(xmlNode *node, const char *name);

/* The next node in document order within root; NULL at the end. into: children of node are next. */
xmlNode *page_next(const xmlNode *root, xmlNode *node, bool into);

/* Appends the text of a node with each run of blanks as one space. */
void page_text(struct str *into, xmlNode *node);

/* Appends a node as HTML. */
int page_html(struct str *into, xmlNode *node, struct error *err);

#endif
