/* Writes items and documents as JSON, directly as text: building a tree of values first took four
 * times as long, and a first poll writes every item. */
#include "aggregator/base/clock.h"
#include "aggregator/base/str.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/item_json.h"
#include "aggregator/codec/members.h"

#include <stdint.h>
#include <string.h>

static void members_write(struct str *into, const void *record, const struct member *members);

/* The number of bytes that can be written unchanged. */
static size_t plain_length(const char *text, const char *end)
{
    const char *at = text;

    while (at < end) {
        const unsigned char c = (unsigned char)*at;
        int length = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';

        if (c >= 0x80)
            length = utf8_sequence((const unsigned char *)at, (size_t)(end - at));
        if (length <= 0)
            break;
        at += length;
    }
    return (size_t)(at - text);
}

/* All text should be UTF-8; an invalid byte is written as U+FFFD. */
static void byte_write(struct str *into, unsigned char c)
{
    if (c == '"' || c == '\\')
        str_appendf(into, "\\%c", c);
    else if (c == '\n' || c == '\t')
        str_append(into, c == '\n' ? "\\n" : "\\t");
    else if (c < 0x20)
        str_appendf(into, "\\u%04X", c);
    else
        str_append(into, "\xEF\xBF\xBD");
}

static void text_write(struct str *into, const char *text)
{
    const char *end = text + strlen(text);

    str_append_char(into, '"');
    while (text < end) {
        const size_t plain = plain_length(text, end);

        str_append_bytes(into, text, plain);
        text += plain;
        if (text < end)
            byte_write(into, (unsigned char)*text++);
    }
    str_append_char(into, '"');
}

/* Writes "name": and, if needed, a comma before it. No value ends with '{'. */
static void name_write(struct str *into, const char *name, const char *ending)
{
    const char last = into->length > 0 ? into->text[into->length - 1] : '{';

    str_append(into, last != '{' ? ",\"" : "\"");
    str_append(into, name);
    str_append(into, ending);
    str_append(into, "\":");
}

static void string_write(struct str *into, const char *name, const char *ending, const char *text)
{
    if (text == NULL)
        return;
    name_write(into, name, ending);
    text_write(into, text);
}

/* Writes the value of a text, then its kind and language as "NAME_kind" and "NAME_lang" if they
 * differ from the default. */
static void text_member_write(struct str *into, const char *name, const struct text_construct *text)
{
    if (text->value == NULL)
        return;
    string_write(into, name, "", text->value);
    string_write(into, name, "_kind", text->kind == TEXT_HTML ? "html" : NULL);
    string_write(into, name, "_lang", text->lang);
}

static void time_write(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    if (time == TIME_NONE)
        return;
    clock_format_rfc3339(time, text);
    string_write(into, name, "", text);
}

static void list_write(struct str *into, const void *record, const struct member *member)
{
    const char *elements;
    const size_t count =
        *(const size_t *)(const void *)((const char *)record + member->count_offset);

    if (count == 0)
        return;
    /* Pointers to structs cannot be accessed as char *, so the pointer is copied as bytes. */
    memcpy(&elements, (const char *)record + member->offset, sizeof(elements));
    name_write(into, member->name, "");
    for (size_t i = 0; i < count; i++) {
        str_append_char(into, i == 0 ? '[' : ',');
        members_write(into, elements + i * member->size, member->members);
    }
    str_append_char(into, ']');
}

/* Omitted when all its members are absent. */
static void object_write(struct str *into, const void *record, const struct member *member)
{
    const size_t before = into->length;
    size_t inside;

    name_write(into, member->name, "");
    inside = into->length;
    members_write(into, record, member->members);
    if (into->length == inside + 2)
        str_truncate(into, before);
}

static void member_write(struct str *into, const void *record, const struct member *m)
{
    const void *field = (const char *)record + m->offset;

    switch (m->type) {
    case MEMBER_STRING:
        string_write(into, m->name, "", *(const char *const *)field);
        break;
    case MEMBER_TEXT:
        text_member_write(into, m->name, field);
        break;
    case MEMBER_TIME:
        time_write(into, m->name, *(const int64_t *)field);
        break;
    case MEMBER_FLAG:
        if (*(const bool *)field) {
            name_write(into, m->name, "");
            str_append(into, "true");
        }
        break;
    case MEMBER_NUMBER:
        if (*(const int *)field > 0) {
            name_write(into, m->name, "");
            str_appendf(into, "%d", *(const int *)field);
        }
        break;
    case MEMBER_LIST:
        list_write(into, record, m);
        break;
    default:
        object_write(into, field, m);
    }
}

static void members_write(struct str *into, const void *record, const struct member *members)
{
    str_append_char(into, '{');
    for (const struct member *m = members; m->name != NULL; m++)
        member_write(into, record, m);
    str_append_char(into, '}');
}

char *item_to_text(const struct item *item)
{
    struct str text;

    str_init(&text, SIZE_MAX / 4);
    members_write(&text, item, item_members);
    return str_take(&text);
}

char *document_to_text(const struct document *document)
{
    struct str text;

    str_init(&text, SIZE_MAX / 4);
    members_write(&text, document, document_members);
    /* reopen the object to add the format */
    str_truncate(&text, text.length > 0 ? text.length - 1 : 0);
    string_write(&text, "format", "", feed_format_name(document->format));
    str_append_char(&text, '}');
    return str_take(&text);
}
