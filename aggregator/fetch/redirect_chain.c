#include "aggregator/fetch/redirect_chain.h"

#include "aggregator/base/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HOST_MAX = 253 }; /* bytes in a DNS name: RFC 1035 section 2.3.4 */

struct redirect_chain *redirect_chain_new(const char *url)
{
    struct redirect_chain *chain = calloc(1, sizeof(*chain));

    if (chain == NULL)
        return NULL;
    chain->storable = true;
    chain->urls[0] = strdup(url);
    if (chain->urls[0] == NULL) {
        free(chain);
        return NULL;
    }
    return chain;
}

void redirect_chain_free(struct redirect_chain *chain)
{
    if (chain == NULL)
        return;
    for (int i = 0; i <= REDIRECT_HOPS_MAX; i++)
        free(chain->urls[i]);
    curl_slist_free_all(chain->cookies);
    free(chain);
}

const char *redirect_chain_url(const struct redirect_chain *chain)
{
    return chain->urls[chain->hops];
}

bool redirect_chain_is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* The parts that identify a server. */
struct server {
    char *scheme, *host, *port;
};

static void server_release(struct server *server)
{
    curl_free(server->scheme);
    curl_free(server->host);
    curl_free(server->port);
}

static bool server_read(struct server *server, const char *url)
{
    CURLU *parts = curl_url();
    bool known =
        parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_SCHEME, &server->scheme, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &server->host, 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_PORT, &server->port, CURLU_DEFAULT_PORT) == CURLUE_OK;

    curl_url_cleanup(parts);
    return known;
}

static bool is_plain(const struct server *server)
{
    return strcasecmp(server->scheme, "http") == 0;
}

bool redirect_chain_same_server(const char *home, const char *url)
{
    struct server a = {0}, b = {0};
    bool same = server_read(&a, home) && server_read(&b, url) && strcasecmp(a.host, b.host) == 0;

    if (same && strcasecmp(a.scheme, b.scheme) == 0)
        same = strcmp(a.port, b.port) == 0;
    else if (same)
        same = is_plain(&a) && strcmp(a.port, "80") == 0 && strcmp(b.port, "443") == 0;
    server_release(&a);
    server_release(&b);
    return same;
}

/* Whether a permanent redirect may be stored. Over plain http anyone on the path can forge it, so
 * the host must stay the same. A step from https down to http is never stored. */
static bool move_is_storable(const char *from, const char *to)
{
    struct server a = {0}, b = {0};
    bool storable = server_read(&a, from) && server_read(&b, to) &&
                    (is_plain(&a) ? strcasecmp(a.host, b.host) == 0 : !is_plain(&b));

    server_release(&a);
    server_release(&b);
    return storable;
}

/* Host names that cannot exist in DNS would only fill the host queue. */
static bool host_is_possible(const char *url)
{
    struct server server = {0};
    bool possible = !server_read(&server, url) || strlen(server.host) <= HOST_MAX;

    server_release(&server);
    return possible;
}

int redirect_chain_follow(struct redirect_chain *chain, int status, const char *target,
                          struct error *err)
{
    if (!url_is_http(target))
        return error_set(err, ERR_REFUSED, SCOPE_FEED,
                         "redirected to an address that is not http or https: %.100s", target);
    if (!host_is_possible(target))
        return error_set(err, ERR_REFUSED, SCOPE_FEED,
                         "redirected to a host whose name is too long: %.100s", target);
    for (int i = 0; i <= chain->hops; i++)
        if (strcmp(chain->urls[i], target) == 0)
            return error_set(err, ERR_HTTP, SCOPE_FEED, "redirects in a loop: %.200s", target);
    if (chain->hops == REDIRECT_HOPS_MAX)
        return error_set(err, ERR_HTTP, SCOPE_FEED, "more than %d redirects", REDIRECT_HOPS_MAX);
    if ((status != 301 && status != 308) || !move_is_storable(redirect_chain_url(chain), target))
        chain->storable = false;
    chain->urls[chain->hops + 1] = strdup(target);
    if (chain->urls[chain->hops + 1] == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    chain->hops++;
    return 0;
}
