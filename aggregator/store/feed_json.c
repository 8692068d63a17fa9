#include "aggregator/store/feed_json.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/str.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/json_text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum field_kind {
    FIELD_TEXT,  /* const char *, UTF-8 */
    FIELD_BYTES, /* const char *, any bytes: each is written as the character of its number */
    FIELD_CHARS, /* char[size] */
    FIELD_INT64,
    FIELD_INT,
    FIELD_UINT32,
    FIELD_UINT64,
    FIELD_BOOL,
    FIELD_COUNTS, /* uint32_t[size / 4] */
};

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset, size;
};

#define FIELD(kind, name)                                                                          \
    {                                                                                              \
#name, FIELD_##kind, offsetof(struct feed_state, name),                                    \
            sizeof(((struct feed_state *)0)->name)                                                 \
    }

/* enum wait_reason is an int here: its words are plan's. */
static const struct field fields[] = {
    FIELD(TEXT, moved_to),
    FIELD(BYTES, etag),
    FIELD(BYTES, last_modified),
    FIELD(UINT64, body_hash),
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
    FIELD(INT64, asked_at),
    FIELD(INT64, not_before),
    FIELD(INT, wait_reason),
    FIELD(CHARS, wait_detail),
    FIELD(INT, last_status),
    FIELD(CHARS, last_error),
    FIELD(INT, errors_in_row),
    FIELD(BOOL, gone),
    FIELD(BOOL, ids_unreliable),
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
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]), STATE_BYTES_MAX = 64 << 20 };

_Static_assert(sizeof(enum wait_reason) == sizeof(int),
               "wait_reason is read and written as an int");

void feed_state_fresh(struct feed_state *ret, const char *url)
{
    *ret = (struct feed_state){.url = url,
                               .feed_updated = TIME_NONE,
                               .first_poll = TIME_NONE,
                               .last_poll = TIME_NONE,
                               .last_success = TIME_NONE,
                               .last_change = TIME_NONE,
                               .asked_at = TIME_NONE,
                               .max_age_seconds = -1,
                               .expires_at = TIME_NONE,
                               .retry_at = TIME_NONE};
}

/* Writing: by hand, because every poll writes a state and a tree of objects takes longer to make
 * than the answer took to come. Texts that need escapes are left to jansson. */

static void number_write(struct str *into, int64_t number)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (number < 0)
        digits[--at] = '-';
    str_append_bytes(into, digits + at, sizeof(digits) - at);
}

/* A string as it is written in JSON; takes the value over. False when memory is out. */
static bool json_write(struct str *into, json_t *value)
{
    char *text = json_text_write(value, JSON_ENCODE_ANY);

    json_decref(value);
    if (text == NULL)
        return false;
    str_append(into, text);
    free(text);
    return true;
}

static bool is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
            return false;
    return true;
}

static void plain_write(struct str *into, const char *text)
{
    str_append_char(into, '"');
    str_append(into, text);
    str_append_char(into, '"');
}

/* A string of characters U+0001 to U+00FF, one a byte, as UTF-8. */
static json_t *bytes_to_json(const char *bytes)
{
    size_t length = strlen(bytes), used = 0;
    char *text = malloc(2 * length + 1);
    json_t *value;

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte >= 0x80)
            text[used++] = (char)(0xc0 | byte >> 6);
        text[used++] = (char)(byte >= 0x80 ? 0x80 | (byte & 0x3f) : byte);
    }
    value = json_stringn(text, used);
    free(text);
    return value;
}

