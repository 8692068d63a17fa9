/*
 * The days of a page: beside "index.html" a page for each day, "index-2026-03-02.html", with links
 * to the day before and after it.
 *
 * A story belongs to the day, in the user's zone, on which it was first seen. The page of the
 * newest day changes with it. Once there is a story of a later day, it is written for the last
 * time: from then on it has a link to the day after it, by which a page is known to be final. The
 * files are the only record: a final page is not written again, except that the oldest one loses
 * its link when the day before it is removed. A final page gets its name only after those of all
 * earlier days, so where one is final, all earlier ones are. Days older than the output keeps are
 * removed.
 *
 * publish passes the stories from newest to oldest. Does not log.
 */
#ifndef HEADWATER_PUBLISH_DAY_PAGES_H
#define HEADWATER_PUBLISH_DAY_PAGES_H

#include "aggregator/render/render.h"

#include <stdbool.h>

struct day_pages {
    const struct render_input *current; /* the page */
    struct arena *arena;                /* must outlive the days */
    bool dry;                           /* writes nothing */
    int64_t newest_day;                 /* of all stories */
    size_t newest_count;                /* stories of the newest day */
    int64_t day, newer_day;             /* of the open page, and the one after it */
    bool open, complete;                /* a page is open; nothing more is needed */
    struct error failure; /* a page could not be written; day_pages_end() returns it */
    struct render_input input;
    struct rendering rendering;
    int64_t *there; /* the days that had a file at the start */
    size_t there_count;
    const char *live;    /* path of the newest day's page if it was written; else NULL */
    const char **staged; /* paths of the other written pages, newest first */
    size_t staged_count;
};

/* Whether an output has pages of its days. */
bool day_pages_are_wanted(const struct output *output);

/* Initialises the days. The arena must outlive them. used: the output itself is written or shown,
 * otherwise nothing is looked up for it; dry: writes nothing, and links only to pages that are
 * there. ERR_MEMORY. */
int day_pages_init(struct day_pages *days, struct arena *arena, const struct render_input *current,
                   bool used, bool dry, struct error *err);
/* Accepts zeroed days. */
void day_pages_release(struct day_pages *days);

/* Before each story of the walk, whether the output selects it or not: ends the days when the story
 * is older than all that are kept. */
int day_pages_reach(struct day_pages *days, int64_t first_seen, struct error *err);

/* Takes the next story of the output. */
int day_pages_add(struct day_pages *days, const struct render_story *story, struct error *err);

/* Writes the last page, gives all files their names, oldest first, and removes older ones; counts
 * the files that changed. */
int day_pages_end(size_t *written, struct day_pages *days, struct error *err);

/* The day that follows the output's own page, as a link beside it: the newest past day, or the
 * newest day itself if the page shows only so many of its stories. NULL when there is none. */
const char *day_pages_latest(const struct day_pages *days, size_t shown);

#endif
