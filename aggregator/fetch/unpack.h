/*
 * Decompresses a body that is gzip without a header that says so: some servers send compressed
 * files without Content-Encoding, or compress twice.
 */
#ifndef HEADWATER_FETCH_UNPACK_H
#define HEADWATER_FETCH_UNPACK_H

#include "aggregator/base/spool.h"

/* Replaces a body that begins like gzip by its decompressed content and leaves any other unchanged.
 * Afterwards the body is positioned at its first byte. Data after the compressed part is dropped.
 * ERR_LIMIT when the result exceeds the body's ceiling, ERR_SYNTAX when the data is damaged or
 * truncated, ERR_IO, ERR_MEMORY. */
int unpack_body(struct spool *body, struct error *err);

#endif
