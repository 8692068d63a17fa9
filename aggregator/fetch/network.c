/*
 * The transport over the network: libcurl's multi interface.
 */
#include "aggregator/fetch/reason.h"
#include "aggregator/fetch/transport.h"

#include <stdlib.h>

enum { CONNECTIONS_SPARE = 32 }; /* kept open for hosts whose next errand waits for its gap */

struct network {
    CURLM *multi;
    const struct fetch_options *options;
    struct request *requests;
    size_t count;
    struct exchange **failed; /* could not be started */
    size_t failed_count;
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
        request_finish(&network->requests[i]);
    }
    curl_multi_cleanup(network->multi);
    free(network->requests);
    free(network->failed);
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
        network->failed = calloc(slots, sizeof(struct exchange *));
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

static void network_start(void *self, struct exchange *exchange)
{
    struct network *network = self;
    struct request *request = &network->requests[exchange->slot];
    int code = request_prepare(request, exchange, network->options, &exchange->error);

    if (code == 0 && curl_multi_add_handle(network->multi, request->easy) != CURLM_OK)
        code = error_set(&exchange->error, ERR_MEMORY, SCOPE_FEED, "out of memory");
    if (code != 0)
        network->failed[network->failed_count++] = exchange;
}

/* libcurl fails so at bytes behind the end of a packed body, all of which it has handed on. */
static bool is_only_trailing(const struct exchange *exchange, CURLcode result)
{
    return result == CURLE_WRITE_ERROR && exchange->error.code == ERR_NONE &&
           exchange->reply.status == 200 && exchange->reply.content_encoding != NULL &&
           exchange->body.size > 0;
}

/* Puts what libcurl knows of the hop into the exchange. */
static void request_settle(struct request *request, CURLcode result)
{
    struct exchange *exchange = request->exchange;
    double seconds = 0;
    curl_off_t bytes = 0;

    if (!exchange->cut && !is_only_trailing(exchange, result))
        reason_tell(request, result);
    curl_easy_getinfo(request->easy, CURLINFO_TOTAL_TIME, &seconds);
    curl_easy_getinfo(request->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    curl_slist_free_all(exchange->trail->cookies);
    exchange->trail->cookies = NULL;
    curl_easy_getinfo(request->easy, CURLINFO_COOKIELIST, &exchange->trail->cookies);
    exchange->trail->seconds += seconds;
    exchange->trail->bytes += bytes;
    request_finish(request);
}

static struct exchange *network_next(struct network *network)
{
    struct request *request;
    const CURLMsg *message;
    CURLcode result;
    char *kept;
    int left;

    if (network->failed_count > 0) {
        struct exchange *exchange = network->failed[--network->failed_count];

        request_finish(&network->requests[exchange->slot]);
        return exchange;
    }
    while ((message = curl_multi_info_read(network->multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE)
            continue;
        result = message->data.result; /* the message is gone once its handle is removed */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &kept);
        request = (struct request *)(void *)kept;
        curl_multi_remove_handle(network->multi, request->easy);
        request_settle(request, result);
        return request->exchange;
    }
    return NULL;
}

static struct exchange *network_wait(void *self, int64_t timeout_ms)
{
    struct network *network = self;
    struct exchange *exchange = network_next(network);
    int running;

    if (exchange != NULL)
        return exchange;
    curl_multi_perform(network->multi, &running);
    exchange = network_next(network);
    if (exchange != NULL)
        return exchange;
    curl_multi_poll(network->multi, NULL, 0, timeout_ms < 0 ? 1000 : (int)timeout_ms, NULL);
    curl_multi_perform(network->multi, &running);
    return network_next(network);
}

const struct transport transport_network = {network_open, network_start, network_wait,
                                            network_close};
