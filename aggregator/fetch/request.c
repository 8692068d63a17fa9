#include "aggregator/fetch/request.h"

#include "aggregator/fetch/ip_address.h"
#include "aggregator/fetch/redirect_chain.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char feed_types[] =
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, "
    "*/*;q=0.1";

static size_t on_head(char *line, size_t size, size_t count, void *context)
{
    struct http_request *http = context;

    return transfer_take_head(http->transfer, line, size * count) ? size * count : 0;
}

static size_t on_body(char *data, size_t size, size_t count, void *context)
{
    struct http_request *http = context;

    return transfer_take_body(http->transfer, data, size * count) ? size * count : 0;
}

/* Limits the announced size and the bytes received before decoding: a compressed body can be
 * endless and decode to nothing. */
static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    struct transfer *transfer = ((struct http_request *)context)->transfer;
    curl_off_t ceiling = (curl_off_t)transfer->body.ceiling;

    (void)up_total;
    (void)up_now;
    if (now <= ceiling && (total <= ceiling || !transfer_wants_body(transfer)))
        return 0;
    error_set(&transfer->error, ERR_LIMIT, SCOPE_FEED, "body larger than %zu bytes",
              transfer->body.ceiling);
    return 1;
}

/* With a proxy, the visible addresses are the proxy's, which the user has chosen. */
static bool is_guarded(const struct http_request *http)
{
    const struct feed *feed = http->transfer->request->feed;

    return !feed->allow_private && feed->proxy == NULL;
}

static bool is_refused(struct http_request *http, const char *kind)
{
    if (kind != NULL)
        snprintf(http->refused, sizeof(http->refused), "%s", kind);
    return kind != NULL;
}

/* Called after DNS and before each connection, so every address of every hop is checked. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_request *http = context;

    (void)purpose;
    if (is_guarded(http) && is_refused(http, ip_address_refusal(&address->addr)))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A reused connection may have been opened for a feed that has allow_private. */
static int on_request(void *context, char *address, char *local, int port, int local_port)
{
    struct http_request *http = context;

    (void)local;
    (void)port;
    (void)local_port;
    if (is_guarded(http) && is_refused(http, ip_address_text_refusal(address)))
        return CURL_PREREQFUNC_ABORT;
    return CURL_PREREQFUNC_OK;
}

static int line_add(struct http_request *http, const char *line)
{
    struct curl_slist *longer = curl_slist_append(http->headers, line);

    if (longer == NULL)
        return ERR_MEMORY;
    http->headers = longer;
    return 0;
}

/* A damaged state may contain control characters. */
static bool has_controls(const char *value)
{
    for (; *value != '\0'; value++)
        if ((unsigned char)*value < 0x20 || *value == 0x7f)
            return true;
    return false;
}

static int field_add(struct http_request *http, const char *name, const char *value)
{
    const char *line;

    if (value == NULL || value[0] == '\0' || has_controls(value))
        return 0;
    line = arena_printf(&http->transfer->arena, "%s: %s", name, value);
    return line == NULL ? ERR_MEMORY : line_add(http, line);
}

/* Validators are valid only on the server that issued them. */
static bool are_validators_wanted(const struct transfer *transfer)
{
    const struct fetch_request *request = transfer->request;
    const char *from = request->validators_from != NULL ? request->validators_from : request->url;

    return redirect_chain_same_server(from, redirect_chain_url(transfer->chain));
}

/* The user's header fields may hold credentials, so they go to the feed's own server only. */
static int headers_add(struct http_request *http, bool at_home)
{
    const struct fetch_request *request = http->transfer->request;
    const struct feed *feed = request->feed;
    int code = field_add(http, "Accept", request->accept != NULL ? request->accept : feed_types);

    if (code == 0 && are_validators_wanted(http->transfer)) {
        code = field_add(http, "If-None-Match", request->etag);
        if (code == 0)
            code = field_add(http, "If-Modified-Since", request->last_modified);
    }
    for (size_t i = 0; at_home && code == 0 && i < feed->header_count; i++)
        code = field_add(http, feed->headers[i].name, feed->headers[i].value);
    return code;
}

static void set_credentials(CURL *easy, const struct feed *feed)
{
    if (feed->user != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERNAME, feed->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, feed->password);
    } else if (feed->bearer != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, feed->bearer);
    }
    if (feed->cookie != NULL)
        curl_easy_setopt(easy, CURLOPT_COOKIE, feed->cookie);
    if (feed->client_cert != NULL)
        curl_easy_setopt(easy, CURLOPT_SSLCERT, feed->client_cert);
    if (feed->client_key != NULL)
        curl_easy_setopt(easy, CURLOPT_SSLKEY, feed->client_key);
}

