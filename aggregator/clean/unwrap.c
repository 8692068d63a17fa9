#include "aggregator/clean/unwrap.h"

#include "aggregator/base/url.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* Wrappers: host, path and parameter. */
static const struct wrapper {
    const char *host; /* the end of the host; NULL: any host, for a path that only wrappers use */
    const char *path;
    const char *name;
} wrappers[] = {
    {NULL, "/url", "url"},
    {NULL, "/url", "q"},
    {NULL, "/url", "u"},
    {NULL, "/l.php", "u"},
    {NULL, "/away.php", "to"},
    {NULL, "/redirect", "url"},
    {NULL, "/redirect", "u"},
    {NULL, "/redir", "url"},
    {NULL, "/goto", "url"},
    {"bing.com", "/news/apiclick.aspx", "url"},
    {"youtube.com", "/redirect", "q"},
    {"l.instagram.com", "/", "u"},
    {"out.reddit.com", "*", "url"},
    {"duckduckgo.com", "/l/", "uddg"},
    {"t.umblr.com", "/redirect", "z"},
    {"steamcommunity.com", "/linkfilter/", "u"},
    {"steamcommunity.com", "/linkfilter/", "url"},
    {"linkedin.com", "/redir/redirect", "url"},
    {"linkedin.com", "/safety/go", "url"},
    {"slack-redir.net", "/link", "url"},
    {"safelinks.protection.outlook.com", "*", "url"},
    {"go.skimresources.com", "*", "url"},
    {"redirect.viglink.com", "*", "u"},
    {"click.linksynergy.com", "*", "murl"},
    {"exit.sc", "*", "url"},
};

/* Path prefixes after which AMP caches put the address: "/c/s/example.org/page". */
static const struct {
    const char *host, *path, *scheme;
} caches[] = {
    {"cdn.ampproject.org", "/c/s/", "https://"}, {"cdn.ampproject.org", "/v/s/", "https://"},
    {"cdn.ampproject.org", "/c/", "http://"},    {"cdn.ampproject.org", "/v/", "http://"},
    {"google.com", "/amp/s/", "https://"},
};

/* The relevant parts of an address, as slices of it. */
struct pieces {
    const char *host, *path, *query;
    size_t host_length, path_length;
};

static void pieces_read(struct pieces *ret, const char *url)
{
    ret->host = strstr(url, "://") + 3;
    ret->host_length = strcspn(ret->host, "/?#");
    ret->path = ret->host + ret->host_length;
    ret->path_length = strcspn(ret->path, "?#");
    ret->query = ret->path[ret->path_length] == '?' ? ret->path + ret->path_length + 1 : "";
}

static bool is_host(const struct pieces *url, const char *end)
{
    const size_t length = end != NULL ? strlen(end) : 0;
    const char *rest = url->host + url->host_length - length;

    if (url->host_length < length || strncasecmp(rest, end != NULL ? end : "", length) != 0)
        return false;
    return length == 0 || length == url->host_length || rest[-1] == '.';
}

static bool is_path(const struct pieces *url, const char *path)
{
    return strcmp(path, "*") == 0 ||
           (strlen(path) == url->path_length && memcmp(path, url->path, url->path_length) == 0);
}

/* Decodes a parameter's value; "" when it contains characters that no address has. */
static const char *value_decode(struct arena *arena, const char *value, size_t length)
{
    char *text = arena_alloc(arena, length + 1);
    size_t used = 0;

    for (size_t i = 0; text != NULL && i < length; i++) {
        char c = value[i];

        if (c == '%' && i + 2 < length && url_hex_digit(value[i + 1]) >= 0 &&
            url_hex_digit(value[i + 2]) >= 0) {
            c = (char)(url_hex_digit(value[i + 1]) * 16 + url_hex_digit(value[i + 2]));
            i += 2;
        }
        if ((unsigned char)c <= ' ' || c == 0x7F)
            return "";
        text[used++] = c;
    }
    return text;
}

/* The parameter's value if it is an http or https address; otherwise "". */
static const char *target_find(struct arena *arena, const char *query, const char *name)
{
    const size_t name_length = strlen(name);

    while (*query != '\0' && *query != '#') {
        const size_t length = strcspn(query, "&#");

        if (length > name_length && query[name_length] == '=' &&
            strncasecmp(query, name, name_length) == 0) {
            const char *value =
                value_decode(arena, query + name_length + 1, length - name_length - 1);

            return value == NULL || url_is_http(value) ? value : "";
        }
        query += length + (query[length] == '&');
    }
    return "";
}

static const char *cache_open(struct arena *arena, const struct pieces *url)
{
    for (size_t i = 0; i < sizeof(caches) / sizeof(caches[0]); i++) {
        const size_t length = strlen(caches[i].path);

        if (is_host(url, caches[i].host) && url->path_length > length &&
            strncmp(url->path, caches[i].path, length) == 0 && url->path[length] != '/')
            return arena_printf(arena, "%s%s", caches[i].scheme, url->path + length);
    }
    return "";
}

/* Removes one wrapper; "" when there is none. */
static const char *wrapper_open(struct arena *arena, const char *url)
{
    struct pieces pieces;

    pieces_read(&pieces, url);
    for (size_t i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
        const char *target = "";

        if (is_host(&pieces, wrappers[i].host) && is_path(&pieces, wrappers[i].path))
            target = target_find(arena, pieces.query, wrappers[i].name);
        if (target == NULL || target[0] != '\0')
            return target;
    }
    return cache_open(arena, &pieces);
}

/* Terminates, because the inner address is always shorter. */
const char *url_unwrap(struct arena *arena, const char *url)
{
    while (url_is_http(url)) {
        const char *inner = wrapper_open(arena, url);

        if (inner == NULL)
            return NULL;
        if (inner[0] == '\0')
            break;
        url = inner;
    }
    return url;
}
