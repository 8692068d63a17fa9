/*
 * Loads the configuration for a command, logs each mistake on its own line, and finds the state
 * that it names.
 */
#ifndef HEADWATER_COMMAND_COMMAND_CONFIG_H
#define HEADWATER_COMMAND_COMMAND_CONFIG_H

#include "aggregator/base/zone.h"
#include "aggregator/command/command.h"
#include "aggregator/config/config.h"

/* Reads the file named by the common options. On ERR_CONFIG its mistakes have been logged. If it
 * names a state and --state does not, that becomes the context's. The caller releases the result
 * with config_release(). */
int command_config(struct config *ret, struct command_context *context, struct error *err);

/* The same, except that mistakes are not logged but appended to *problems, as by config_load(). */
int command_config_read(struct config *ret, struct str *problems, struct command_context *context,
                        struct error *err);

/* Finds only the state, for a command that needs nothing else of the configuration: there may be no
 * file, and it may have mistakes. ERR_CONFIG when it is not YAML. */
int command_state(struct command_context *context, struct error *err);

/* The zone of the times that a command prints: that of feeds.yaml if there is one without mistakes,
 * else the system's. For commands that need nothing else of it. ERR_MEMORY only. */
int command_timezone(struct zone *ret, struct arena *arena, const struct command_context *context,
                     struct error *err);

#endif
