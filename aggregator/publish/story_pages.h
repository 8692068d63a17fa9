/*
 * A folder with a page for each story: "2988751.html". The number of a story that was merged into
 * another one has a page that leads to that one's.
 *
 * publish passes the stories while it walks over them. The pages get their names when all are
 * written, before the documents that link to them; pages of stories that have left the output are
 * removed after those documents. Only files that headwater wrote are replaced or removed: the user
 * may have files of other programs in the folder. Does not log.
 */
#ifndef HEADWATER_PUBLISH_STORY_PAGES_H
#define HEADWATER_PUBLISH_STORY_PAGES_H

#include "aggregator/render/render.h"
#include "aggregator/store/store.h"

#include <stdbool.h>

struct story_pages {
    const struct render_input *input; /* of the output; the pages' own are made from it */
    struct arena *arena;              /* must outlive the folder */
    bool dry;                         /* counts the stories, but writes nothing */
    uint64_t *nodes;                  /* that have a page */
    size_t count;
    bool sorted;
    uint64_t *changed; /* written, but not yet under their names */
    size_t changed_count;
    size_t written, unchanged;
    int code; /* of the first failure, after which nothing more is written */
    struct error failure;
};

/* Initialises a folder. input and the arena must outlive it. */
void story_pages_init(struct story_pages *pages, struct arena *arena,
                      const struct render_input *input, bool dry);

/* Writes the page of a story; *ret_has is false if it would be too large to be a page. A failure to
 * write is kept for story_pages_settle(), because the other outputs must not suffer from it.
 * ERR_MEMORY. */
int story_pages_add(bool *ret_has, struct story_pages *pages, const struct render_story *story,
                    struct error *err);

/* To be called after the last story_pages_add(). */
void story_pages_sort(struct story_pages *pages);

/* Whether a story has a page. During the walk only known of the last story that was added. */
bool story_pages_has(const struct story_pages *pages, uint64_t node);

/* Adds the pages for the aliases of the stories, as many as there are stories at most, and gives
 * all pages their names. Returns the first failure. */
int story_pages_settle(struct story_pages *pages, struct store *store, struct error *err);

/* Removes the pages of all other stories. */
void story_pages_sweep(const struct story_pages *pages);

/* Reads "2988751.html"; false for anything else, including leading zeros. */
bool story_page_number(uint64_t *ret, const char *name);

#endif
