#include "aggregator/render/entry_picture.h"

#include "aggregator/render/markup.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    URL_BYTES = 2048,
    VALUE_BYTES = 4 * URL_BYTES, /* of an attribute, with its references */
    ALT_CHARACTERS = 200,
    ICON_PIXELS = 48, /* a smaller picture of a text is an icon, a smiley, a button */
    SIZE_MAX_PIXELS = 100000,
    TEXT_PICTURES = 20, /* of a text are looked at */
};

struct host {
    const char *name;
    size_t length;
};

/* The host of an address with its port; empty unless it is http or https. An address with a user or
 * a percent sign before its path is not one of a picture. */
static struct host host_find(const char *url)
{
    const char *start =
        url != NULL && (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0)
            ? strstr(url, "://") + 3
            : "";
    const size_t length = strcspn(start, "/?#");

    if (memchr(start, '@', length) != NULL || memchr(start, '%', length) != NULL)
        return (struct host){"", 0};
    return (struct host){start, length};
}

static bool is_same_host(struct host one, struct host other)
{
    return one.length == other.length && strncasecmp(one.name, other.name, one.length) == 0;
}

/* Whether a host may be on the user's own network by its name: an address in numbers, a name
 * without a dot, a name that only local resolvers know (RFC 6761, RFC 6762, RFC 8375). */
static bool is_local(struct host host)
{
    static const char *const ends[] = {"localhost", "local", "internal", "lan",
                                       "home",      "corp",  "intranet", "arpa"};
    const char *last;
    size_t length = strcspn(host.name, ":") < host.length ? strcspn(host.name, ":") : host.length;

    while (length > 0 && host.name[length - 1] == '.')
        length--;
    for (last = host.name + length; last > host.name && last[-1] != '.'; last--)
        ;
    length -= (size_t)(last - host.name);
    if (host.name[0] == '[' || last == host.name || isdigit((unsigned char)last[0]))
        return true;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (length == strlen(ends[i]) && strncasecmp(last, ends[i], length) == 0)
            return true;
    return false;
}

/* What a picture is taken from. */
struct source {
    struct arena *arena;
    const char *feed_url;
};

static struct entry_picture picture_make(const struct source *source, const char *url,
                                         const char *alt, int width, int height)
{
    struct entry_picture picture = {.url = markup_url(source->arena, url)};
    const struct host host = host_find(picture.url);

    if (host.length == 0 || strlen(picture.url) > URL_BYTES ||
        (is_local(host) && !is_same_host(host, host_find(source->feed_url))))
        return (struct entry_picture){.url = NULL};
    picture.alt = markup_excerpt(source->arena, alt, ALT_CHARACTERS);
    if (width > 0 && height > 0) { /* one of them does not tell the shape */
        picture.width = width;
        picture.height = height;
    }
    return picture;
}

/* The references that the sanitizer writes. */
static size_t reference_read(char *ret, const char *at)
{
    static const struct {
        const char *text;
        char character;
    } references[] = {{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
                      {"&quot;", '"'}, {"&#39;", '\''}, {"&#96;", '`'}};

    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
        if (strncmp(at, references[i].text, strlen(references[i].text)) == 0) {
            *ret = references[i].character;
            return strlen(references[i].text);
        }
    *ret = *at;
    return 1;
}

/* The value of an attribute of the tag that ends at end, as the sanitizer writes it: a blank, the
 * name, the value in double quotes. NULL when absent or too long. */
static const char *attribute_read(struct arena *arena, const char *tag, const char *end,
                                  const char *name)
{
    const size_t length = strlen(name);
    const char *at = tag, *close;
    char *value;
    size_t used = 0;

    while ((at = memchr(at, ' ', (size_t)(end - at))) != NULL) {
        at++;
        if ((size_t)(end - at) > length + 2 && strncmp(at, name, length) == 0 &&
            at[length] == '=' && at[length + 1] == '"')
            break;
        /* a blank inside a value is followed by text, which has no quotes */
    }
    if (at == NULL)
        return NULL;
    at += length + 2;
    close = memchr(at, '"', (size_t)(end - at));
    if (close == NULL || close - at > VALUE_BYTES)
        return NULL;
    value = arena_alloc(arena, (size_t)(close - at) + 1);
    while (value != NULL && at < close)
        at += reference_read(&value[used++], at);
    return value;
}

static int size_read(struct arena *arena, const char *tag, const char *end, const char *name)
{
    const char *text = attribute_read(arena, tag, end, name);
    const long size = text != NULL && isdigit((unsigned char)text[0]) ? strtol(text, NULL, 10) : 0;

    return size > 0 && size < SIZE_MAX_PIXELS ? (int)size : 0;
}

static bool is_icon(int width, int height)
{
    return (width > 0 && width < ICON_PIXELS) || (height > 0 && height < ICON_PIXELS);
}

/* The first picture of a sanitised text. */
static struct entry_picture text_picture(const struct source *source,
                                         const struct text_construct *text)
{
    struct entry_picture picture = {.url = NULL};
    const char *tag = text->kind == TEXT_HTML ? text->value : NULL;

    for (int i = 0; i < TEXT_PICTURES && tag != NULL && picture.url == NULL; i++) {
        const char *end;
        int width, height;

        tag = strstr(tag, "<img ");
        end = tag != NULL ? strchr(tag, '>') : NULL;
        if (end == NULL)
            break;
        width = size_read(source->arena, tag, end, "width");
        height = size_read(source->arena, tag, end, "height");
        if (!is_icon(width, height))
            picture = picture_make(source, attribute_read(source->arena, tag, end, "src"),
                                   attribute_read(source->arena, tag, end, "alt"), width, height);
        tag = end;
    }
    return picture;
}

static struct entry_picture enclosed_picture(const struct source *source, const struct item *item)
{
    struct entry_picture picture = {.url = NULL};

    for (size_t i = 0; i < item->enclosure_count && picture.url == NULL; i++)
        if (item->enclosures[i].type != NULL &&
            strncasecmp(item->enclosures[i].type, "image/", 6) == 0)
            picture = picture_make(source, item->enclosures[i].url, NULL, 0, 0);
    return picture;
}

struct entry_picture entry_picture_find(struct arena *arena, const struct telling *telling)
{
    const struct item *item = &telling->item;
    const struct source source = {arena, telling->feed_url};
    struct entry_picture picture = picture_make(&source, item->thumbnail, item->thumbnail_alt,
                                                item->thumbnail_width, item->thumbnail_height);

    if (picture.url == NULL)
        picture = enclosed_picture(&source, item);
    if (picture.url == NULL)
        picture = text_picture(&source, &item->content);
    if (picture.url == NULL)
        picture = text_picture(&source, &item->summary);
    return picture;
}
