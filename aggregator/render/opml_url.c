/* Removes secrets from a feed's address. */
#include "aggregator/render/opml_url.h"

#include "aggregator/base/str.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum {
    SECRET_RUN = 24, /* letters and digits without a break: no word is that long */
    SECRET_MIX = 4   /* minimum number of each */
};

/* Names of parameters with a secret: full names, and parts of longer names. */
static const char *const whole_names[] = {"key", "k",   "sig", "signature", "hash",   "pass",
                                          "pwd", "sid", "pin", "hmac",      "ticket", "code"};
static const char *const part_names[] = {"token",      "secret",  "passw",   "apikey",
                                         "api_key",    "api-key", "auth",    "session",
                                         "credential", "private", "userkey", "user_key"};

static bool name_is_whole(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(whole_names) / sizeof(whole_names[0]); i++)
        if (length == strlen(whole_names[i]) && strncasecmp(name, whole_names[i], length) == 0)
            return true;
    return false;
}

static bool name_has_part(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof(part_names) / sizeof(part_names[0]); i++)
        for (size_t at = 0; at + strlen(part_names[i]) <= length; at++)
            if (strncasecmp(name + at, part_names[i], strlen(part_names[i])) == 0)
                return true;
    return false;
}

/* Whether there is a run of letters and digits that looks random. */
static bool has_secret_run(const char *text, size_t length)
{
    size_t letters = 0, digits = 0;

    for (size_t i = 0; i < length; i++) {
        letters += isalpha((unsigned char)text[i]) != 0;
        digits += isdigit((unsigned char)text[i]) != 0;
        if (!isalnum((unsigned char)text[i]))
            letters = digits = 0;
        if (letters + digits >= SECRET_RUN && letters >= SECRET_MIX && digits >= SECRET_MIX)
            return true;
    }
    return false;
}

/* Appends the parameters without a secret. */
static void query_append(struct str *into, const char *query, size_t length)
{
    char before = '?';

    for (size_t at = 0, end; at <= length; at = end + 1) {
        const size_t name = strcspn(query + at, "=&;");

        end = at + strcspn(query + at, "&;");
        if (end > length)
            end = length;
        if (end == at || name_is_whole(query + at, name) || name_has_part(query + at, name))
            continue;
        str_append_char(into, before);
        str_append_bytes(into, query + at, end - at);
        before = '&';
    }
}

const char *opml_url_public(struct arena *arena, const char *url)
{
    const char *slashes = strstr(url, "://");
    const char *host = slashes != NULL ? slashes + 3 : url;
    const char *path = host + strcspn(host, "/?#"), *query = path + strcspn(path, "?#");
    const char *fragment = query + strcspn(query, "#"), *start = host;
    struct str text;

    if (has_secret_run(path, (size_t)(query - path)))
        return NULL;
    for (const char *c = host; c < path; c++)
        if (*c == '@')
            start = c + 1; /* after user and password */
    str_init(&text, 2 * strlen(url) + 1);
    str_append_bytes(&text, url, (size_t)(host - url));
    str_append_bytes(&text, start, (size_t)(query - start));
    if (*query == '?')
        query_append(&text, query + 1, (size_t)(fragment - query - 1));
    return arena_keep_str(arena, &text);
}
