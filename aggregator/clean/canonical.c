#include "aggregator/clean/clean.h"

#include "aggregator/base/str.h"
#include "aggregator/base/url.h"
#include "aggregator/clean/tracking.h"
#include "aggregator/clean/unwrap.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PARAMETERS_MAX = 64, ADDRESS_MAX = 4096 };

/* The host without labels that only name the kind of device. */
static const char *host_strip(const char *host, size_t *length)
{
    static const char *const prefixes[] = {"www.", "m.", "amp.", "mobile.", "touch."};

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        const size_t known = strlen(prefixes[i]);

        if (*length > known && strncasecmp(host, prefixes[i], known) == 0 &&
            memchr(host + known, '.', *length - known) != NULL) {
            *length -= known;
            host += known;
            i = (size_t)-1; /* "www.m." has two */
        }
    }
    return host;
}

static bool is_usual_port(const char *port, size_t length)
{
    return (length == 4 && memcmp(port, ":443", 4) == 0) ||
           (length == 3 && memcmp(port, ":80", 3) == 0);
}

static size_t dots_strip(const char *host, size_t length)
{
    while (length > 0 && host[length - 1] == '.')
        length--;
    return length;
}

static void host_write(struct str *into, const char *host, size_t length)
{
    const char *colon;

    length = dots_strip(host, length);
    colon = memchr(host, ':', length);
    if (colon != NULL && is_usual_port(colon, (size_t)(host + length - colon)))
        length = dots_strip(host, (size_t)(colon - host));
    host = host_strip(host, &length);
    for (size_t i = 0; i < length; i++)
        str_append_char(into,
                        host[i] >= 'A' && host[i] <= 'Z' ? (char)(host[i] - 'A' + 'a') : host[i]);
}

/* AMP suffixes of a path, and their replacements. */
static const struct {
    const char *end, *instead;
} amp_ends[] = {{"/amp", ""}, {"/amp.html", ""}, {".amp", ""}, {".amp.html", ".html"}, {"/", ""}};

/* Removes one such suffix; false when there is none. */
static bool path_cut(struct str *path, size_t start)
{
    for (size_t i = 0; i < sizeof(amp_ends) / sizeof(amp_ends[0]); i++) {
        const size_t length = strlen(amp_ends[i].end);

        if (path->length - start < length ||
            strcmp(path->text + path->length - length, amp_ends[i].end) != 0)
            continue;
        str_truncate(path, path->length - length);
        str_append(path, amp_ends[i].instead);
        return true;
    }
    return false;
}

/* Writes the path without AMP parts at its start and end, and without its last slash. */
static void path_write(struct str *into, const char *path, size_t length)
{
    const size_t start = into->length;

    while (length > 4 && strncmp(path, "/amp/", 5) == 0) {
        path += 4;
        length -= 4;
    }
    str_append_bytes(into, path, length);
    while (path_cut(into, start))
        ;
}

static int parameter_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Writes the query sorted and without tracking. host: as written into the address. */
static void query_write(struct str *into, char *query, const char *host, size_t host_length)
{
    const char *parameters[PARAMETERS_MAX];
    size_t count = 0;
    char *save = NULL;

    for (char *part = strtok_r(query, "&;", &save); part != NULL && count < PARAMETERS_MAX;
         part = strtok_r(NULL, "&;", &save))
        if (!tracking_is_parameter(part, strlen(part), host, host_length))
            parameters[count++] = part;
    qsort(parameters, count, sizeof(parameters[0]), parameter_compare);
    for (size_t i = 0; i < count; i++) {
        str_append_char(into, i == 0 ? '?' : '&');
        str_append(into, parameters[i]);
    }
}

/* user@ before the host does not change the page. */
static const char *authority_skip_user(const char *authority, size_t *length)
{
    for (size_t i = *length; i > 0; i--)
        if (authority[i - 1] == '@') {
            *length -= i;
            return authority + i;
        }
    return authority;
}

/* Writes everything after the host. A query or fragment without a path follows a slash, because the
 * page is not the bare site. */
static void rest_write(struct str *into, struct arena *arena, const char *path)
{
    static const size_t scheme = sizeof("https://") - 1;
    const size_t host_length = into->length - scheme, path_length = strcspn(path, "?#");
    const char *fragment = strchr(path, '#');
    char *host = arena_strndup(arena, into->text + scheme, host_length), *query = NULL;

    if (path[path_length] == '?')
        query = arena_strndup(arena, path + path_length + 1, strcspn(path + path_length + 1, "#"));
    path_write(into, path, path_length);
    if (into->length == scheme + host_length)
        str_append_char(into, '/');
    if (query != NULL && host != NULL)
        query_write(into, query, host, host_length);
    if (fragment != NULL && !tracking_is_fragment(fragment + 1))
        str_append(into, fragment);
    if (into->length == scheme + host_length + 1)
        str_truncate(into, scheme + host_length);
}

/* The canonical form of an http or https address, without unwrapping it. */
static const char *form(struct arena *arena, const char *url)
{
    const char *authority = url + (strncasecmp(url, "https:", 6) == 0 ? 8 : 7);
    const size_t authority_length = strcspn(authority, "/?#");
    size_t host_length = authority_length;
    const char *host = authority_skip_user(authority, &host_length);
    struct str text;

    if (host_length == 0)
        return NULL;
    str_init(&text, ADDRESS_MAX + 64);
    str_append(&text, "https://"); /* most sites have moved to https, and the page is the same */
    host_write(&text, host, host_length);
    if (text.length == strlen("https://")) {
        str_release(&text);
        return NULL;
    }
    rest_write(&text, arena, authority + authority_length);
    return arena_keep_str(arena, &text);
}

/* Repeats until nothing changes: a wrapper may be recognisable only in its canonical form. */
const char *clean_canonical_url(struct arena *arena, const char *url)
{
    const char *canonical = NULL;

    if (!url_is_http(url) || strlen(url) > ADDRESS_MAX)
        return NULL;
    while (url != canonical) {
        url = url_unwrap(arena, url);
        canonical = url != NULL ? form(arena, url) : NULL;
        url = canonical != NULL ? url_unwrap(arena, canonical) : NULL;
    }
    return canonical;
}
