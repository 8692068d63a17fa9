/*
 * An HTML fragment written anew from what is allowed: known elements, attributes, CSS properties
 * and schemes of addresses, well nested and closed, everything else dropped or escaped. What comes
 * out holds no construct that a browser could read in two ways.
 *
 * What a page hides (hidden, display:none) is left out with all that is in it; what its scripts
 * would show (pictures loaded late, embedded players) is put in its place.
 */
#ifndef HEADWATER_CLEAN_SANITIZE_H
#define HEADWATER_CLEAN_SANITIZE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/anchors.h"
#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/html_token.h"

/* What the attributes of one fragment are written with. */
struct sanitizer {
    struct arena *arena; /* for scratch */
    const char *base;    /* what relative addresses start from; or NULL */
    struct anchors anchors;
};

/* Appends the fragment html, sanitised. base may be NULL, as may page, the item's address, which
 * links to "#..." lead into; arena is for scratch. */
void sanitize_html(struct str *into, struct arena *arena, const char *html, size_t length,
                   const char *base, const char *page);

/* Appends the start tag of an allowed element with those of its attributes that are allowed. false,
 * with nothing appended, for a picture that is only there to be counted, or that has no address
 * which may be followed, and for a source of nothing. */
bool sanitize_start_tag(struct str *into, struct sanitizer *sanitizer,
                        const struct html_element *element, const struct html_token *token);

/* An attribute between quotes, nothing in it markup. */
void sanitize_attribute(struct str *into, const char *name, const char *value);

/* Appends text as characters: references decoded, what would be markup escaped. */
void sanitize_text(struct str *into, const char *text, size_t length, bool in_value);

/* An attribute's value with its references decoded; NULL when memory is out. */
char *sanitize_value(struct arena *arena, const struct html_attribute *attribute);

/* Is the element hidden by an attribute, or by its style? */
bool sanitize_is_hidden(struct arena *arena, const struct html_token *token);

/* Is it one pixel high and wide: there to be asked for, not to be seen? */
bool sanitize_is_counter(struct arena *arena, const struct html_token *token);

/* Appends the value of a style attribute: allowed properties with harmless values. */
void css_sanitize(struct str *into, const char *style);

enum { CSS_WORD_SIZE = 16 };

/* What a style attribute says of a property last, in lower case, without "!important". false when
 * it does not, or at length. */
bool css_word(char ret[CSS_WORD_SIZE], const char *style, const char *property);

#endif
