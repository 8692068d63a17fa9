/*
 * One output's documents to their files: one, or the pages of a format that has pages.
 */
#ifndef HEADWATER_PUBLISH_FILE_H
#define HEADWATER_PUBLISH_FILE_H

#include "aggregator/render/render.h"

#include <stdbool.h>

/* JSON Feed asks for small documents ("next_url"): so many bytes a page, one entry at the least. */
enum { PUBLISH_PAGE_BYTES = 240 * 1024, PUBLISH_PAGES_MAX = 1000 };

/* Whether the output's documents come in pages: it has an address, and its format has a link to the
 * next. */
bool publish_is_paged(const struct output *output);

/* "merged-p2.json" for "merged.json", a path or an address; in the arena. */
const char *publish_page_name(struct arena *arena, const char *name, unsigned page);

/* The number in the name of a page of the output whose file has this name; 0 when it is no such
 * name. */
unsigned publish_page_number(const char *output_name, const char *name);

/* Writes what changed, the last page first, so that no page names one that is not there; counts
 * files. Folders are made. */
int publish_file(size_t *written, size_t *unchanged, struct rendering *rendering,
                 struct error *err);

#endif