/* Cookies set by a redirect last for the chain only: the handle drops them and the chain carries
 * them on. libcurl sends each host its own cookies only. */
static void set_cookies(CURL *easy, const struct redirect_chain *chain)
{
    /* An expired cookie switches libcurl's cookie engine on; then all cookies are dropped. */
    curl_easy_setopt(easy, CURLOPT_COOKIELIST, "Set-Cookie: none=; Max-Age=0; Domain=none.invalid");
    curl_easy_setopt(easy, CURLOPT_COOKIELIST, "ALL");
    for (const struct curl_slist *cookie = chain->cookies; cookie != NULL; cookie = cookie->next)
        curl_easy_setopt(easy, CURLOPT_COOKIELIST, cookie->data);
}

static void set_method(CURL *easy, const struct fetch_request *request)
{
    if (request->form == NULL)
        return;
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->form);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(request->form));
}

static void set_times(struct http_request *http, const struct fetch_options *options)
{
    const struct settings *settings = options->settings;
    const struct transfer *transfer = http->transfer;
    const struct feed *feed = transfer->request->feed;
    int64_t seconds = feed->timeout_seconds > 0 ? feed->timeout_seconds : settings->timeout_seconds;
    long left_ms = (long)(seconds * 1000) - (long)(transfer->chain->seconds * 1000);

    http->timeout_ms = left_ms > 1 ? left_ms : 1;
    http->stall_seconds =
        options->stall_seconds > 0 ? (long)options->stall_seconds : REQUEST_STALL_SECONDS;
    curl_easy_setopt(http->easy, CURLOPT_TIMEOUT_MS, http->timeout_ms);
    curl_easy_setopt(http->easy, CURLOPT_CONNECTTIMEOUT, (long)settings->connect_timeout_seconds);
    curl_easy_setopt(http->easy, CURLOPT_LOW_SPEED_TIME, http->stall_seconds);
    curl_easy_setopt(http->easy, CURLOPT_LOW_SPEED_LIMIT, (long)REQUEST_STALL_BYTES);
}

static void set_callbacks(struct http_request *http)
{
    CURL *easy = http->easy;

    curl_easy_setopt(easy, CURLOPT_PRIVATE, http);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_head);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, http);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, http);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, http);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, http);
}

/* The body of what answers a form is not read, so it need not be decoded. */
static bool is_undecoded(const struct transfer *transfer)
{
    return transfer->undecoded || transfer->request->form != NULL;
}

/* Options common to all requests. Proxies from the environment are ignored: feeds.yaml decides. */
static void set_manners(struct http_request *http, const struct fetch_options *options)
{
    const struct feed *feed = http->transfer->request->feed;
    CURL *easy = http->easy;

    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L); /* the redirect chain follows redirects */
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    if (is_undecoded(http->transfer))
        curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    else
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, ""); /* all codings that libcurl supports */
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* do not wait for a resolver that hangs */
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, (long)http->transfer->last);
    curl_easy_setopt(easy, CURLOPT_PROXY, feed->proxy != NULL ? feed->proxy : "");
    curl_easy_setopt(easy, CURLOPT_USERAGENT,
                     feed->user_agent != NULL ? feed->user_agent : options->user_agent);
    if (feed->ca_file != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, feed->ca_file);
}

int http_request_prepare(struct http_request *http, struct transfer *transfer,
                         const struct fetch_options *options, struct error *err)
{
    const char *url = redirect_chain_url(transfer->chain);
    const struct feed *feed = transfer->request->feed;
    bool at_home = redirect_chain_same_server(feed->url, url);

    http->transfer = transfer;
    http->refused[0] = '\0';
    if (http->easy == NULL)
        http->easy = curl_easy_init();
    if (http->easy == NULL || headers_add(http, at_home) != 0)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    curl_easy_reset(http->easy);
    set_callbacks(http);
    set_times(http, options);
    set_manners(http, options);
    set_cookies(http->easy, transfer->chain);
    set_method(http->easy, transfer->request);
    if (at_home)
        set_credentials(http->easy, feed);
    if (curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, http->headers) != CURLE_OK ||
        curl_easy_setopt(http->easy, CURLOPT_URL, url) != CURLE_OK)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory");
    return 0;
}

void http_request_finish(struct http_request *http)
{
    curl_slist_free_all(http->headers);
    http->headers = NULL;
}