/* A text that is not UTF-8 (the words of a library, say) keeps its ASCII. */
static json_t *text_to_json(const char *text)
{
    json_t *value;
    char *copy;

    if (utf8_is_valid(text))
        return json_string(text);
    copy = strdup(text);
    if (copy == NULL)
        return NULL;
    for (char *c = copy; *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    value = json_string(copy);
    free(copy);
    return value;
}

static bool text_write(struct str *into, const char *text, json_t *(*to_json)(const char *))
{
    if (!is_plain(text))
        return json_write(into, to_json(text));
    plain_write(into, text);
    return true;
}

static void counts_write(struct str *into, const uint32_t *counts, size_t size)
{
    for (size_t i = 0; i < size / sizeof(*counts); i++) {
        str_append_char(into, i == 0 ? '[' : ',');
        number_write(into, counts[i]);
    }
    str_append_char(into, ']');
}

/* False when memory is out. */
static bool field_write(struct str *into, const struct field *f, const void *at)
{
    switch (f->kind) {
    case FIELD_TEXT:
        return text_write(into, *(const char *const *)at, text_to_json);
    case FIELD_BYTES:
        return text_write(into, *(const char *const *)at, bytes_to_json);
    case FIELD_CHARS:
        return text_write(into, at, text_to_json);
    case FIELD_INT64:
        number_write(into, *(const int64_t *)at);
        break;
    case FIELD_INT:
        number_write(into, *(const int *)at);
        break;
    case FIELD_UINT32:
        number_write(into, *(const uint32_t *)at);
        break;
    case FIELD_UINT64:
        number_write(into, (int64_t) * (const uint64_t *)at);
        break;
    case FIELD_BOOL:
        str_append(into, *(const bool *)at ? "true" : "false");
        break;
    default:
        counts_write(into, at, f->size);
    }
    return true;
}

/* The members that are not as in a fresh state. False when memory is out. */
static bool fields_write(struct str *into, const struct feed_state *state)
{
    struct feed_state fresh;
    bool written = true;

    feed_state_fresh(&fresh, NULL);
    for (const struct field *f = fields; f < fields + FIELD_COUNT && written; f++) {
        const char *at = (const char *)state + f->offset;

        if (memcmp(at, (const char *)&fresh + f->offset, f->size) == 0)
            continue;
        str_append_char(into, into->length == 0 ? '{' : ',');
        plain_write(into, f->name);
        str_append_char(into, ':');
        written = field_write(into, f, at);
    }
    str_append(into, into->length == 0 ? "{}" : "}");
    return written && str_status(into) == ERR_NONE;
}

char *feed_state_write(const struct feed_state *state)
{
    struct str text;

    str_init(&text, STATE_BYTES_MAX);
    if (fields_write(&text, state))
        return str_take(&text);
    str_release(&text);
    return NULL;
}

/* Reading. */

static bool text_from_json(const char **ret, struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        *ret = arena_strdup(arena, json_string_value(value));
    return *ret != NULL;
}

static bool bytes_from_json(const char **ret, struct arena *arena, const json_t *value)
{
    const char *text = json_string_value(value);
    char *bytes = text != NULL ? arena_strdup(arena, text) : NULL;
    char *out = bytes;

    *ret = bytes;
    if (bytes == NULL)
        return false;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xfc) == 0xc0) { /* U+0080 to U+00FF: two bytes */
            *out++ = (char)((unsigned char)text[0] << 6 | ((unsigned char)text[1] & 0x3f));
            text++;
        } else {
            *out++ = *text;
        }
    *out = '\0';
    return true;
}

static bool counts_from_json(uint32_t *counts, size_t size, const json_t *value)
{
    if (!json_is_array(value))
        return false;
    for (size_t i = 0; i < size / sizeof(*counts); i++)
        counts[i] = (uint32_t)json_integer_value(json_array_get(value, i));
    return true;
}

static bool number_from_json(const struct field *f, void *at, const json_t *value)
{
    json_int_t number = json_integer_value(value);

    if (f->kind == FIELD_INT)
        *(int *)at = (int)number;
    else if (f->kind == FIELD_UINT32)
        *(uint32_t *)at = (uint32_t)number;
    else if (f->kind == FIELD_UINT64)
        *(uint64_t *)at = (uint64_t)number;
    else
        *(int64_t *)at = number;
    return json_is_integer(value);
}

static bool field_from_json(const struct field *f, void *at, struct arena *arena,
                            const json_t *value)
{
    switch (f->kind) {
    case FIELD_TEXT:
        return text_from_json(at, arena, value);
    case FIELD_BYTES:
        return bytes_from_json(at, arena, value);
    case FIELD_CHARS:
        return json_is_string(value) && snprintf(at, f->size, "%s", json_string_value(value)) >= 0;
    case FIELD_BOOL:
        *(bool *)at = json_is_true(value);
        return json_is_boolean(value);
    case FIELD_COUNTS:
        return counts_from_json(at, f->size, value);
    default:
        return number_from_json(f, at, value);
    }
}

int feed_state_read(struct feed_state *ret, struct arena *arena, const char *url, const char *text,
                    struct error *err)
{
    json_t *object = NULL;
    const struct field *bad = NULL;
    int code = json_text_read(&object, text, strlen(text), 0, NULL);

    feed_state_fresh(ret, arena_strdup(arena, url));
    for (const struct field *f = fields; f < fields + FIELD_COUNT && bad == NULL; f++) {
        const json_t *value = json_object_get(object, f->name);

        if (value != NULL && !field_from_json(f, (char *)ret + f->offset, arena, value))
            bad = f;
    }
    if (code == ERR_MEMORY || arena_status(arena) == ERR_MEMORY)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    else if (!json_is_object(object) || bad != NULL)
        code = error_set(err, ERR_STORE, SCOPE_RUN, "the state of feed %s is damaged%s%s", url,
                         bad != NULL ? " at " : "", bad != NULL ? bad->name : "");
    json_decref(object);
    return code;
}
