/*
 * The stories as one list for a reader interface: each story that any output selects, however many
 * the output's limit is, as the first such output shows it. Without outputs of stories, all are
 * selected. Rules and filters apply as in publication; nothing is stored. Does not log.
 */
#ifndef HEADWATER_PUBLISH_PUBLISH_SHELF_H
#define HEADWATER_PUBLISH_PUBLISH_SHELF_H

#include "aggregator/config/config.h"
#include "aggregator/render/render.h"

struct publish_shelf;

/* config must outlive the shelf. ERR_MEMORY. */
int publish_shelf_new(struct publish_shelf **ret, const struct config *config, struct error *err);
/* Accepts NULL. */
void publish_shelf_free(struct publish_shelf *shelf);

/* Prepares a story, in the arena. ret_input (may be NULL) receives what it is rendered with.
 * ERR_ABSENT when nothing of it is shown. */
int publish_shelf_take(struct render_story *ret, const struct render_input **ret_input,
                       struct publish_shelf *shelf, struct arena *arena, const struct story *story,
                       struct error *err);

/* The name to show for a feed: the user's, else its own title (may be NULL), else its host; never
 * its address, which may contain secrets. In the arena or one of the arguments; NULL when out of
 * memory. */
const char *publish_shelf_outlet(const struct publish_shelf *shelf, struct arena *arena,
                                 const char *url, const char *title);

#endif
