/*
 * robots.txt: whether a site lets our program request a page.
 *
 * Source: RFC 9309, with its longest match, "*" and "$", groups that are merged, and Allow before
 * Disallow of the same length. Other lines (Sitemap, Crawl-delay) are skipped. Pure: text in,
 * answer out, whatever the text contains.
 */
#ifndef HEADWATER_FETCH_ROBOTS_H
#define HEADWATER_FETCH_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ROBOTS_BYTES_MAX = 500 * 1024,       /* read of a file (RFC 9309 §2.5) */
    ROBOTS_LINE_MAX = 2048,              /* a longer line is skipped */
    ROBOTS_PATTERN_PARTS = 16,           /* stars in a rule; one with more is skipped */
    ROBOTS_STEPS_MAX = 50 * 1000 * 1000, /* comparisons for one path; after them it is refused */
};

/* The name by which robots.txt knows us. */
extern const char robots_agent[];

/* Whether the agent may request the path, which begins with "/" and includes the query. */
bool robots_allow(const char *text, size_t size, const char *agent, const char *path);

#endif
