#include "aggregator/subscribe/feed_address.h"

#include "aggregator/base/url.h"

#include <string.h>
#include <strings.h>

enum { SCHEMES_DEEP = 4 }; /* feed:feed:https://... */

/* Schemes that mean "open this in a feed reader", and the scheme to request instead. */
static const struct {
    const char *scheme, *instead;
} reader_schemes[] = {
    {"feed:", "http:"}, {"feeds:", "https:"}, {"itpc:", "http:"}, {"pcast:", "http:"}};

/* The length of a reader scheme at the start of the text, and its row; 0 when there is none. */
static size_t reader_scheme(const char *text, size_t *ret_row)
{
    for (size_t i = 0; i < sizeof(reader_schemes) / sizeof(reader_schemes[0]); i++) {
        const size_t length = strlen(reader_schemes[i].scheme);

        if (strncasecmp(text, reader_schemes[i].scheme, length) == 0) {
            *ret_row = i;
            return length;
        }
    }
    return 0;
}

/* In "feed://host/" the reader scheme replaces the real one; in "feed:https://host/" it precedes
 * it. */
static const char *scheme_mend(struct arena *arena, const char *text)
{
    size_t row, length;

    for (int i = 0; i < SCHEMES_DEEP && (length = reader_scheme(text, &row)) > 0; i++) {
        const char *rest = text + length;
        size_t unused;

        if (url_is_http(rest) || reader_scheme(rest, &unused) > 0)
            text = rest;
        else
            return arena_printf(arena, "%s%s%s", reader_schemes[row].instead,
                                strncmp(rest, "//", 2) == 0 ? "" : "//", rest);
    }
    return text;
}

/* The end of the user and password before the host; NULL when there are none. */
static const char *credentials_end(const char *url)
{
    const char *host = strstr(url, "://"), *end;

    if (host == NULL)
        return NULL;
    host += 3;
    end = host + strcspn(host, "/?#");
    while (end > host && *end != '@')
        end--;
    return *end == '@' ? end : NULL;
}

/* Whether the text has characters that neither an address nor a line of feeds.yaml may contain: C0
 * and C1 controls, a byte order mark. */
static bool has_control(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++)
        if (*c < 0x20 || *c == 0x7F || (c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0) ||
            (c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF))
            return true;
    return false;
}

/* libcurl would take the "a" of "http:///a" for the host. */
static bool has_host(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://") + 3;

    if (host[0] == '/' || host[0] == '\0')
        return false;
    host = url_host(arena, url);
    return host != NULL && host[0] != '\0';
}

static const char *blanks_escape(struct arena *arena, const char *text)
{
    struct str escaped;

    if (strchr(text, ' ') == NULL)
        return text;
    str_init(&escaped, 3 * strlen(text) + 1);
    for (; *text != '\0'; text++)
        if (*text == ' ')
            str_append(&escaped, "%20");
        else
            str_append_char(&escaped, *text);
    return arena_keep_str(arena, &escaped);
}

const char *feed_address(struct arena *arena, const char *text, const char **ret_why)
{
    const char *address = scheme_mend(arena, text);

    *ret_why = NULL;
    if (address == NULL)
        return NULL;
    if (!url_is_http(address))
        *ret_why = "its address is not http or https";
    else if (credentials_end(address) != NULL)
        *ret_why =
            "it contains a user or password; feeds.yaml has the keys user and password for these";
    else if (has_control(address))
        *ret_why = "its address contains control characters";
    if (*ret_why != NULL || (address = blanks_escape(arena, address)) == NULL)
        return NULL;
    if (!has_host(arena, address) && arena_status(arena) == ERR_NONE)
        *ret_why = "its address names no host";
    return *ret_why == NULL && arena_status(arena) == ERR_NONE ? address : NULL;
}

const char *feed_address_shown(struct arena *arena, const char *text)
{
    const char *end = credentials_end(text);

    if (end == NULL)
        return text;
    return arena_printf(arena, "%.*s...%s", (int)(strstr(text, "://") + 3 - text), text, end);
}
