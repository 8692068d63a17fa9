#include "aggregator/codec/item_json.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/*
 * Every struct is a table of its members: one row serves writing and reading. A list is described
 * by where its pointer and its count lie, and by the table of its elements.
 */
enum member_type {
    MEMBER_STRING,
    MEMBER_TEXT,
    MEMBER_TIME,
    MEMBER_FLAG,
    MEMBER_LIST,
    MEMBER_OBJECT
};

struct member {
    const char *name;
    enum member_type type;
    size_t offset;
    size_t count_offset, size;    /* MEMBER_LIST */
    const struct member *members; /* MEMBER_LIST, MEMBER_OBJECT; ends with a NULL name */
};

#define STRING(type, field)                                                                        \
    {                                                                                              \
#field, MEMBER_STRING, offsetof(struct type, field), 0, 0, NULL                            \
    }
#define TEXT(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_TEXT, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define TIME(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_TIME, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define FLAG(type, field)                                                                          \
    {                                                                                              \
#field, MEMBER_FLAG, offsetof(struct type, field), 0, 0, NULL                              \
    }
#define LIST(type, field, n, of, t)                                                                \
    {                                                                                              \
#field, MEMBER_LIST, offsetof(struct type, field), offsetof(struct type, n),               \
            sizeof(struct of), t                                                                   \
    }
#define OBJECT(type, field, t)                                                                     \
    {                                                                                              \
#field, MEMBER_OBJECT, offsetof(struct type, field), 0, 0, t                               \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, MEMBER_STRING, 0, 0, 0, NULL                                                         \
    }

static const struct member person_members[] = {STRING(person, name), STRING(person, email),
                                               STRING(person, url), END};
static const struct member category_members[] = {STRING(category, term), STRING(category, scheme),
                                                 STRING(category, label), END};
static const struct member link_members[] = {STRING(link, rel),
                                             STRING(link, href),
                                             STRING(link, type),
                                             STRING(link, hreflang),
                                             STRING(link, title),
                                             STRING(link, canonical),
                                             END};
static const struct member enclosure_members[] = {STRING(enclosure, url), STRING(enclosure, type),
                                                  STRING(enclosure, length), END};
static const struct member origin_members[] = {STRING(origin, id), STRING(origin, title),
                                               STRING(origin, link), END};
static const struct member item_members[] = {
    STRING(item, id),
    TEXT(item, title),
    STRING(item, link),
    LIST(item, links, link_count, link, link_members),
    TEXT(item, summary),
    TEXT(item, content),
    LIST(item, authors, author_count, person, person_members),
    TIME(item, published),
    TIME(item, updated),
    LIST(item, categories, category_count, category, category_members),
    LIST(item, enclosures, enclosure_count, enclosure, enclosure_members),
    OBJECT(item, source, origin_members),
    STRING(item, language),
    STRING(item, comments),
    STRING(item, thumbnail),
    FLAG(item, id_is_permalink),
    STRING(item, canonical),
    STRING(item, plain),
    END};
static const struct member document_members[] = {
    STRING(document, encoding),
    TEXT(document, title),
    TEXT(document, subtitle),
    STRING(document, link),
    STRING(document, id),
    STRING(document, language),
    TIME(document, updated),
    TIME(document, published),
    LIST(document, authors, author_count, person, person_members),
    LIST(document, categories, category_count, category, category_members),
    STRING(document, hub),
    STRING(document, self),
    END};

static const char *const format_names[] = {
    [FORMAT_RSS] = "rss",          [FORMAT_RSS_090] = "rss-0.90", [FORMAT_RSS_091] = "rss-0.91",
    [FORMAT_RSS_092] = "rss-0.92", [FORMAT_RSS_093] = "rss-0.93", [FORMAT_RSS_094] = "rss-0.94",
    [FORMAT_RSS_10] = "rss-1.0",   [FORMAT_RSS_20] = "rss-2.0",   [FORMAT_ATOM] = "atom",
    [FORMAT_ATOM_03] = "atom-0.3", [FORMAT_ATOM_10] = "atom-1.0", [FORMAT_JSON_1] = "json-1",
    [FORMAT_JSON_11] = "json-1.1"};

