#include "aggregator/store/feed_json.h"

#include "aggregator/base/clock.h"
#include "aggregator/codec/json_text.h"
#include "aggregator/store/feed_fields.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void feed_state_fresh(struct feed_state *ret, const char *url)
{
    *ret = (struct feed_state){.url = url,
                               .feed_updated = TIME_NONE,
                               .first_poll = TIME_NONE,
                               .last_poll = TIME_NONE,
                               .last_success = TIME_NONE,
                               .last_change = TIME_NONE,
                               .request_started_at = TIME_NONE,
                               .max_age_seconds = -1,
                               .expires_at = TIME_NONE,
                               .retry_at = TIME_NONE};
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

static bool number_from_json(const struct feed_field *f, void *at, const json_t *value)
{
    json_int_t number = json_integer_value(value);

    if (f->kind == FEED_FIELD_INT)
        *(int *)at = (int)number;
    else if (f->kind == FEED_FIELD_UINT32)
        *(uint32_t *)at = (uint32_t)number;
    else if (f->kind == FEED_FIELD_UINT64)
        *(uint64_t *)at = (uint64_t)number;
    else
        *(int64_t *)at = number;
    return json_is_integer(value);
}

static bool field_from_json(const struct feed_field *f, void *at, struct arena *arena,
                            const json_t *value)
{
    switch (f->kind) {
    case FEED_FIELD_TEXT:
        return text_from_json(at, arena, value);
    case FEED_FIELD_BYTES:
        return bytes_from_json(at, arena, value);
    case FEED_FIELD_CHARS:
        return json_is_string(value) && snprintf(at, f->size, "%s", json_string_value(value)) >= 0;
    case FEED_FIELD_BOOL:
        *(bool *)at = json_is_true(value);
        return json_is_boolean(value);
    case FEED_FIELD_COUNTS:
        return counts_from_json(at, f->size, value);
    default:
        return number_from_json(f, at, value);
    }
}

static int object_read(struct feed_state *ret, struct arena *arena, const char *text,
                       struct error *err)
{
    json_t *object = NULL;
    const struct feed_field *bad = NULL;
    int code = json_text_read(&object, text, strlen(text), 0, NULL);

    for (const struct feed_field *f = feed_fields; f->name != NULL && bad == NULL; f++) {
        const json_t *value = json_object_get(object, f->name);

        if (value != NULL && !field_from_json(f, (char *)ret + f->offset, arena, value))
            bad = f;
    }
    if (code == ERR_MEMORY || arena_status(arena) == ERR_MEMORY)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    else if (!json_is_object(object) || bad != NULL)
        code = error_set(err, ERR_STORE, SCOPE_RUN, "the state of feed %s is damaged%s%s", ret->url,
                         bad != NULL ? " at " : "", bad != NULL ? bad->name : "");
    json_decref(object);
    return code;
}

int feed_state_read(struct feed_state *ret, struct arena *arena, const char *url, const char *text,
                    struct error *err)
{
    const char *name = arena_strdup(arena, url), *flaw;
    int code = 0;

    if (name == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    feed_state_fresh(ret, name);
    if (text == NULL)
        return error_set(err, ERR_STORE, SCOPE_RUN, "the state of feed %s is damaged", name);
    if (!feed_fields_scan(ret, arena, text)) {
        feed_state_fresh(ret, name);
        code = object_read(ret, arena, text, err);
    }
    flaw = code == 0 ? feed_fields_flaw(ret) : NULL;
    return flaw == NULL ? code
                        : error_set(err, ERR_STORE, SCOPE_RUN,
                                    "the state of feed %s is damaged at %s", name, flaw);
}
