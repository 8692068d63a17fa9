/*
 * What the page and the page of a story write alike: languages, times, titles.
 */
#ifndef HEADWATER_RENDER_HTML_PARTS_H
#define HEADWATER_RENDER_HTML_PARTS_H

#include "aggregator/render/html.h"

#include <stdbool.h>

/* "rtl" or "ltr". */
const char *html_direction(bool right_to_left);

/* Appends lang and dir of a text if they differ from its surroundings. outer is NULL when their
 * language is unknown. */
void html_language_append(struct str *into, const char *language, const char *outer);

/* Appends <time>, in the page's zone, with the date if dated. */
void html_time_append(struct str *into, const struct page *page, int64_t time, bool dated);

/* Appends an outlet's name, isolated from the direction of its surroundings. */
void html_outlet_append(struct str *into, const char *outlet);

/* Appends a title, as a link if it has an address; key opens the link from the keyboard, or NULL.
 */
void html_title_append(struct str *into, const struct entry_telling *telling, const char *key);

/* Appends outlet, language and time of a telling; labels are in the user's language. */
void html_meta_append(struct str *into, const struct page *page,
                      const struct entry_telling *telling, bool dated);

/* Appends the picture of a story if there is one and the page shows pictures. The browser asks the
 * outlet's server for it when it comes into view, without saying from where. */
void html_picture_append(struct str *into, const struct page *page,
                         const struct entry_picture *picture);

#endif
