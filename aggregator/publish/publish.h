/*
 * From the state to the published files: which stories each output shows, rendered, written where
 * they changed, and remembered as published.
 *
 * Used by the commands that publish; knows config, store and render. One pass over the stories
 * serves all outputs, with one story in memory at a time. Nothing new: no file is written and the
 * state is not touched. Does not log.
 *
 * Rules decide at this moment and nothing they decide is kept: an item that is dropped stays in the
 * state, and is shown by the next publication after its rule is gone. What is already in an archive
 * stays there.
 *
 * A story belongs to the first output whose filter it passes: that output's languages choose its
 * lead, and what the state remembers of its publication is of this one. An output in other
 * languages may show another lead; its `updated` is then when that telling was last edited.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_H
#define HEADWATER_PUBLISH_PUBLISH_H

#include "aggregator/config/config.h"
#include "aggregator/store/store.h"

#include <stddef.h>
#include <stdint.h>

struct publish_result {
    size_t written;    /* files whose bytes changed */
    size_t unchanged;  /* files that were up to date */
    size_t stories;    /* stories that at least one output shows */
    size_t too_costly; /* expressions of rules that were given up on a text */
    size_t full;       /* outputs that end before their limit, for they are too large */
};

/*
 * Renders and writes every output of the configuration, then remembers what was published. An
 * output that cannot be written leaves its old file whole and does not keep the others from being
 * written; the first failure is returned. *ret is filled in any case.
 */
int publish_all(struct publish_result *ret, struct store *store, const struct config *config,
                struct error *err);

/* One document into *into, which it replaces: the output's, or one of its pages (1 is the first;
 * ERR_ABSENT where there are fewer). Writes nothing and leaves the state alone (a readonly store
 * will do). */
int publish_output(struct str *into, struct store *store, const struct config *config,
                   const struct output *output, unsigned page, struct error *err);

/* Appends the page of one story, with all its tellings open; alone among all, it shows no filters.
 * *ret_node is the story's node, which differs from the one asked for where that is an alias.
 * ERR_ABSENT. */
int publish_story(struct str *into, uint64_t *ret_node, struct store *store,
                  const struct config *config, uint64_t node, struct error *err);

#endif
