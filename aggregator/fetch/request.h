/*
 * What is asked, in libcurl's words: one easy handle made ready for one hop of a transfer.
 */
#ifndef HEADWATER_FETCH_REQUEST_H
#define HEADWATER_FETCH_REQUEST_H

#include "aggregator/fetch/transfer.h"

#include <curl/curl.h>
#include <netinet/in.h>

enum { REQUEST_STALL_SECONDS = 20, REQUEST_STALL_BYTES = 16 }; /* slower than that for so long */

/* A slot of the network transport. */
struct http_request {
    CURL *easy;
    struct curl_slist *headers;
    struct transfer *transfer;
    char refused[128]; /* why connecting was refused; empty when it was not */
    long stall_seconds;
    long timeout_ms;
};

/* Sets up the handle for the trail's present address. ERR_MEMORY, ERR_NETWORK. */
int http_request_prepare(struct http_request *http, struct transfer *transfer,
                         const struct fetch_options *options, struct error *err);

/* After the transfer: frees the header lines. */
void http_request_finish(struct http_request *http);

#endif
