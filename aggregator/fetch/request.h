/*
 * Sets up a libcurl easy handle for one hop of a transfer.
 */
#ifndef HEADWATER_FETCH_REQUEST_H
#define HEADWATER_FETCH_REQUEST_H

#include "aggregator/fetch/transfer.h"

#include <curl/curl.h>
#include <netinet/in.h>

/* a transfer slower than this many bytes per second for this long has stalled */
enum { REQUEST_STALL_SECONDS = 20, REQUEST_STALL_BYTES = 16 };

/* One slot of the network transport. */
struct http_request {
    CURL *easy;
    struct curl_slist *headers;
    struct transfer *transfer;
    char refused[128]; /* why the connection was refused; empty when it was not */
    long stall_seconds;
    long timeout_ms;
};

/* Sets up the handle for the current address of the redirect chain. ERR_MEMORY. */
int http_request_prepare(struct http_request *http, struct transfer *transfer,
                         const struct fetch_options *options, struct error *err);

/* Frees the request headers after the transfer. */
void http_request_finish(struct http_request *http);

#endif
