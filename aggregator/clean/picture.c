#include "aggregator/clean/picture.h"

#include "aggregator/clean/address.h"
#include "aggregator/clean/sanitize.h"

#include <string.h>
#include <strings.h>

/* Lazy-loading attributes and their targets; the first one present wins. */
static const struct {
    const char *lazy, *attribute;
} lazies[] = {
    {"data-src", "src"},
    {"data-lazy-src", "src"},
    {"data-original", "src"},
    {"data-original-src", "src"},
    {"data-orig-src", "src"},
    {"data-actualsrc", "src"},
    {"data-cfsrc", "src"},
    {"data-ezsrc", "src"},
    {"data-echo", "src"},
    {"data-lazyload", "src"},
    {"data-flickity-lazyload", "src"},
    {"data-full-src", "src"},
    {"data-hi-res-src", "src"},
    {"data-image-src", "src"},
    {"data-lazy", "src"},
    {"data-srcset", "srcset"},
    {"data-lazy-srcset", "srcset"},
    {"data-original-set", "srcset"},
    {"data-ezsrcset", "srcset"},
    {"data-cfsrcset", "srcset"},
    {"data-poster", "poster"},
};

static const char blanks[] = " \t\r\n\f";

static struct html_attribute *attribute_find(struct html_token *token, const char *name)
{
    for (size_t i = 0; i < token->attribute_count; i++)
        if (strcmp(token->attributes[i].name, name) == 0)
            return &token->attributes[i];
    return NULL;
}

/* Sets an attribute to a part of the text. */
static void attribute_set(struct html_token *token, const char *name, const char *value,
                          size_t length)
{
    struct html_attribute *a = attribute_find(token, name);

    if (a == NULL && token->attribute_count < CLEAN_ATTRIBUTES_MAX) {
        a = &token->attributes[token->attribute_count++];
        memcpy(a->name, name, strlen(name) + 1);
    }
    if (a != NULL) {
        a->value = value;
        a->length = length;
    }
}

/* Whether the value is an allowed address, or a set of them, and not a template ("{width}"). */
static bool is_plausible(struct arena *arena, const struct html_attribute *a, bool set)
{
    const char *value = a->length <= CLEAN_VALUE_BYTES_MAX ? sanitize_value(arena, a) : NULL;

    if (value == NULL)
        return false;
    value += strspn(value, blanks);
    return value[0] != '\0' && strpbrk(value, "{}<>") == NULL && address_is_allowed(value) &&
           (set || value[strcspn(value, blanks)] == '\0' ||
            value[strcspn(value, blanks) + strspn(value + strcspn(value, blanks), blanks)] == '\0');
}

/* Whether src is missing or only a data: placeholder. */
static bool is_placeholder(const struct html_attribute *src)
{
    return src == NULL || src->length == 0 ||
           (src->length >= 5 && strncasecmp(src->value, "data:", 5) == 0);
}

/* Uses the first candidate as src, for feed readers without srcset support. */
static void first_of_set(struct html_token *token)
{
    const struct html_attribute *set = attribute_find(token, "srcset");
    size_t start = 0, end;

    if (set == NULL || !is_placeholder(attribute_find(token, "src")))
        return;
    while (start < set->length && strchr(" \t\r\n\f,", set->value[start]) != NULL)
        start++;
    for (end = start; end < set->length && strchr(blanks, set->value[end]) == NULL;)
        end++;
    while (end > start && set->value[end - 1] == ',')
        end--;
    if (end > start)
        attribute_set(token, "src", set->value + start, end - start);
}

void picture_unlazy(struct html_token *token, struct arena *arena)
{
    const bool is_image = strcmp(token->name, "img") == 0;
    const char *done[3];
    size_t done_count = 0;
    bool lazy_set = false;

    for (size_t i = 0; i < sizeof(lazies) / sizeof(lazies[0]); i++) {
        const char *name = lazies[i].attribute;
        const struct html_attribute *lazy = attribute_find(token, lazies[i].lazy);
        const bool set = strcmp(name, "srcset") == 0;
        bool taken = false;

        for (size_t j = 0; j < done_count; j++)
            taken |= strcmp(done[j], name) == 0;
        if (lazy == NULL || taken || !is_plausible(arena, lazy, set))
            continue;
        attribute_set(token, name, lazy->value, lazy->length);
        done[done_count++] = name;
        lazy_set |= set;
    }
    if (is_image && lazy_set)
        first_of_set(token);
}

