/*
 * New feeds into the user's feeds.yaml, for the commands that add some.
 */
#ifndef HEADWATER_COMMAND_SUBSCRIPTIONS_H
#define HEADWATER_COMMAND_SUBSCRIPTIONS_H

#include "aggregator/config/config.h"

#include <stddef.h>

struct subscriptions_result {
    size_t added, known; /* known: subscribed to already */
};

/*
 * Reads a feeds.yaml that may still be without feeds, or not be there, which no other command
 * takes. Mistakes are
 * not told one by one: on ERR_CONFIG let command_config() tell them.
 */
int subscriptions_config(struct config *ret, const char *config_path, struct error *err);

/*
 * Writes those feeds that config does not have behind its list, leaving all else as it is:
 * comments, order, the file's mode, and where a link to it leads. Where there is no file, it and
 * its folder are made. What would come out is read again
 * before it is written; it must give the old feeds and the new ones, else nothing is changed. dry:
 * only looks.
 */
int subscriptions_add(struct subscriptions_result *ret, const char *config_path,
                      const struct config *config, const struct feed *feeds, size_t count, bool dry,
                      struct error *err);

#endif