const char *feed_format_name(enum feed_format format)
{
    return format_names[format];
}

/* Writing. What fails for want of memory makes the whole fail: nothing is left out in silence. */

static json_t *members_to_json(const void *record, const struct member *members);

/* All text should be UTF-8; should a byte ever not be, it is written as U+FFFD. */
static json_t *string_to_json(const char *text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    json_t *value = json_string(text);
    char *copy = value == NULL ? malloc(strlen(text) * 3 + 1) : NULL;
    size_t used = 0, left = strlen(text);

    if (copy == NULL)
        return value;
    while (left > 0) {
        const int length = utf8_sequence((const unsigned char *)text, left);
        const size_t taken = length > 0 ? (size_t)length : 1;

        memcpy(copy + used, length > 0 ? text : replacement, length > 0 ? taken : 3);
        used += length > 0 ? taken : 3;
        text += taken;
        left -= taken;
    }
    value = json_stringn(copy, used);
    free(copy);
    return value;
}

static bool string_put(json_t *object, const char *name, const char *text)
{
    return text == NULL || json_object_set_new(object, name, string_to_json(text)) == 0;
}

static bool time_put(json_t *object, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    if (time == TIME_NONE)
        return true;
    clock_format_rfc3339(time, text);
    return string_put(object, name, text);
}

static bool list_put(json_t *object, const void *record, const struct member *member)
{
    const char *elements = *(const char *const *)((const char *)record + member->offset);
    size_t count = *(const size_t *)(const void *)((const char *)record + member->count_offset);
    json_t *list;

    if (count == 0)
        return true;
    list = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(
                list, members_to_json(elements + i * member->size, member->members)) != 0) {
            json_decref(list);
            return false;
        }
    return json_object_set_new(object, member->name, list) == 0;
}

static bool object_put(json_t *object, const char *name, const void *record,
                       const struct member *members)
{
    json_t *inner = members_to_json(record, members);

    if (inner == NULL || json_object_size(inner) > 0)
        return json_object_set_new(object, name, inner) == 0;
    json_decref(inner);
    return true;
}

/* A text is its value; its kind and language follow as "NAME_kind" and "NAME_lang" where they say
 * more than the default. */
static bool text_put(json_t *object, const char *name, const struct text *text)
{
    char kind[64], lang[64];

    if (text->value == NULL)
        return true;
    snprintf(kind, sizeof(kind), "%s_kind", name);
    snprintf(lang, sizeof(lang), "%s_lang", name);
    return string_put(object, name, text->value) &&
           string_put(object, kind, text->kind == TEXT_HTML ? "html" : NULL) &&
           string_put(object, lang, text->lang);
}

static bool member_put(json_t *object, const void *record, const struct member *m)
{
    const void *field = (const char *)record + m->offset;

    switch (m->type) {
    case MEMBER_STRING:
        return string_put(object, m->name, *(const char *const *)field);
    case MEMBER_TEXT:
        return text_put(object, m->name, field);
    case MEMBER_TIME:
        return time_put(object, m->name, *(const int64_t *)field);
    case MEMBER_FLAG:
        return !*(const bool *)field || json_object_set_new(object, m->name, json_true()) == 0;
    case MEMBER_LIST:
        return list_put(object, record, m);
    default:
        return object_put(object, m->name, field, m->members);
    }
}

/* NULL when memory is out. */
static json_t *members_to_json(const void *record, const struct member *members)
{
    json_t *object = json_object();
    bool whole = object != NULL;

    for (const struct member *m = members; m->name != NULL && whole; m++)
        whole = member_put(object, record, m);
    if (whole)
        return object;
    json_decref(object);
    return NULL;
}

json_t *item_to_json(const struct item *item)
{
    return members_to_json(item, item_members);
}

