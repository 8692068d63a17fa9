/* The lists on the page of a story: who tells it, when, and why these tellings are one story. */
#ifndef HEADWATER_RENDER_HTML_STORY_LISTS_H
#define HEADWATER_RENDER_HTML_STORY_LISTS_H

#include "aggregator/render/html.h"
#include "aggregator/render/telling_list.h"

/* Appends the start of a section, "<section><h2>heading</h2>"; name is its class and the id of its
 * heading. */
void html_section_append(struct str *into, const char *name, const char *heading);

/* Appends the tellings by language, one row for each headline. */
void html_tellings_append(struct str *into, const struct page *page,
                          const struct telling_list *list);

/* Appends the timeline. ERR_MEMORY. */
int html_timeline_append(struct str *into, struct arena *arena, const struct page *page,
                         const struct telling_list *list);

/* Appends why each telling is in the story, the founder first. */
void html_why_append(struct str *into, const struct page *page, const struct telling_list *list);

#endif