enum { HEAD_CHARACTERS = 32, HEAD_BYTES = HEAD_CHARACTERS / 4 * 3 };

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

/* Decodes the first bytes of base64; returns their number. */
static size_t head_decode(unsigned char ret[HEAD_BYTES], const char *text)
{
    unsigned bits = 0;
    size_t used = 0;

    for (size_t i = 0; i < HEAD_CHARACTERS && base64_digit(text[i]) >= 0; i++) {
        bits = (bits << 6 | (unsigned)base64_digit(text[i])) & 0xFFFFFF;
        if (i % 4 > 0)
            ret[used++] = (unsigned char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
    return used;
}

/* A GIF or PNG of at most one pixel is a placeholder. */
static bool is_one_pixel(const char *data)
{
    unsigned char head[HEAD_BYTES];
    const size_t size = head_decode(head, data);

    if (size >= 10 && memcmp(head, "GIF8", 4) == 0)
        return head[6] <= 1 && head[7] == 0 && head[8] <= 1 && head[9] == 0;
    if (size >= 24 && memcmp(head, "\x89PNG", 4) == 0)
        return memcmp(head + 16, "\0\0\0", 3) == 0 && head[19] <= 1 &&
               memcmp(head + 20, "\0\0\0", 3) == 0 && head[23] <= 1;
    return false;
}

const char *picture_inline(struct arena *arena, const char *address)
{
    static const char *const types[] = {"png", "jpeg", "jpg", "gif", "webp", "avif", "bmp"};
    static const char *const encoding = ";base64,";
    const char *type, *data = NULL;
    bool is_base64 = true;
    struct str text;

    address += strspn(address, blanks);
    if (strncasecmp(address, "data:image/", 11) != 0)
        return NULL;
    type = address + 11;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]) && data == NULL; i++)
        if (strncasecmp(type, types[i], strlen(types[i])) == 0 &&
            strncasecmp(type + strlen(types[i]), encoding, strlen(encoding)) == 0)
            data = type + strlen(types[i]) + strlen(encoding);
    if (data == NULL)
        return NULL;
    str_init(&text, CLEAN_IMAGE_BYTES_MAX + 1);
    str_append_bytes(&text, address, (size_t)(data - address));
    for (const char *c = data; *c != '\0'; c++)
        if (base64_digit(*c) >= 0 || *c == '=')
            str_append_char(&text, *c);
        else if (strchr(blanks, *c) == NULL)
            is_base64 = false;
    if (!is_base64 || text.length == (size_t)(data - address) ||
        is_one_pixel(text.text + (data - address)))
        str_truncate(&text, 0);
    if (text.length == 0 || str_status(&text) == ERR_LIMIT) {
        str_release(&text);
        return NULL;
    }
    return arena_keep_str(arena, &text);
}

/* A width or density: "800w", "1.5x". */
static bool is_descriptor(const char *text, size_t length)
{
    return strspn(text, "0123456789.wxhWXH \t\r\n\f") >= length;
}

/* A comma may be part of an address, but not its last character (HTML, "parse a srcset
 * attribute"). */
bool picture_set_write(struct str *into, struct arena *arena, const char *set, const char *base)
{
    const size_t start = into->length;

    for (set += strspn(set, " \t\r\n\f,"); *set != '\0'; set += strspn(set, " \t\r\n\f,")) {
        const size_t run = strcspn(set, blanks);
        size_t length = run, descriptor = 0;
        const char *address;

        while (length > 0 && set[length - 1] == ',')
            length--;
        address = address_resolve(arena, base, arena_strndup(arena, set, length));
        set += run;
        if (address == NULL || address[0] == '\0' || address[0] == ',' ||
            strchr(address, ' ') != NULL || address[strlen(address) - 1] == ',')
            return false;
        str_appendf(into, "%s%s", into->length > start ? ", " : "", address);
        if (length < run)
            continue;
        set += strspn(set, blanks);
        descriptor = strcspn(set, ",");
        if (!is_descriptor(set, descriptor))
            return false;
        if (descriptor > 0)
            str_appendf(into, " %.*s", (int)descriptor, set);
        set += descriptor;
    }
    return into->length > start;
}
