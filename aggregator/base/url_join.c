#include "aggregator/base/url.h"

#include <string.h>

/* The components of a URL (RFC 3986 §3), as pointers into it. */
struct url_parts {
    const char *scheme, *authority, *path, *query; /* scheme and authority may be empty */
    size_t scheme_length, authority_length, path_length, query_length;
};

static const char blanks[] = " \t\r\n\f";

static bool is_scheme_char(char c, bool first)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return !first && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.');
}

/* The length of "http:"; 0 when the text has no scheme. */
static size_t scheme_measure(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && is_scheme_char(text[i], i == 0))
        i++;
    return i > 0 && i < length && text[i] == ':' ? i + 1 : 0;
}

static size_t until(const char *text, size_t length, const char *stops)
{
    size_t i = 0;

    while (i < length && strchr(stops, text[i]) == NULL)
        i++;
    return i;
}

static void parts_read(struct url_parts *ret, const char *text, size_t length)
{
    ret->scheme = text;
    ret->scheme_length = scheme_measure(text, length);
    text += ret->scheme_length;
    length -= ret->scheme_length;
    ret->authority = text;
    ret->authority_length = 0;
    if (length >= 2 && text[0] == '/' && text[1] == '/')
        ret->authority_length = 2 + until(text + 2, length - 2, "/?#");
    text += ret->authority_length;
    length -= ret->authority_length;
    ret->path = text;
    ret->path_length = until(text, length, "?#");
    ret->query = text + ret->path_length;
    ret->query_length = until(ret->query, length - ret->path_length, "#");
}

/* Removes "." and ".." segments in place (RFC 3986 §5.2.4); returns the new length. */
static size_t dots_remove(char *path, size_t length)
{
    size_t in = 0, out = 0;

    while (in < length) {
        size_t next = in + 1;

        while (next < length && path[next] != '/')
            next++;
        if (next - in == 2 && path[in + 1] == '.') {
            if (next == length)
                path[out++] = '/';
        } else if (next - in == 3 && path[in + 1] == '.' && path[in + 2] == '.') {
            while (out > 0 && path[--out] != '/')
                ;
            if (next == length)
                path[out++] = '/';
        } else {
            memmove(path + out, path + in, next - in);
            out += next - in;
        }
        in = next;
    }
    return out;
}

static char *append(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

/* The path of the result: the reference's if absolute, else relative to the folder of the base. */
static char *path_append(char *at, const struct url_parts *base, const char *path, size_t length)
{
    char *start = at;
    size_t folder = base->path_length;

    if (length > 0 && path[0] != '/') {
        while (folder > 0 && base->path[folder - 1] != '/')
            folder--;
        at = append(at, base->path, folder);
        if (folder == 0)
            *at++ = '/';
    }
    at = append(at, path, length);
    return start + dots_remove(start, (size_t)(at - start));
}

static const char *joined(struct arena *arena, const struct url_parts *base, const char *reference,
                          size_t length)
{
    const size_t base_length =
        base->scheme_length + base->authority_length + base->path_length + base->query_length;
    char *text = arena_alloc(arena, base_length + length + 2), *at = text;
    struct url_parts parts;

    if (text == NULL)
        return NULL;
    parts_read(&parts, reference, length);
    at = append(at, base->scheme, base->scheme_length);
    if (parts.authority_length > 0) {
        append(at, reference, length)[0] = '\0';
        return text;
    }
    at = append(at, base->authority, base->authority_length);
    if (parts.path_length > 0)
        at = path_append(at, base, parts.path, parts.path_length);
    else
        at = append(at, base->path, base->path_length);
    if (parts.path_length == 0 && parts.query_length == 0)
        at = append(at, base->query, base->query_length);
    at = append(at, parts.query, length - (size_t)(parts.query - reference));
    *at = '\0'; /* removing dots left stale text after the end */
    return text;
}

/* Trims blanks at both ends of a text. */
static const char *trimmed(const char *text, size_t *length)
{
    const size_t skipped = strspn(text, blanks);

    text += skipped < *length ? skipped : *length;
    *length -= skipped < *length ? skipped : *length;
    while (*length > 0 && strchr(blanks, text[*length - 1]) != NULL)
        --*length;
    return text;
}

const char *url_join(struct arena *arena, const char *base, const char *reference)
{
    struct url_parts parts;
    size_t length = strlen(reference), base_length;

    reference = trimmed(reference, &length);
    if (base == NULL || scheme_measure(reference, length) > 0)
        return arena_strndup(arena, reference, length);
    base_length = strcspn(base, "#");
    base = trimmed(base, &base_length);
    parts_read(&parts, base, base_length);
    if (parts.scheme_length == 0 || parts.authority_length < 2)
        return arena_strndup(arena, reference, length);
    return joined(arena, &parts, reference, length);
}
