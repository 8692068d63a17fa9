#include "aggregator/fetch/reason.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* %s is the host. */
static const struct {
    CURLcode result;
    enum error_code code;
    const char *format;
} reasons[] = {
    {CURLE_BAD_CONTENT_ENCODING, ERR_SYNTAX, "%s sent a body with damaged compression"},
    {CURLE_COULDNT_RESOLVE_HOST, ERR_NETWORK, "could not resolve host %s"},
    {CURLE_COULDNT_RESOLVE_PROXY, ERR_NETWORK, "could not resolve the host of the proxy for %s"},
    {CURLE_GOT_NOTHING, ERR_NETWORK, "%s closed the connection without a response"},
    {CURLE_HTTP2, ERR_NETWORK, "%s violated the HTTP/2 protocol"},
    {CURLE_HTTP2_STREAM, ERR_NETWORK, "%s violated the HTTP/2 protocol"},
    {CURLE_OUT_OF_MEMORY, ERR_MEMORY, "out of memory requesting %s"},
    {CURLE_PARTIAL_FILE, ERR_NETWORK, "%s sent fewer bytes than it announced"},
    {CURLE_PROXY, ERR_NETWORK, "the proxy refused to connect to %s"},
    {CURLE_RECV_ERROR, ERR_NETWORK, "the connection to %s was interrupted"},
    {CURLE_SEND_ERROR, ERR_NETWORK, "the connection to %s was interrupted"},
    {CURLE_SSL_CACERT_BADFILE, ERR_NETWORK, "ca_file for %s is not usable"},
    {CURLE_SSL_CERTPROBLEM, ERR_NETWORK, "client_cert or client_key for %s is not usable"},
    {CURLE_SSL_CONNECT_ERROR, ERR_NETWORK, "TLS handshake with %s failed"},
    {CURLE_UNSUPPORTED_PROTOCOL, ERR_NETWORK, "%s did not respond with HTTP"},
    {CURLE_URL_MALFORMAT, ERR_SYNTAX, "not a valid address: %s"},
    {CURLE_WRITE_ERROR, ERR_SYNTAX, "%s sent a body that cannot be decompressed"},
    {CURLE_WEIRD_SERVER_REPLY, ERR_NETWORK, "%s did not respond with HTTP"},
};

/* OpenSSL's X509_V_ERR_* codes, as in CURLINFO_SSL_VERIFYRESULT. */
static const struct {
    long result;
    const char *format;
} certificate_reasons[] = {
    {9, "certificate of %s is not valid yet"},
    {10, "certificate of %s has expired"},
    {18, "certificate of %s is self-signed"},
    {19, "certificate of %s is signed by an unknown authority"},
    {20, "certificate of %s is signed by an unknown authority"},
    {21, "certificate of %s is signed by an unknown authority"},
    {23, "certificate of %s is revoked"},
};

static void tell(struct error *err, enum error_code code, const char *format, const char *host)
{
    char text[ERROR_TEXT_SIZE] = "";
    const char *at = strstr(format, "%s");

    snprintf(text, sizeof(text), "%.*s%.200s%s", (int)(at - format), format, host, at + 2);
    error_set(err, code, SCOPE_FEED, "%s", text);
}

static void tell_certificate(struct error *err, CURL *easy, const char *host)
{
    const size_t count = sizeof(certificate_reasons) / sizeof(certificate_reasons[0]);
    long result = 0;

    curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &result);
    for (size_t i = 0; i < count; i++)
        if (certificate_reasons[i].result == result) {
            tell(err, ERR_NETWORK, certificate_reasons[i].format, host);
            return;
        }
    /* libcurl compares the host name before it sets the result, which is 1 until then. */
    tell(err, ERR_NETWORK, result <= 1 ? "certificate is not for %s" : "certificate of %s is bad",
         host);
}

static double info_seconds(CURL *easy, CURLINFO info)
{
    double seconds = 0;

    curl_easy_getinfo(easy, info, &seconds);
    return seconds;
}

/* Names the phase that timed out: name lookup, connection, first byte, data gap, or the whole
 * request. */
static void tell_timeout(struct error *err, const struct http_request *http, const char *host)
{
    CURL *easy = http->easy;
    double total = info_seconds(easy, CURLINFO_TOTAL_TIME);
    bool stalled = total * 1000 < (double)http->timeout_ms - 200;

    if (info_seconds(easy, CURLINFO_NAMELOOKUP_TIME) <= 0)
        error_set(err, ERR_NETWORK, SCOPE_FEED, "could not resolve host %.200s within %.0f s", host,
                  total);
    else if (info_seconds(easy, CURLINFO_PRETRANSFER_TIME) <= 0)
        error_set(err, ERR_NETWORK, SCOPE_FEED, "could not connect to %.200s within %.0f s", host,
                  total);
    else if (stalled && http->transfer->reply.status == 0)
        error_set(err, ERR_NETWORK, SCOPE_FEED, "no response for %ld s", http->stall_seconds);
    else if (stalled)
        error_set(err, ERR_NETWORK, SCOPE_FEED, "stalled for %ld s", http->stall_seconds);
    else
        error_set(err, ERR_NETWORK, SCOPE_FEED, "timed out after %.0f s",
                  http->transfer->chain->seconds + total);
}

static void tell_connect(struct error *err, CURL *easy, const char *host)
{
    char text[128];
    long number = 0;

    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number);
    snprintf(text, sizeof(text), "%s",
             number != 0 ? strerror((int)number) : "none of its addresses can be reached");
    text[0] = (char)tolower((unsigned char)text[0]);
    error_set(err, ERR_NETWORK, SCOPE_FEED, "could not connect to %.200s: %s", host, text);
}

static void tell_other(struct error *err, CURLcode result, const char *host)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (reasons[i].result == result) {
            tell(err, reasons[i].code, reasons[i].format, host);
            return;
        }
    error_set(err, ERR_NETWORK, SCOPE_FEED, "the request to %.200s failed: %s", host,
              curl_easy_strerror(result));
}

static void host_of(char ret[256], const char *url)
{
    const char *start = strstr(url, "://");

    start = start != NULL ? start + 3 : url;
    snprintf(ret, 256, "%.*s", (int)strcspn(start, "/?#"), start);
}

void reason_tell(struct http_request *http, CURLcode result)
{
    struct error *err = &http->transfer->error;
    char host[256];

    if (err->code != ERR_NONE || result == CURLE_OK)
        return;
    host_of(host, redirect_chain_url(http->transfer->chain));
    if (http->refused[0] != '\0')
        error_set(err, ERR_REFUSED, SCOPE_FEED,
                  "%.200s has %s, which needs allow_private in feeds.yaml", host, http->refused);
    else if (result == CURLE_OPERATION_TIMEDOUT)
        tell_timeout(err, http, host);
    else if (result == CURLE_PEER_FAILED_VERIFICATION)
        tell_certificate(err, http->easy, host);
    else if (result == CURLE_COULDNT_CONNECT)
        tell_connect(err, http->easy, host);
    else
        tell_other(err, result, host);
}
