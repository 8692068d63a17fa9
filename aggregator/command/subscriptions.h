/*
 * Adds feeds to the user's feeds.yaml and removes them, for the commands that subscribe.
 */
#ifndef HEADWATER_COMMAND_SUBSCRIPTIONS_H
#define HEADWATER_COMMAND_SUBSCRIPTIONS_H

#include "aggregator/config/config.h"

#include <stdbool.h>
#include <stddef.h>

struct subscriptions_result {
    size_t added, known; /* known: already subscribed */
};

/*
 * Reads a feeds.yaml that may be missing or have no feeds, which no other command accepts. Mistakes
 * are not reported one by one: on ERR_CONFIG call command_config() to report them.
 */
int subscriptions_config(struct config *ret, const char *config_path, struct error *err);

/* Whether the configuration has a feed with this address. */
bool subscriptions_has(const struct config *config, const char *url);

/*
 * Adds those feeds that config does not have to the end of its list. Everything else stays
 * unchanged: comments, order, the mode of the file, and the target of a link. A missing file is
 * created with its folder. The new text is parsed before it is written; if it does not give the old
 * feeds followed by the new ones, nothing is changed. With dry, nothing is written.
 */
int subscriptions_add(struct subscriptions_result *ret, const char *config_path,
                      const struct config *config, const struct feed *feeds, size_t count, bool dry,
                      struct error *err);

/* Removes the feed with this index in config->feeds from the file, or with hide sets its keys
 * enabled and publish to false. Everything else stays unchanged, comments of other feeds included;
 * the new text is checked like that of subscriptions_add(). */
int subscriptions_remove(const char *config_path, const struct config *config, size_t index,
                         bool hide, struct error *err);

#endif
