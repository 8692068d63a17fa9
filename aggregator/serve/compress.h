/* Compresses the body of a response. */
#ifndef HEADWATER_SERVE_COMPRESS_H
#define HEADWATER_SERVE_COMPRESS_H

#include "aggregator/base/str.h"

/* The body in gzip form, to be freed by the caller; NULL when compression fails or saves nothing.
 * The gzip header has no timestamp, so the same body always gives the same bytes. */
unsigned char *compress_body(size_t *ret_size, const struct str *body);

#endif
