/*
 * An HTML fragment written anew from what is allowed: known elements, attributes, CSS properties
 * and schemes of addresses, well nested and closed, everything else dropped or escaped. What comes
 * out holds no construct that a browser could read in two ways.
 */
#ifndef HEADWATER_CLEAN_SANITIZE_H
#define HEADWATER_CLEAN_SANITIZE_H

#include "aggregator/base/arena.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/html_token.h"

/* Appends the fragment html, sanitised. base may be NULL; arena is for scratch. */
void sanitize_html(struct str *into, struct arena *arena, const char *html, size_t length,
                   const char *base);

/* Appends the start tag of an allowed element with those of its attributes that are allowed. false,
 * with nothing appended, for a picture that is only there to be counted, or that has no address
 * which may be followed. */
bool sanitize_start_tag(struct str *into, struct arena *arena, const struct html_element *element,
                        const struct html_token *token, const char *base);

/* Appends text as characters: references decoded, what would be markup escaped. */
void sanitize_text(struct str *into, const char *text, size_t length, bool in_value);

/* Appends the value of a style attribute: allowed properties with harmless values. */
void css_sanitize(struct str *into, const char *style);

#endif