json_t *document_to_json(const struct document *document)
{
    json_t *object = members_to_json(document, document_members);

    if (object != NULL && !string_put(object, "format", feed_format_name(document->format))) {
        json_decref(object);
        return NULL;
    }
    return object;
}

/* Reading. */

static int members_from_json(void *record, struct arena *arena, const json_t *object,
                             const struct member *members, struct error *err);

static int wrong_type(const char *name, const char *expected, struct error *err)
{
    return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "\"%s\" is not %s", name, expected);
}

static int string_from_json(const char **ret, struct arena *arena, const json_t *value,
                            const char *name, struct error *err)
{
    if (!json_is_string(value))
        return wrong_type(name, "a string", err);
    *ret = arena_strdup(arena, json_string_value(value));
    return *ret != NULL ? 0 : error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory");
}

static int text_from_json(struct text *ret, struct arena *arena, const json_t *object,
                          const char *name, const json_t *value, struct error *err)
{
    char key[64];
    const json_t *side;
    int code = string_from_json(&ret->value, arena, value, name, err);

    snprintf(key, sizeof(key), "%s_kind", name);
    side = json_object_get(object, key);
    if (side != NULL && json_is_string(side) && strcmp(json_string_value(side), "html") == 0)
        ret->kind = TEXT_HTML;
    snprintf(key, sizeof(key), "%s_lang", name);
    side = json_object_get(object, key);
    if (code == 0 && side != NULL)
        code = string_from_json(&ret->lang, arena, side, key, err);
    return code;
}

static int time_from_json(int64_t *ret, const json_t *value, const char *name, struct error *err)
{
    *ret = json_is_string(value) ? clock_parse_rfc3339(json_string_value(value)) : TIME_NONE;
    return *ret != TIME_NONE ? 0 : wrong_type(name, "a time as RFC 3339 writes it", err);
}

static int list_from_json(void *record, struct arena *arena, const json_t *value,
                          const struct member *member, struct error *err)
{
    size_t count = json_array_size(value);
    char *elements = arena_array(arena, count, member->size);
    int code = 0;

    if (!json_is_array(value))
        return wrong_type(member->name, "a list", err);
    if (elements == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_ITEM, "out of memory");
    for (size_t i = 0; i < count && code == 0; i++)
        code = members_from_json(elements + i * member->size, arena, json_array_get(value, i),
                                 member->members, err);
    *(void **)(void *)((char *)record + member->offset) = elements;
    *(size_t *)(void *)((char *)record + member->count_offset) = count;
    return code;
}

static int member_from_json(void *record, struct arena *arena, const json_t *object,
                            const struct member *m, struct error *err)
{
    const json_t *value = json_object_get(object, m->name);
    void *field = (char *)record + m->offset;

    if (value == NULL) {
        if (m->type == MEMBER_TIME)
            *(int64_t *)field = TIME_NONE;
        return 0;
    }
    switch (m->type) {
    case MEMBER_STRING:
        return string_from_json(field, arena, value, m->name, err);
    case MEMBER_TEXT:
        return text_from_json(field, arena, object, m->name, value, err);
    case MEMBER_TIME:
        return time_from_json(field, value, m->name, err);
    case MEMBER_FLAG:
        *(bool *)field = json_is_true(value);
        return 0;
    case MEMBER_LIST:
        return list_from_json(record, arena, value, m, err);
    default:
        return members_from_json(field, arena, value, m->members, err);
    }
}

static int members_from_json(void *record, struct arena *arena, const json_t *object,
                             const struct member *members, struct error *err)
{
    int code = 0;

    if (!json_is_object(object))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "not a JSON object");
    for (const struct member *m = members; m->name != NULL && code == 0; m++)
        code = member_from_json(record, arena, object, m, err);
    return code;
}

int item_from_json(struct item *ret, struct arena *arena, const json_t *object, struct error *err)
{
    memset(ret, 0, sizeof(*ret));
    return members_from_json(ret, arena, object, item_members, err);
}
