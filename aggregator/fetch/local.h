/*
 * Feeds that are files of this machine (file: addresses, which only feeds.yaml can name).
 *
 * The file's identity, time and size serve as its ETag, so that an unchanged file is a 304.
 */
#ifndef HEADWATER_FETCH_LOCAL_H
#define HEADWATER_FETCH_LOCAL_H

#include "aggregator/fetch/transfer.h"

/* Whether this address names a file. */
bool local_is_file(const char *url);

/* Reads the file into the transfer: status 200 or 304, or an error. Only regular files. */
void local_read(struct transfer *transfer);

#endif
