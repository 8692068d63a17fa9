#include "aggregator/clean/anchors.h"

#include "aggregator/base/url.h"
#include "aggregator/clean/html_token.h"
#include "aggregator/clean/sanitize.h"

#include <stdio.h>
#include <string.h>

static uint64_t hash_add(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * UINT64_C(1099511628211); /* FNV-1a */
}

static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < length; i++)
        hash = hash_add(hash, text[i]);
    return hash;
}

static bool holds(const uint64_t *hashes, size_t count, uint64_t hash)
{
    for (size_t i = 0; i < count; i++)
        if (hashes[i] == hash)
            return true;
    return false;
}

static void add(uint64_t *hashes, size_t *count, uint64_t hash)
{
    if (*count < CLEAN_ANCHORS_MAX && !holds(hashes, *count, hash))
        hashes[(*count)++] = hash;
}

/* Hashes an id as written in a link: "fn%3A1" targets "fn:1". */
static uint64_t fragment_hash(const char *fragment)
{
    uint64_t hash = hash_of("", 0);

    for (; *fragment != '\0'; fragment++) {
        const int high = *fragment == '%' ? url_hex_digit(fragment[1]) : -1;
        const int low = high >= 0 ? url_hex_digit(fragment[2]) : -1;

        hash = hash_add(hash, low >= 0 ? (char)(high * 16 + low) : *fragment);
        fragment += low >= 0 ? 2 : 0;
    }
    return hash;
}

/* The fragment of a link to the page itself; NULL when it leads elsewhere. */
static const char *own_fragment(const struct anchors *anchors, const char *href)
{
    href += strspn(href, " \t\r\n\f");
    if (anchors->page != NULL && strncmp(href, anchors->page, anchors->page_length) == 0)
        href += anchors->page_length;
    return href[0] == '#' && href[1] != '\0' ? href + 1 : NULL;
}

static void link_take(struct anchors *anchors, struct arena *arena, const struct html_token *token)
{
    for (size_t i = 0; i < token->attribute_count; i++) {
        const struct html_attribute *a = &token->attributes[i];
        const char *value, *fragment;

        if (strcmp(a->name, "href") != 0 || a->length > CLEAN_VALUE_BYTES_MAX ||
            memchr(a->value, '#', a->length) == NULL)
            continue;
        value = sanitize_value(arena, a);
        fragment = value != NULL ? own_fragment(anchors, value) : NULL;
        if (fragment != NULL)
            add(anchors->targets, &anchors->target_count, fragment_hash(fragment));
    }
}

void anchors_init(struct anchors *ret, const char *page)
{
    ret->target_count = ret->written_count = 0;
    ret->page = page;
    ret->page_length = page != NULL ? strcspn(page, "#") : 0;
    snprintf(ret->prefix, sizeof(ret->prefix), "note-%08x-",
             (unsigned)(hash_of(page != NULL ? page : "", ret->page_length) & 0xFFFFFFFF));
}

bool anchors_collect(struct anchors *anchors, struct arena *arena, const char *html, size_t length)
{
    struct html_cursor cursor;
    struct html_token token;

    if (memchr(html, '#', length) == NULL)
        return false;
    html_cursor_init(&cursor, html, length);
    for (;;) {
        html_token_next(&token, &cursor);
        if (token.kind == HTML_END_OF_TEXT || anchors->target_count == CLEAN_ANCHORS_MAX)
            break;
        if (token.kind == HTML_START && strcmp(token.name, "a") == 0)
            link_take(anchors, arena, &token);
    }
    return anchors->target_count > 0;
}

const char *anchors_id(struct anchors *anchors, struct arena *arena, const char *id)
{
    uint64_t hash;

    if (anchors->target_count == 0)
        return NULL;
    if (strncmp(id, anchors->prefix, strlen(anchors->prefix)) == 0)
        id += strlen(anchors->prefix); /* cleaned before */
    hash = hash_of(id, strlen(id));
    if (id[0] == '\0' || strlen(id) > ANCHOR_ID_MAX || strpbrk(id, " \t\r\n\f") != NULL ||
        !holds(anchors->targets, anchors->target_count, hash) ||
        holds(anchors->written, anchors->written_count, hash))
        return NULL;
    add(anchors->written, &anchors->written_count, hash);
    return arena_printf(arena, "%s%s", anchors->prefix, id);
}
