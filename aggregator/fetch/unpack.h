/*
 * A body that is gzip though nothing says so: servers hand out packed files without a header, or
 * pack twice.
 */
#ifndef HEADWATER_FETCH_UNPACK_H
#define HEADWATER_FETCH_UNPACK_H

#include "aggregator/base/spool.h"

/* Replaces a body that begins as gzip does by what is packed in it; any other is left as it is, and
 * either is to be read from its first byte. What follows the packed part is left out. ERR_LIMIT
 * when it is larger than the body's ceiling, ERR_SYNTAX when it is damaged or cut short, ERR_IO,
 * ERR_MEMORY. */
int unpack_body(struct spool *body, struct error *err);

#endif
