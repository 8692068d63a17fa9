/*
 * Loads the configuration for a command and logs each mistake on its own line.
 */
#ifndef HEADWATER_COMMAND_COMMAND_CONFIG_H
#define HEADWATER_COMMAND_COMMAND_CONFIG_H

#include "aggregator/base/zone.h"
#include "aggregator/command/command.h"
#include "aggregator/config/config.h"

/* Reads the file named by the common options. On ERR_CONFIG its mistakes have been logged. The
 * caller releases the result with config_release(). */
int command_config(struct config *ret, const struct command_context *context, struct error *err);

/* The zone of the times that a command prints: that of feeds.yaml if there is one without mistakes,
 * else the system's. For commands that need nothing else of it. ERR_MEMORY only. */
int command_timezone(struct zone *ret, struct arena *arena, const struct command_context *context,
                     struct error *err);

#endif
