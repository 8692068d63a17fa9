/*
 * The configuration as the commands read it: every mistake on a line of its own.
 */
#ifndef HEADWATER_COMMAND_COMMAND_CONFIG_H
#define HEADWATER_COMMAND_COMMAND_CONFIG_H

#include "aggregator/command/command.h"
#include "aggregator/config/config.h"

/* Reads the file that the common options name; on ERR_CONFIG its mistakes have been logged. The
 * result is the caller's to config_release(). */
int command_config(struct config *ret, const struct command_context *context, struct error *err);

#endif
