#include "aggregator/store/feed_fields.h"

#include <stddef.h>
#include <string.h>

enum { DIGITS_MAX = 19 }; /* always fit in 64 bits unsigned */

#define FIELD(kind, name)                                                                          \
    {                                                                                              \
#name, FEED_FIELD_##kind, offsetof(struct feed_state, name),                               \
            sizeof(((struct feed_state *)0)->name)                                                 \
    }

/* wait_reason is stored as an int; plan has the wording. */
const struct feed_field feed_fields[] = {
    FIELD(TEXT, moved_to),
    FIELD(BYTES, etag),
    FIELD(BYTES, last_modified),
    FIELD(TEXT, validators_from),
    FIELD(UINT64, body_hash),
    FIELD(UINT64, reading_hash),
    FIELD(TEXT, title),
    FIELD(TEXT, site),
    FIELD(TEXT, feed_id),
    FIELD(TEXT, language),
    FIELD(TEXT, hub),
    FIELD(TEXT, self),
    FIELD(INT64, feed_updated),
    FIELD(INT64, first_poll),
    FIELD(INT64, last_poll),
    FIELD(INT64, last_success),
    FIELD(INT64, last_change),
    FIELD(INT64, request_started_at),
    FIELD(INT64, not_before),
    FIELD(INT, wait_reason),
    FIELD(CHARS, wait_detail),
    FIELD(INT, last_status),
    FIELD(CHARS, last_error),
    FIELD(INT, errors_in_row),
    FIELD(BOOL, gone),
    FIELD(BOOL, ids_unreliable),
    FIELD(BOOL, links_unreliable),
    FIELD(INT64, max_age_seconds),
    FIELD(INT64, expires_at),
    FIELD(INT64, retry_at),
    FIELD(INT, ttl_minutes),
    FIELD(INT, update_seconds),
    FIELD(UINT32, skip_hours),
    FIELD(UINT32, skip_days),
    FIELD(COUNTS, rhythm),
    FIELD(INT64, mean_gap_seconds),
    FIELD(INT64, dropped_count),
    {0},
};

_Static_assert(sizeof(enum wait_reason) == sizeof(int),
               "wait_reason is read and written as an int");

/* Each *_scan and *_take function reads a value at *at and advances past it; false when the value
 * is not in the plain form. */

static bool number_scan(int64_t *ret, const char **at)
{
    const char *c = *at;
    bool negative = *c == '-';
    uint64_t number = 0;
    int digits = 0;

    for (c += negative; *c >= '0' && *c <= '9' && digits <= DIGITS_MAX; c++, digits++)
        number = number * 10 + (uint64_t)(*c - '0');
    if (digits == 0 || digits > DIGITS_MAX || number > INT64_MAX)
        return false;
    *ret = negative ? -(int64_t)number : (int64_t)number;
    *at = c;
    return true;
}

/* The content of a string as stored; only quotes and backslashes are escaped. */
static bool text_scan(const char **ret, size_t *ret_length, const char **at)
{
    const char *start = *at + 1, *c = start;

    if (**at != '"')
        return false;
    for (; *c >= 0x20 && *c <= 0x7e && *c != '"'; c++)
        if (*c == '\\' && *++c != '"' && *c != '\\')
            return false;
    *ret = start;
    *ret_length = (size_t)(c - start);
    *at = c + 1;
    return *c == '"';
}

static void text_unescape(char *into, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        *into++ = text[i] == '\\' ? text[++i] : text[i];
    *into = '\0';
}

static bool text_take(const struct feed_field *f, void *into, struct arena *arena, const char **at)
{
    const char *text;
    size_t length;
    char *copy = into;

    if (!text_scan(&text, &length, at) || (f->kind == FEED_FIELD_CHARS && length >= f->size))
        return false;
    if (f->kind != FEED_FIELD_CHARS) {
        copy = arena_alloc(arena, length + 1);
        if (copy == NULL)
            return false;
        *(const char **)into = copy;
    }
    text_unescape(copy, text, length);
    return true;
}

static bool word_take(const char **at, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

static bool bool_take(bool *into, const char **at)
{
    *into = **at == 't';
    return word_take(at, *into ? "true" : "false");
}

static bool counts_take(uint32_t *into, size_t size, const char **at)
{
    int64_t number;

    for (size_t i = 0; i < size / sizeof(*into); i++) {
        if (*(*at)++ != (i == 0 ? '[' : ',') || !number_scan(&number, at))
            return false;
        into[i] = (uint32_t)number;
    }
    return word_take(at, "]");
}

static bool number_take(const struct feed_field *f, void *into, const char **at)
{
    int64_t number;

    if (!number_scan(&number, at))
        return false;
    if (f->kind == FEED_FIELD_INT)
        *(int *)into = (int)number;
    else if (f->kind == FEED_FIELD_UINT32)
        *(uint32_t *)into = (uint32_t)number;
    else if (f->kind == FEED_FIELD_UINT64)
        *(uint64_t *)into = (uint64_t)number;
    else
        *(int64_t *)into = number;
    return true;
}

static bool value_take(const struct feed_field *f, void *into, struct arena *arena, const char **at)
{
    switch (f->kind) {
    case FEED_FIELD_TEXT:
    case FEED_FIELD_BYTES:
    case FEED_FIELD_CHARS:
        return text_take(f, into, arena, at);
    case FEED_FIELD_BOOL:
        return bool_take(into, at);
    case FEED_FIELD_COUNTS:
        return counts_take(into, f->size, at);
    default:
        return number_take(f, into, at);
    }
}

/* The row with this name, searched from f on; the nameless last row when there is none. */
static const struct feed_field *field_find(const struct feed_field *f, const char *name,
                                           size_t length)
{
    while (f->name != NULL && (strncmp(f->name, name, length) != 0 || f->name[length] != '\0'))
        f++;
    return f;
}

bool feed_fields_scan(struct feed_state *ret, struct arena *arena, const char *text)
{
    const struct feed_field *f = feed_fields;
    const char *at = text, *name;
    size_t length;

    if (strcmp(text, "{}") == 0)
        return true;
    do {
        if (*at != (at == text ? '{' : ','))
            return false;
        at++;
        if (!text_scan(&name, &length, &at) || *at++ != ':')
            return false;
        f = field_find(f, name, length);
        if (f->name == NULL || !value_take(f, (char *)ret + f->offset, arena, &at))
            return false;
        f++;
    } while (*at == ',');
    return strcmp(at, "}") == 0;
}
