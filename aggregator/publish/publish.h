/*
 * Publishes the state: selects the stories of each output, renders them, writes the files that
 * changed, and stores what was published.
 *
 * Used by the commands that publish; depends on config, store and render. One pass over the stories
 * serves all outputs, with one story in memory at a time. If nothing is new, no file is written and
 * the state is unchanged. Does not log.
 *
 * Rules are applied at publication and their results are not stored: a dropped item stays in the
 * state and is shown by the next publication after its rule is removed. Stories already in an
 * archive stay there.
 *
 * A story belongs to the first output whose filter it passes: the languages of that output
 * determine its lead, and the state stores its publication for that output. An output in other
 * languages may show another lead; its `updated` is then the time when that telling was last
 * edited.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_H
#define HEADWATER_PUBLISH_PUBLISH_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

#include <stddef.h>
#include <stdint.h>

struct publish_result {
    size_t written;    /* files whose content changed */
    size_t unchanged;  /* files that were up to date */
    size_t stories;    /* stories in at least one output */
    size_t too_costly; /* rule expressions that were abandoned on a text */
    size_t full;       /* outputs shortened because they grew too large */
    const char *first; /* path of the first output with a changed file, or NULL; the config's */
};

/*
 * Renders and writes every output of the configuration, then stores what was published. If an
 * output cannot be written, its old file stays intact and the other outputs are still written; the
 * first error is returned. *ret is always filled.
 */
int publish_all(struct publish_result *ret, struct store *store, const struct config *config,
                struct error *err);

/* Renders one document into *into, replacing its content: the output, or one of its pages (1 is the
 * first; ERR_ABSENT if there are fewer). Writes no files and does not change the state, so a
 * read-only store is enough. */
int publish_output(struct str *into, struct store *store, const struct config *config,
                   const struct output *output, unsigned page, struct error *err);

/* Appends the page of one story with all its tellings expanded; unlike the other pages, it has no
 * filters. *ret_node is the node of the story, which differs from the requested one if that is an
 * alias. ERR_ABSENT. */
int publish_story(struct str *into, uint64_t *ret_node, struct store *store,
                  const struct config *config, uint64_t node, struct error *err);

/* Appends the page that says that there is no such page, with the way back to the page of the first
 * HTML output. */
int publish_absent(struct str *into, const struct config *config, struct error *err);

#endif
