/* Small stories for the tests of render, each for a specific case. */
#ifndef HEADWATER_TESTS_RENDER_STORIES_H
#define HEADWATER_TESTS_RENDER_STORIES_H

#include "aggregator/render/render.h"

/* The stories, newest first, and the user's settings. feed_number is 7. */
extern const struct story stories[];
extern const size_t story_count;
extern const struct settings stories_settings;
extern const struct feed stories_feeds[];
extern const size_t stories_feed_count;

/* All stories prepared for an output of this format. Everything is in the arena. */
struct render_input *stories_input(struct arena *arena, enum output_format format);

#endif
