/*
 * Reads feeds that are local files (file: addresses, which only feeds.yaml can name).
 *
 * The ETag consists of the file's inode, size and modification time, so an unchanged file is a 304.
 */
#ifndef HEADWATER_FETCH_LOCAL_H
#define HEADWATER_FETCH_LOCAL_H

#include "aggregator/fetch/transfer.h"

/* Whether the address is a file: address. */
bool local_is_file(const char *url);

/* Reads the file into the transfer: status 200 or 304, or an error. Only regular files. */
void local_read(struct transfer *transfer);

#endif
