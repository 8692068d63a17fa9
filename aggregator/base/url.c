#include "aggregator/base/url.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

static const char *trim(struct arena *arena, const char *text)
{
    static const char space[] = " \t\r\n\f";
    size_t length;

    text += strspn(text, space);
    length = strlen(text);
    while (length > 0 && strchr(space, text[length - 1]) != NULL)
        length--;
    return arena_strndup(arena, text, length);
}

const char *url_resolve(struct arena *arena, const char *base, const char *reference)
{
    const unsigned flags = CURLU_NON_SUPPORT_SCHEME | CURLU_ALLOW_SPACE;
    const char *trimmed = trim(arena, reference);
    const char *result = trimmed;
    CURLUcode code;
    CURLU *url;
    char *text;

    if (trimmed == NULL || base == NULL || base[0] == '\0')
        return trimmed;
    url = curl_url();
    if (url == NULL)
        return NULL;
    code = curl_url_set(url, CURLUPART_URL, base, flags);
    if (code == CURLUE_OK && trimmed[0] != '\0')
        code = curl_url_set(url, CURLUPART_URL, trimmed, flags);
    if (code == CURLUE_OK && (code = curl_url_get(url, CURLUPART_URL, &text, 0)) == CURLUE_OK) {
        result = arena_strdup(arena, text);
        curl_free(text);
    }
    curl_url_cleanup(url);
    return code == CURLUE_OUT_OF_MEMORY ? NULL : result;
}

const char *url_host(struct arena *arena, const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL, *copy = NULL;
    CURLUcode code;

    if (parts == NULL)
        return NULL;
    code = curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME);
    if (code == CURLUE_OK)
        code = curl_url_get(parts, CURLUPART_HOST, &host, 0);
    if (code != CURLUE_OUT_OF_MEMORY)
        copy = arena_strdup(arena, host != NULL ? host : "");
    curl_free(host);
    curl_url_cleanup(parts);
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return copy;
}

bool url_is_http(const char *url)
{
    return url != NULL &&
           (strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
}

int url_hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;

    return at != NULL ? (int)(at - digits) % 16 : -1;
}

/* The host with its port, unless that is the usual one of the scheme. */
struct authority {
    const char *text;
    size_t length;
};

static size_t dots_strip(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == '.')
        length--;
    return length;
}

static struct authority authority_read(const char *url)
{
    const bool secure = strncasecmp(url, "https:", 6) == 0;
    const char *text = url + (secure ? 8 : 7), *port = secure ? ":443" : ":80";
    const size_t length = strcspn(text, "/?#"), port_length = strlen(port);

    if (length > port_length && strncmp(text + length - port_length, port, port_length) == 0)
        return (struct authority){text, dots_strip(text, length - port_length)};
    return (struct authority){text, dots_strip(text, length)};
}

/* The next character of an address, decoded where that does not change what it means; a percent
 * sign and two digits that stay are -1 and less. 0 at the end and at a fragment. */
static int next_character(const char **at)
{
    const int high = **at == '%' ? url_hex_digit((*at)[1]) : -1;
    const int low = high >= 0 ? url_hex_digit((*at)[2]) : -1;
    const int byte = low >= 0 ? high * 16 + low : (unsigned char)**at;

    if (byte == 0 && low < 0)
        return 0;
    if (**at == '#')
        return 0;
    *at += low >= 0 ? 3 : 1;
    return low >= 0 && strchr(":/?#[]@!$&'()*+,;=%", byte) != NULL ? -1 - byte : byte;
}

bool url_is_same(const char *a, const char *b)
{
    struct authority one, other;
    int character;

    if (!url_is_http(a) || !url_is_http(b))
        return false;
    one = authority_read(a);
    other = authority_read(b);
    if (one.length != other.length || strncasecmp(one.text, other.text, one.length) != 0)
        return false;
    a = one.text + strcspn(one.text, "/?#");
    b = other.text + strcspn(other.text, "/?#");
    a += *a == '/'; /* a path that is empty is one slash */
    b += *b == '/';
    while ((character = next_character(&a)) == next_character(&b))
        if (character == 0)
            return true;
    return false;
}

size_t url_folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

bool url_is_beside(const char *path, const char *other)
{
    const size_t length = url_folder_length(path);

    return url_folder_length(other) == length && strncmp(path, other, length) == 0;
}

void url_escape(struct str *into, const char *text)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *text != '\0'; text++)
        if (strchr(unreserved, *text) != NULL)
            str_append_char(into, *text);
        else
            str_appendf(into, "%%%02X", (unsigned)(unsigned char)*text);
}

bool url_file_path(char *ret, size_t room, const char *url)
{
    size_t used = 0;

    if (strncasecmp(url, "file:", 5) != 0)
        return false;
    url += 5;
    if (strncmp(url, "//", 2) == 0)
        url += 2;
    for (; *url != '\0' && used < room - 1; url++) {
        int high = *url == '%' ? url_hex_digit(url[1]) : -1;
        int low = high >= 0 ? url_hex_digit(url[2]) : -1;

        ret[used] = low >= 0 ? (char)(high * 16 + low) : *url;
        if (ret[used] == '\0')
            return false;
        used++;
        url += low >= 0 ? 2 : 0;
    }
    ret[used] = '\0';
    return *url == '\0';
}
