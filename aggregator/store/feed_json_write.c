#include "aggregator/base/str.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/json_text.h"
#include "aggregator/store/feed_fields.h"
#include "aggregator/store/feed_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_BYTES_MAX = 64 << 20 };

/* Writing. The common cases do not use jansson: every poll writes a state, and building a tree of
 * objects takes longer than the response took to arrive. jansson writes only texts that need
 * escapes. */

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

/* Writes a value as JSON and releases it. False when out of memory. */
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
        if (*text < 0x20 || *text > 0x7e)
            return false;
    return true;
}

static void plain_write(struct str *into, const char *text)
{
    str_append_char(into, '"');
    for (size_t run; *text != '\0'; text += run) {
        run = strcspn(text, "\"\\");
        str_append_bytes(into, text, run);
        if (text[run] == '\0')
            break;
        str_append_char(into, '\\');
        str_append_char(into, text[run++]);
    }
    str_append_char(into, '"');
}

/* Converts bytes to a string of characters U+0001 to U+00FF, one per byte, in UTF-8. */
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

/* In a text that is not UTF-8 (such as a library's error message), replaces all non-ASCII bytes. */
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

/* False when out of memory. */
static bool field_write(struct str *into, const struct feed_field *f, const void *at)
{
    switch (f->kind) {
    case FEED_FIELD_TEXT:
        return text_write(into, *(const char *const *)at, text_to_json);
    case FEED_FIELD_BYTES:
        return text_write(into, *(const char *const *)at, bytes_to_json);
    case FEED_FIELD_CHARS:
        return text_write(into, at, text_to_json);
    case FEED_FIELD_INT64:
        number_write(into, *(const int64_t *)at);
        break;
    case FEED_FIELD_INT:
        number_write(into, *(const int *)at);
        break;
    case FEED_FIELD_UINT32:
        number_write(into, *(const uint32_t *)at);
        break;
    case FEED_FIELD_UINT64:
        number_write(into, (int64_t) * (const uint64_t *)at);
        break;
    case FEED_FIELD_BOOL:
        str_append(into, *(const bool *)at ? "true" : "false");
        break;
    default:
        counts_write(into, at, f->size);
    }
    return true;
}

/* Writes the members that differ from a fresh state. False when out of memory. */
static bool fields_write(struct str *into, const struct feed_state *state)
{
    struct feed_state fresh;
    bool written = true;

    feed_state_fresh(&fresh, NULL);
    for (const struct feed_field *f = feed_fields; f->name != NULL && written; f++) {
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
