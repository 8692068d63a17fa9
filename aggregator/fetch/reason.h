/*
 * Explains a failed transfer in one short line for the user.
 */
#ifndef HEADWATER_FETCH_REASON_H
#define HEADWATER_FETCH_REASON_H

#include "aggregator/fetch/request.h"

/* Sets the transfer's error from libcurl's result, unless an error is set already. */
void reason_tell(struct http_request *http, CURLcode result);

#endif
