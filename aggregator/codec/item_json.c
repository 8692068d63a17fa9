#include "aggregator/codec/item_json.h"

#include "aggregator/base/clock.h"
#include "aggregator/codec/members.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const format_names[] = {
    [FORMAT_RSS] = "rss",          [FORMAT_RSS_090] = "rss-0.90", [FORMAT_RSS_091] = "rss-0.91",
    [FORMAT_RSS_092] = "rss-0.92", [FORMAT_RSS_093] = "rss-0.93", [FORMAT_RSS_094] = "rss-0.94",
    [FORMAT_RSS_10] = "rss-1.0",   [FORMAT_RSS_20] = "rss-2.0",   [FORMAT_ATOM] = "atom",
    [FORMAT_ATOM_03] = "atom-0.3", [FORMAT_ATOM_10] = "atom-1.0", [FORMAT_JSON_1] = "json-1",
    [FORMAT_JSON_11] = "json-1.1", [FORMAT_PAGE] = "page"};

const char *feed_format_name(enum feed_format format)
{
    return format_names[format];
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

static int text_from_json(struct text_construct *ret, struct arena *arena, const json_t *object,
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
    return *ret != TIME_NONE ? 0 : wrong_type(name, "an RFC 3339 time", err);
}

static int number_from_json(int *ret, const json_t *value, const char *name, struct error *err)
{
    const json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;

    if (number < 0 || number > INT_MAX)
        return wrong_type(name, "a number", err);
    *ret = (int)number;
    return 0;
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
    /* Pointers to structs cannot be accessed as void *, so the pointer is copied as bytes. */
    memcpy((char *)record + member->offset, &elements, sizeof(elements));
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
    case MEMBER_NUMBER:
        return number_from_json(field, value, m->name, err);
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
