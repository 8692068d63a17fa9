/*
 * A fingerprint of everything besides the state that a publication depends on.
 *
 * Covers the version of the program, the text of the configuration, the time zone, and the output
 * files themselves (size, time, inode), so that a deleted or overwritten file is published again.
 * Pages and archives beside them are not included. Part of run; does not log.
 */
#ifndef HEADWATER_RUN_RUN_FINGERPRINT_H
#define HEADWATER_RUN_RUN_FINGERPRINT_H

#include "aggregator/config/config.h"

/* 0 if the file of an output is missing. */
int run_fingerprint(uint64_t *ret, const struct config *config, struct error *err);

#endif
