#include "aggregator/publish/digest_codec.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/utf8.h"
#include "aggregator/codec/item_json.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { EXCERPT_BYTES = 8 * 1024, STORIES_MAX = 1000 };

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory keeping a digest");
}

/* Writing. */

/* The beginning of a text, cut between characters; NULL for NULL. */
static const char *beginning_of(struct arena *arena, const char *text)
{
    char *beginning =
        text != NULL ? arena_strndup(arena, text, strnlen(text, EXCERPT_BYTES)) : NULL;

    if (beginning != NULL)
        utf8_trim(beginning);
    return beginning;
}

/* What a digest shows of an item. The arena holds the beginning of its text. */
static struct item item_reduce(const struct item *item, struct arena *arena, bool leads)
{
    struct item reduced = {.id = item->id_is_permalink ? item->id : NULL,
                           .id_is_permalink = item->id_is_permalink,
                           .title = item->title,
                           .link = item->link,
                           .language = item->language,
                           .published = item->published,
                           .updated = item->updated};
    const char *text = item->plain != NULL && item->plain[0] != '\0' ? item->plain
                       : item->content.kind == TEXT_PLAIN            ? item->content.value
                                                                     : NULL;

    if (leads) {
        reduced.thumbnail = item->thumbnail;
        reduced.thumbnail_alt = item->thumbnail_alt;
        reduced.thumbnail_width = item->thumbnail_width;
        reduced.thumbnail_height = item->thumbnail_height;
        reduced.plain = beginning_of(arena, text);
    }
    return reduced;
}

/* NULL when out of memory. */
static json_t *telling_encode(const struct telling *telling, bool leads)
{
    struct arena arena;
    struct item item;
    char *text;
    json_t *object = NULL;

    arena_init(&arena, 4 * EXCERPT_BYTES);
    item = item_reduce(&telling->item, &arena, leads);
    text = arena_status(&arena) == ERR_NONE ? item_to_text(&item) : NULL;
    if (text != NULL)
        object = json_pack("{s:s, s:s?, s:s?, s:s?, s:s?, s:I, s:o}", "feed", telling->feed_url,
                           "title", telling->feed_title, "name", telling->feed_name, "site",
                           telling->feed_site, "language", telling->language, "seen",
                           (json_int_t)telling->first_seen, "item", json_loads(text, 0, NULL));
    free(text);
    arena_release(&arena);
    return object;
}

static json_t *story_encode(const struct render_story *story)
{
    json_t *object = json_object(), *tellings = json_array();
    const size_t others =
        story->other_count < DIGEST_OTHERS_MAX ? story->other_count : DIGEST_OTHERS_MAX;
    const size_t unlisted = story->other_count - others + story->unlisted;
    bool failed =
        json_object_set_new(object, "node", json_sprintf("%" PRIu64, story->story->node)) != 0 ||
        json_array_append_new(tellings, telling_encode(story->lead, true)) != 0;

    for (size_t i = 0; i < others && !failed; i++)
        failed = json_array_append_new(tellings, telling_encode(story->others[i], false)) != 0;
    if (!failed && unlisted > 0)
        failed = json_object_set_new(object, "unlisted", json_integer((json_int_t)unlisted)) != 0;
    if (json_object_set_new(object, "tellings", tellings) == 0 && !failed)
        return object;
    json_decref(object);
    return NULL;
}

int digest_encode(char **ret, const struct render_story *stories, size_t count, struct error *err)
{
    json_t *root = json_object(), *list = json_array();
    bool failed = false;
    char *text = NULL;

    for (size_t i = 0; i < count && !failed; i++)
        failed = json_array_append_new(list, story_encode(&stories[i])) != 0;
    if (json_object_set_new(root, "stories", list) == 0 && !failed)
        text = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    if (text == NULL)
        return out_of_memory(err);
    *ret = text;
    return 0;
}

/* Reading. */

static int malformed(struct error *err)
{
    return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "a stored digest is damaged");
}

/* A copy of a text, NULL when there is none. */
static const char *text_of(struct arena *arena, const json_t *object, const char *name)
{
    return arena_strdup(arena, json_string_value(json_object_get(object, name)));
}

static int telling_decode(struct telling *ret, struct arena *arena, const json_t *object,
                          struct error *err)
{
    const json_t *seen = json_object_get(object, "seen"), *item = json_object_get(object, "item");

    memset(ret, 0, sizeof(*ret));
    ret->feed_url = text_of(arena, object, "feed");
    ret->feed_title = text_of(arena, object, "title");
    ret->feed_name = text_of(arena, object, "name");
    ret->feed_site = text_of(arena, object, "site");
    ret->language = text_of(arena, object, "language");
    ret->feed_updated = TIME_NONE;
    ret->first_seen = ret->changed = (int64_t)json_integer_value(seen);
    if (arena_status(arena) != ERR_NONE)
        return out_of_memory(err);
    if (ret->feed_url == NULL || !json_is_integer(seen) || !json_is_object(item))
        return malformed(err);
    return item_from_json(&ret->item, arena, item, err);
}

static int story_decode(struct render_story *ret, struct arena *arena, const json_t *object,
                        struct error *err)
{
    const json_t *tellings = json_object_get(object, "tellings"),
                 *unlisted = json_object_get(object, "unlisted");
    const char *node = json_string_value(json_object_get(object, "node"));
    const size_t count = json_array_size(tellings);
    struct story *story = arena_alloc(arena, sizeof(*story));
    int code = 0;

    if (node == NULL || count == 0 || count > DIGEST_OTHERS_MAX + 1 ||
        (unlisted != NULL && (!json_is_integer(unlisted) || json_integer_value(unlisted) < 0)))
        return malformed(err);
    if (story != NULL)
        story->tellings = arena_array(arena, count, sizeof(*story->tellings));
    ret->others = arena_array(arena, count, sizeof(const struct telling *));
    if (story == NULL || story->tellings == NULL || ret->others == NULL)
        return out_of_memory(err);
    story->node = strtoull(node, NULL, 10);
    story->telling_count = count;
    story->updated = TIME_NONE;
    ret->unlisted = (size_t)json_integer_value(unlisted);
    ret->story = story;
    ret->lead = &story->tellings[0];
    for (size_t i = 0; i < count && code == 0; i++) {
        code = telling_decode(&story->tellings[i], arena, json_array_get(tellings, i), err);
        if (i > 0)
            ret->others[ret->other_count++] = &story->tellings[i];
    }
    return code;
}

static int stories_decode(struct render_story **ret, size_t *ret_count, struct arena *arena,
                          const json_t *list, struct error *err)
{
    const size_t count = json_array_size(list);
    struct render_story *stories = arena_array(arena, count, sizeof(*stories));
    int code = 0;

    if (!json_is_array(list) || count > STORIES_MAX)
        return malformed(err);
    if (stories == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < count && code == 0; i++)
        code = story_decode(&stories[i], arena, json_array_get(list, i), err);
    *ret = stories;
    *ret_count = count;
    return code;
}

int digest_decode(struct render_story **ret, size_t *ret_count, struct arena *arena,
                  const char *text, struct error *err)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    int code = root == NULL
                   ? malformed(err)
                   : stories_decode(ret, ret_count, arena, json_object_get(root, "stories"), err);

    json_decref(root);
    return code;
}
