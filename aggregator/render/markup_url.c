#include "aggregator/render/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <unicode/uidna.h>

enum { URL_MAX = 8192, HOST_MAX = 256 };

/* Schemes that a link may have; none of them runs anything in the feed reader. */
static bool scheme_is_allowed(const char *url)
{
    static const char *const schemes[] = {
        "http:",   "https:",  "ftp:",    "mailto:", "tel:", "xmpp:",
        "magnet:", "gemini:", "gopher:", "feed:",   "news:"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

/* Browsers read "http:e.org" and "http:///e.org" as http://e.org, but validators reject them. NULL
 * without a host. */
static const char *host_require(struct arena *arena, const char *url)
{
    const size_t scheme = strcspn(url, ":") + 1, slashes = strspn(url + scheme, "/\\");
    const char *host = url + scheme + slashes;
    const size_t length = strcspn(host, "/?#");

    if (strncasecmp(url, "http:", 5) != 0 && strncasecmp(url, "https:", 6) != 0)
        return url;
    if (length == 0 || (memchr(host, '[', length) != NULL && memchr(host, ']', length) == NULL))
        return NULL;
    if (slashes == 2 && strncmp(host - 2, "//", 2) == 0)
        return url;
    return arena_printf(arena, "%.*s//%s", (int)scheme, url, host);
}

/* The end of the authority: percent-encoding is unambiguous only in path, query and fragment. */
static size_t authority_end(const char *url)
{
    const char *slashes = strstr(url, "://");

    if (slashes == NULL)
        return strcspn(url, ":") + 1;
    return (size_t)(slashes - url) + 3 + strcspn(slashes + 3, "/?#");
}

static bool percent_is_whole(const char *at)
{
    return isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);
}

/* Converts a host to its DNS form (UTS 46): feed readers and the RSS specification support URIs,
 * not IRIs. NULL when the host is ASCII already, or invalid. */
static const char *host_to_ascii(struct arena *arena, const char *url, size_t start, size_t end)
{
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    char host[HOST_MAX];
    bool ascii = true;
    int32_t length = 0;
    UIDNA *idna;

    for (size_t i = start; i < end; i++)
        ascii = ascii && (unsigned char)url[i] < 0x80;
    if (ascii || end - start >= HOST_MAX)
        return NULL;
    idna = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    if (U_SUCCESS(status))
        length = uidna_nameToASCII_UTF8(idna, url + start, (int32_t)(end - start), host, HOST_MAX,
                                        &info, &status);
    uidna_close(idna);
    return U_SUCCESS(status) && info.errors == 0 && length > 0
               ? arena_strndup(arena, host, (size_t)length)
               : NULL;
}

/* The address with its host in ASCII, or the unchanged address. */
static const char *url_to_ascii(struct arena *arena, const char *url)
{
    const size_t end = authority_end(url);
    const char *slashes = strstr(url, "://"), *host;
    size_t start, port = end;

    if (slashes == NULL)
        return url;
    start = (size_t)(slashes - url) + 3;
    for (size_t i = start; i < end; i++)
        if (url[i] == '@')
            start = i + 1;
    for (size_t i = start; i < end && port == end; i++)
        if (url[i] == ':')
            port = i;
    host = host_to_ascii(arena, url, start, port);
    host = host != NULL ? arena_printf(arena, "%.*s%s%s", (int)start, url, host, url + port) : NULL;
    return host != NULL ? host : url;
}

const char *markup_url(struct arena *arena, const char *url)
{
    static const char odd[] = " \"<>\\^`{|}";
    struct str text;
    bool fragment = false;
    size_t host;

    if (url == NULL || !scheme_is_allowed(url) || strlen(url) > URL_MAX)
        return NULL;
    url = host_require(arena, url);
    if (url == NULL)
        return NULL;
    url = url_to_ascii(arena, url);
    host = authority_end(url);
    str_init(&text, (size_t)URL_MAX * 3);
    for (size_t i = 0; url[i] != '\0'; i++) {
        unsigned char c = (unsigned char)url[i];

        if (c <= 0x20 && c != ' ')
            continue; /* browsers and feed readers drop them too */
        if (strchr(odd, c) != NULL || c >= 0x7F || ((c == '[' || c == ']') && i >= host) ||
            (c == '%' && !percent_is_whole(url + i)) || (c == '#' && fragment))
            str_appendf(&text, "%%%02X", c);
        else
            str_append_char(&text, (char)c);
        fragment = fragment || c == '#';
    }
    for (size_t i = 0; i < strcspn(text.text, ":"); i++)
        text.text[i] = (char)tolower((unsigned char)text.text[i]);
    return arena_keep_str(arena, &text);
}
