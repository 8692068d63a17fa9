/*
 * What a publication depends on beside the state: a number that tells whether anything of it has
 * changed.
 *
 * Over the program's version, the configuration's text, and the outputs' own files (size, time,
 * inode), so that one that was deleted or written over is published again. Pages and archives
 * beside them are not looked at. Part of run; does not log.
 */
#ifndef HEADWATER_RUN_RUN_FINGERPRINT_H
#define HEADWATER_RUN_RUN_FINGERPRINT_H

#include "aggregator/config/config.h"

/* 0 where an output's file is not there. */
int run_fingerprint(uint64_t *ret, const struct config *config, struct error *err);

#endif
