#include "aggregator/run/delivery.h"

#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct string_field {
    const char *name;
    size_t offset;
} strings[] = {
    {"url", offsetof(struct fetch_response, url)},
    {"moved_to", offsetof(struct fetch_response, moved_to)},
    {"content_type", offsetof(struct fetch_response, content_type)},
    {"content_language", offsetof(struct fetch_response, content_language)},
    {"content_location", offsetof(struct fetch_response, content_location)},
    {"etag", offsetof(struct fetch_response, etag)},
    {"last_modified", offsetof(struct fetch_response, last_modified)},
    {"hub", offsetof(struct fetch_response, hub)},
    {"self", offsetof(struct fetch_response, self)},
};

static const struct number_field {
    const char *name;
    size_t offset;
} numbers[] = {
    {"max_age", offsetof(struct fetch_response, max_age_seconds)},
    {"expires_at", offsetof(struct fetch_response, expires_at)},
    {"retry_at", offsetof(struct fetch_response, retry_at)},
    {"bytes", offsetof(struct fetch_response, bytes)},
};

static const char **string_of(struct fetch_response *response, size_t i)
{
    return (const char **)((char *)response + strings[i].offset);
}

static int64_t *number_of(struct fetch_response *response, size_t i)
{
    return (int64_t *)((char *)response + numbers[i].offset);
}

static int no_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
}

/* Header values are bytes of any encoding: each is written as the character of its number, and so
 * is "byte for byte" what it was when it is read. */
static json_t *bytes_json(struct arena *arena, const char *text)
{
    char *made = text != NULL ? arena_alloc(arena, 2 * strlen(text) + 1) : NULL;
    size_t used = 0;

    if (made == NULL)
        return NULL;
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at < 0x80) {
            made[used++] = (char)*at;
        } else {
            made[used++] = (char)(0xc0 | *at >> 6);
            made[used++] = (char)(0x80 | (*at & 0x3f));
        }
    }
    made[used] = '\0';
    return json_string(made);
}

static const char *json_bytes(struct arena *arena, const json_t *value)
{
    const unsigned char *at = (const unsigned char *)json_string_value(value);
    char *made = at != NULL ? arena_alloc(arena, strlen((const char *)at) + 1) : NULL;
    size_t used = 0;

    if (made == NULL)
        return NULL;
    for (; *at != '\0'; at++) {
        if (*at >= 0xc0 && at[1] != '\0') {
            made[used++] = (char)(*at << 6 | (at[1] & 0x3f));
            at++;
        } else {
            made[used++] = (char)*at;
        }
    }
    made[used] = '\0';
    return made;
}

static const char *meta_make(struct arena *arena, const struct fetch_request *of,
                             struct fetch_response *response)
{
    json_t *meta = json_object();
    char *text;
    const char *kept = NULL;

    json_object_set_new(meta, "asked", bytes_json(arena, of->url));
    json_object_set_new(meta, "status", json_integer(response->status));
    json_object_set_new(meta, "no_cache", json_boolean(response->no_cache));
    json_object_set_new(meta, "seconds", json_real(response->seconds));
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
        if (*string_of(response, i) != NULL)
            json_object_set_new(meta, strings[i].name, bytes_json(arena, *string_of(response, i)));
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        json_object_set_new(meta, numbers[i].name, json_integer(*number_of(response, i)));
    text = json_dumps(meta, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(meta);
    if (text != NULL)
        kept = arena_strdup(arena, text);
    free(text);
    return kept;
}

static int body_copy(struct store_delivery *ret, struct arena *arena, struct spool *body,
                     struct error *err)
{
    char *bytes = arena_alloc(arena, body->size + 1);
    size_t used = 0, got = 1;
    int code = bytes != NULL ? 0 : no_memory(err);

    spool_rewind(body);
    while (code == 0 && got > 0 && used < body->size) {
        code = spool_read(&got, body, bytes + used, body->size - used, err);
        used += got;
    }
    spool_rewind(body);
    ret->body = bytes;
    ret->size = used;
    return code;
}

int delivery_make(struct store_delivery *ret, struct arena *arena, const struct fetch_request *of,
                  const char *host, struct fetch_response *response, int64_t now, struct error *err)
{
    *ret = (struct store_delivery){
        .feed_url = of->feed->url, .host = host, .fetched = now, .body = "", .meta = NULL};
    ret->meta = meta_make(arena, of, response);
    return ret->meta != NULL ? body_copy(ret, arena, response->body, err) : no_memory(err);
}

static int meta_read(const char **ret_asked, struct fetch_response *ret, struct arena *arena,
                     const json_t *meta, struct error *err)
{
    *ret_asked = json_bytes(arena, json_object_get(meta, "asked"));
    ret->status = (int)json_integer_value(json_object_get(meta, "status"));
    ret->no_cache = json_is_true(json_object_get(meta, "no_cache"));
    ret->seconds = json_number_value(json_object_get(meta, "seconds"));
    for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
        *string_of(ret, i) = json_bytes(arena, json_object_get(meta, strings[i].name));
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        *number_of(ret, i) = json_integer_value(json_object_get(meta, numbers[i].name));
    if (arena_status(arena) != ERR_NONE)
        return no_memory(err);
    return *ret_asked != NULL && ret->url != NULL
               ? 0
               : error_set(err, ERR_SYNTAX, SCOPE_FEED, "a delivery has no address");
}

int delivery_read(const char **ret_asked, struct fetch_response *ret, struct spool *body,
                  struct arena *arena, const struct store_delivery *delivery, struct error *err)
{
    json_t *meta = json_loads(delivery->meta, 0, NULL);
    int code;

    *ret = (struct fetch_response){.body = body, .max_age_seconds = -1};
    if (!json_is_object(meta)) {
        json_decref(meta);
        return error_set(err, ERR_SYNTAX, SCOPE_FEED, "a delivery is damaged");
    }
    code = meta_read(ret_asked, ret, arena, meta, err);
    json_decref(meta);
    if (code == 0)
        code = spool_write(body, delivery->body, delivery->size, err);
    spool_rewind(body);
    return code;
}
