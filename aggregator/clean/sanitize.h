/*
 * Rewrites an HTML fragment from an allow list: known elements, attributes, CSS properties and URL
 * schemes, properly nested and closed. Everything else is dropped or escaped. The result has no
 * construct that browsers could interpret in different ways.
 *
 * Content that a page hides (hidden, display:none) is dropped. Content that its scripts would show
 * (lazy-loaded pictures, embedded players) is inserted in its place.
 */
#ifndef HEADWATER_CLEAN_SANITIZE_H
#define HEADWATER_CLEAN_SANITIZE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/anchors.h"
#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/html_token.h"

/* The context for the attributes of one fragment. */
struct sanitizer {
    struct arena *arena; /* scratch */
    const char *base;    /* base of relative addresses; or NULL */
    struct anchors anchors;
};

/* Appends the sanitised fragment. base and page may be NULL; page is the item's address, the target
 * page of "#..." links. arena is scratch. */
void sanitize_html(struct str *into, struct arena *arena, const char *html, size_t length,
                   const char *base, const char *page);

/* Appends the start tag of an allowed element with its allowed attributes. Returns false and
 * appends nothing for a tracking pixel and for a picture or source without an allowed address. */
bool sanitize_start_tag(struct str *into, struct sanitizer *sanitizer,
                        const struct html_element *element, const struct html_token *token);

/* Appends an attribute with its value quoted and escaped. */
void sanitize_attribute(struct str *into, const char *name, const char *value);

/* Appends text with references decoded and markup characters escaped. */
void sanitize_text(struct str *into, const char *text, size_t length, bool in_value);

/* An attribute's value with references decoded; NULL when out of memory. */
char *sanitize_value(struct arena *arena, const struct html_attribute *attribute);

/* Whether an attribute or the style hides the element. */
bool sanitize_is_hidden(struct arena *arena, const struct html_token *token);

/* Whether the element is at most one pixel wide and high: a tracking pixel. */
bool sanitize_is_counter(struct arena *arena, const struct html_token *token);

/* Appends a style attribute's allowed properties with harmless values. */
void css_sanitize(struct str *into, const char *style);

enum { CSS_WORD_SIZE = 16 };

/* The last value of a property in a style attribute, in lower case, without "!important". false
 * when it is absent or too long. */
bool css_word(char ret[CSS_WORD_SIZE], const char *style, const char *property);

#endif
