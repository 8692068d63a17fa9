/*
 * Why a transfer failed, in one short line for people.
 */
#ifndef HEADWATER_FETCH_REASON_H
#define HEADWATER_FETCH_REASON_H

#include "aggregator/fetch/request.h"

/* Fills the transfer's error from libcurl's result, unless it has one already. */
void reason_tell(struct http_request *http, CURLcode result);

#endif
