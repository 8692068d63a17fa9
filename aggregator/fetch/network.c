/*
 * Network transport, on libcurl's multi interface.
 */
#include "aggregator/fetch/reason.h"
#include "aggregator/fetch/transport.h"

#include <stdlib.h>

enum { CONNECTIONS_SPARE = 32 }; /* kept open for hosts whose next request waits for its gap */

struct network {
    CURLM *multi;
    const struct fetch_options *options;
    struct http_request *requests;
    size_t count;
    struct transfer **failed; /* transfers that could not be started */
    size_t failed_count;
    struct curl_waitfd *files; /* scratch: the caller's files in libcurl's form */
    size_t file_room;
};

static void network_close(void *self)
{
    struct network *network = self;

    if (network == NULL)
        return;
    for (size_t i = 0; network->requests != NULL && i < network->count; i++) {
        if (network->requests[i].easy != NULL)
            curl_multi_remove_handle(network->multi, network->requests[i].easy);
        curl_easy_cleanup(network->requests[i].easy);
        http_request_finish(&network->requests[i]);
    }
    curl_multi_cleanup(network->multi);
    free(network->requests);
    free(network->failed);
    free(network->files);
    free(network);
}

static int network_open(void **ret_self, const struct fetch_options *options, size_t slots,
                        struct error *err)
{
    struct network *network = calloc(1, sizeof(*network));

    if (network != NULL) {
        network->multi = curl_multi_init();
        network->options = options;
        network->count = slots;
        network->requests = calloc(slots, sizeof(*network->requests));
        network->failed = calloc(slots, sizeof(struct transfer *));
    }
    if (network == NULL || network->multi == NULL || network->requests == NULL ||
        network->failed == NULL) {
        network_close(network);
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory for %zu connections", slots);
    }
    curl_multi_setopt(network->multi, CURLMOPT_MAXCONNECTS, (long)(slots + CONNECTIONS_SPARE));
    *ret_self = network;
    return 0;
}

static void network_start(void *self, struct transfer *transfer)
{
    struct network *network = self;
    struct http_request *http = &network->requests[transfer->slot];
    int code = http_request_prepare(http, transfer, network->options, &transfer->error);

    if (code == 0 && curl_multi_add_handle(network->multi, http->easy) != CURLM_OK)
        code = error_set(&transfer->error, ERR_MEMORY, SCOPE_FEED, "out of memory");
    if (code != 0)
        network->failed[network->failed_count++] = transfer;
}

/* libcurl reports this error for bytes after the end of a compressed body, when it has already
 * delivered the whole body. */
static bool is_only_trailing(const struct transfer *transfer, CURLcode result)
{
    return result == CURLE_WRITE_ERROR && transfer->error.code == ERR_NONE &&
           transfer->reply.status == 200 && transfer->reply.content_encoding != NULL &&
           transfer->body.size > 0;
}

/* Copies libcurl's results of the hop into the transfer. */
static void request_settle(struct http_request *http, CURLcode result)
{
    struct transfer *transfer = http->transfer;
    double seconds = 0;
    curl_off_t bytes = 0;

    if (!transfer->cut && !is_only_trailing(transfer, result))
        reason_tell(http, result);
    curl_easy_getinfo(http->easy, CURLINFO_TOTAL_TIME, &seconds);
    curl_easy_getinfo(http->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    curl_slist_free_all(transfer->chain->cookies);
    transfer->chain->cookies = NULL;
    curl_easy_getinfo(http->easy, CURLINFO_COOKIELIST, &transfer->chain->cookies);
    transfer->chain->seconds += seconds;
    transfer->chain->bytes += bytes;
    http_request_finish(http);
}

static struct transfer *network_next(struct network *network)
{
    struct http_request *http;
    const CURLMsg *message;
    CURLcode result;
    char *kept;
    int left;

    if (network->failed_count > 0) {
        struct transfer *transfer = network->failed[--network->failed_count];

        http_request_finish(&network->requests[transfer->slot]);
        return transfer;
    }
    while ((message = curl_multi_info_read(network->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        result = message->data.result; /* the message is invalid once its handle is removed */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &kept);
        http = (struct http_request *)(void *)kept;
        curl_multi_remove_handle(network->multi, http->easy);
        request_settle(http, result);
        return http->transfer;
    }
    return NULL;
}

/* Without memory, fewer files are waited for; the timeout is short while there are any. */
static size_t files_copy(struct network *network, const struct pollfd *files, size_t count)
{
    if (count > network->file_room) {
        struct curl_waitfd *grown = realloc(network->files, count * sizeof(*grown));

        if (grown == NULL)
            return 0;
        network->files = grown;
        network->file_room = count;
    }
    for (size_t i = 0; i < count; i++)
        network->files[i] = (struct curl_waitfd){
            .fd = files[i].fd,
            .events = (files[i].events & POLLIN) != 0 ? CURL_WAIT_POLLIN : CURL_WAIT_POLLOUT};
    return count;
}

static struct transfer *network_wait(void *self, int64_t timeout_ms, struct pollfd *files,
                                     size_t count)
{
    struct network *network = self;
    struct transfer *transfer = network_next(network);
    int running;

    if (transfer != NULL)
        return transfer;
    curl_multi_perform(network->multi, &running);
    transfer = network_next(network);
    if (transfer != NULL)
        return transfer;
    count = files_copy(network, files, count);
    curl_multi_poll(network->multi, count > 0 ? network->files : NULL, (unsigned)count,
                    timeout_ms < 0 ? 1000 : (int)timeout_ms, NULL);
    curl_multi_perform(network->multi, &running);
    return network_next(network);
}

const struct transport transport_network = {network_open, network_start, network_wait,
                                            network_close};
