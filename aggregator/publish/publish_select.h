/*
 * Which stories an output shows, and which of their tellings: what the configuration says of feeds,
 * tags, languages and rules, applied to stories of the state.
 *
 * A telling is shown when the rules of its feed and the rules for all feeds let it; an output takes
 * a story by its tags, its languages and its own rules. Decided anew at each publication, nothing
 * is kept. Part of publish; does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_SELECT_H
#define HEADWATER_PUBLISH_PUBLISH_SELECT_H

#include "aggregator/config/config.h"
#include "aggregator/model/story.h"

struct selection_feed;

struct selection {
    const struct config *config;
    struct selection_feed *feeds; /* by address */
    size_t feed_count;
    size_t too_costly; /* expressions that were given up so far */
    bool unruled;      /* set by the user of this: what rules drop is shown all the same */
};

/* config and arena must outlive it. ERR_MEMORY. */
int selection_init(struct selection *ret, struct arena *arena, const struct config *config,
                   struct error *err);

/* The story as the present configuration names and tags its feeds, without the tellings that rules
 * drop: perhaps without any. The copy shares the story's texts. ERR_MEMORY. */
int selection_configure(struct story *ret, struct arena *arena, struct selection *selection,
                        const struct story *story, struct error *err);

/* Whether the output takes a story so configured. ERR_MEMORY. */
int selection_takes(bool *ret, struct selection *selection, const struct story *story,
                    const struct output *output, struct error *err);

#endif
