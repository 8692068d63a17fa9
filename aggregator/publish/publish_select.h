/*
 * Selects the stories of an output and their tellings: applies the feeds, tags, languages and rules
 * of the configuration to the stories of the state.
 *
 * A telling is shown if its feed is published and the rules of its feed and the rules for all feeds
 * allow it. An output
 * selects a story by its tags, its languages and its own rules. Everything is evaluated at each
 * publication; nothing is stored. Part of publish; does not log.
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
    size_t too_costly; /* expressions abandoned so far */
    bool unruled;      /* set by the caller: also shows what rules drop */
    bool unhidden;     /* set by the caller: also shows feeds that are hidden */
};

/* Initialises a selection; config and arena must outlive it. ERR_MEMORY. */
int selection_init(struct selection *ret, struct arena *arena, const struct config *config,
                   struct error *err);

/* Whether the configuration hides what this feed tells: by publish: false, or because the feed is
 * not in it any more. */
bool selection_hides(const struct selection *selection, const char *feed_url);

/* Whether no output of the configuration selects stories, but at most lists feeds: all stories are
 * shown then. */
bool selection_is_open(const struct config *config);

/* The settings of the configuration, with the languages of the output if it has its own. Both must
 * outlive them. */
struct settings selection_settings(const struct config *config, const struct output *output);

/* The user's first page, whose title and languages other pages have, too; without one, an output
 * with a default title. Its texts are those of the configuration. It has no hubs: they are
 * told of the configured page only. */
struct output selection_page(const struct config *config);

/* Copies the story with the feed names and tags of the current configuration, without the tellings
 * that rules drop and those of hidden feeds, which may leave none. The copy shares the texts of the
 * story. ERR_MEMORY. */
int selection_configure(struct story *ret, struct arena *arena, struct selection *selection,
                        const struct story *story, struct error *err);

/* Whether the story has tellings with the tags and languages of the output. */
bool selection_meets(const struct story *story, const struct output *output);

/* The name of the feed with this address: the user's, else its own title, else the default one,
 * else NULL. title may be NULL. */
const char *selection_name(const struct selection *selection, const char *url, const char *title);

/* Whether the output selects a story prepared by selection_configure(). ERR_MEMORY. */
int selection_takes(bool *ret, struct selection *selection, const struct story *story,
                    const struct output *output, struct error *err);

#endif
