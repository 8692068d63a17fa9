/*
 * Tables of the keys of feeds.yaml: what the user may write in settings:, in an output and in a
 * feed.
 */
#ifndef HEADWATER_CONFIG_CONFIG_KEYS_H
#define HEADWATER_CONFIG_CONFIG_KEYS_H

#include "aggregator/config/reader.h"

/* Each table ends with a row without a name. */
extern const struct config_key settings_keys[]; /* into struct settings */
extern const struct config_key feed_keys[];     /* into struct feed */
extern const struct config_key output_keys[];   /* into struct output */

#endif
