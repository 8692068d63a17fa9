#include "aggregator/reader/fever.h"

#include "aggregator/account/fever_key.h"
#include "aggregator/base/clock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { API_VERSION = 3, ITEMS_MOST = 50, STORY_BYTES = 512 * 1024 * 1024, TEXT_BYTES = 8 << 20 };

static bool asks(const struct call *call, const char *name)
{
    return serve_parameter(call->request, name) != NULL;
}

/* A folder's number, which must stay the same. */
static json_int_t group_id(const char *tag)
{
    const uint64_t bits = store_url_number(tag) & 0x3fffffff;

    return (json_int_t)bits + 1;
}

/* Groups. Each function that adds members returns 0, or not when out of memory. */

static json_t *feed_ids(const struct shelf *shelf, const char *tag)
{
    struct str text;
    json_t *value = NULL;

    str_init(&text, TEXT_BYTES);
    for (size_t i = 0; i < shelf->feed_count; i++)
        if (shelf_feed_has(&shelf->feeds[i], tag))
            str_appendf(&text, "%s%" PRIu64, text.length > 0 ? "," : "", shelf->feeds[i].id);
    if (str_status(&text) == ERR_NONE)
        value = json_string(text.text);
    str_release(&text);
    return value;
}

/* Adds the groups, or which feeds are in them. */
static int groups_add(json_t *list, const struct shelf *shelf, bool with_feeds)
{
    int failed = 0;

    for (size_t i = 0; i < shelf->feed_count; i++)
        for (size_t k = 0; k < shelf->feeds[i].tag_count && failed == 0; k++) {
            const char *tag = shelf->feeds[i].tags[k];

            if (shelf_tag_is_first(shelf, i, k))
                failed = json_array_append_new(
                    list, with_feeds ? json_pack("{s:I, s:o}", "group_id", group_id(tag),
                                                 "feed_ids", feed_ids(shelf, tag))
                                     : json_pack("{s:I, s:s}", "id", group_id(tag), "title", tag));
        }
    return failed;
}

static int feeds_groups_tell(json_t *answer, const struct shelf *shelf)
{
    json_t *list = json_array();
    int failed = groups_add(list, shelf, true);

    return json_object_set_new(answer, "feeds_groups", list) != 0 || failed != 0;
}

static int groups_tell(json_t *answer, struct call *call, struct error *err)
{
    json_t *list = json_array();
    int failed = groups_add(list, call->shelf, false);

    (void)err;
    return json_object_set_new(answer, "groups", list) != 0 || failed != 0 ||
           feeds_groups_tell(answer, call->shelf) != 0;
}

static int feeds_tell(json_t *answer, struct call *call, struct error *err)
{
    json_t *list = json_array();
    int failed = 0;

    (void)err;
    for (size_t i = 0; i < call->shelf->feed_count && failed == 0; i++) {
        const struct shelf_feed *feed = &call->shelf->feeds[i];

        failed = json_array_append_new(
            list,
            json_pack("{s:I, s:i, s:s, s:s, s:s, s:i, s:I}", "id", (json_int_t)feed->id,
                      "favicon_id", 0, "title", feed->title, "url",
                      feed->open_url != NULL ? feed->open_url : "", "site_url",
                      feed->site != NULL ? feed->site : "", "is_spark", 0, "last_updated_on_time",
                      (json_int_t)(feed->success != TIME_NONE ? feed->success : 0)));
    }
    return json_object_set_new(answer, "feeds", list) != 0 || failed != 0 ||
           feeds_groups_tell(answer, call->shelf) != 0;
}

static int nothing_tell(json_t *answer, const char *name)
{
    return json_object_set_new(answer, name, json_array());
}

static int favicons_tell(json_t *answer, struct call *call, struct error *err)
{
    (void)call, (void)err;
    return nothing_tell(answer, "favicons");
}

static int links_tell(json_t *answer, struct call *call, struct error *err)
{
    (void)call, (void)err;
    return nothing_tell(answer, "links");
}

/* Items. Their ids must grow with time, so they are the serial numbers of the stories. */

struct fever_item {
    const struct shelf_story *story;
};

static int serial_compare(const void *one, const void *other)
{
    const int64_t a = ((const struct fever_item *)one)->story->head.serial,
                  b = ((const struct fever_item *)other)->story->head.serial;

    return a < b ? -1 : a > b;
}

/* The stories that are shown, by serial number, in the arena of the call; NULL when out of
 * memory. */
static struct fever_item *items_order(size_t *ret_count, struct call *call)
{
    const struct shelf *shelf = call->shelf;
    struct fever_item *items = arena_array(&call->arena, shelf->story_count, sizeof(*items));

    *ret_count = 0;
    for (size_t i = 0; i < shelf->story_count && items != NULL; i++)
        if (shelf->stories[i].feed != SHELF_HIDDEN)
            items[(*ret_count)++].story = &shelf->stories[i];
    if (*ret_count > 1)
        qsort(items, *ret_count, sizeof(*items), serial_compare);
    return items;
}

/* Appends an item, unless its story has left meanwhile. */
static int item_add(json_t *list, struct call *call, const struct shelf_story *story,
                    struct error *err)
{
    const unsigned char marks = call->marks[story->at];
    struct render_view view;
    struct arena arena;
    int code;

    arena_init(&arena, STORY_BYTES);
    code = call_view(&view, call, &arena, story->head.node, err);
    if (code == 0 &&
        json_array_append_new(list, json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:i, s:i, s:I}", "id",
                                              (json_int_t)story->head.serial, "feed_id",
                                              (json_int_t)call->shelf->feeds[story->feed].id,
                                              "title", view.title, "author", view.author, "html",
                                              view.html, "url", view.link != NULL ? view.link : "",
                                              "is_saved", (marks & SHELF_STARRED) != 0, "is_read",
                                              (marks & SHELF_READ) != 0, "created_on_time",
                                              (json_int_t)view.published)) != 0)
        code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    arena_release(&arena);
    if (code == ERR_ABSENT && err != NULL)
        err->code = ERR_NONE;
    return code == ERR_ABSENT ? 0 : code;
}

static bool number_read(int64_t *ret, const struct call *call, const char *name)
{
    const char *text = serve_parameter(call->request, name);

    return text != NULL && stream_number_read(ret, text);
}

/* The place of the first story whose number is greater. */
static size_t place_after(const struct fever_item *items, size_t count, int64_t serial)
{
    size_t at = 0;

    while (at < count && items[at].story->head.serial <= serial)
        at++;
    return at;
}

/* "with_ids": "7,9"; what is no number, or is not shown, is left out. */
static int items_by_id(json_t *list, struct call *call, const struct fever_item *items,
                       size_t count, const char *ids, struct error *err)
{
    int code = 0;

    for (size_t taken = 0; *ids != '\0' && taken < ITEMS_MOST && code == 0; taken++) {
        const int64_t serial = strtoll(ids, NULL, 10);
        const size_t at = serial > 0 ? place_after(items, count, serial - 1) : count;

        if (at < count && items[at].story->head.serial == serial)
            code = item_add(list, call, items[at].story, err);
        ids += strcspn(ids, ",");
        ids += *ids == ',';
    }
    return code;
}

/* After "since_id", oldest first; before "max_id", newest first; else from the oldest. */
static int items_add(json_t *list, struct call *call, const struct fever_item *items, size_t count,
                     struct error *err)
{
    const char *ids = serve_parameter(call->request, "with_ids");
    int64_t number = 0;
    size_t at;
    int code = 0;

    if (ids != NULL)
        return items_by_id(list, call, items, count, ids, err);
    if (number_read(&number, call, "max_id") && number > 0) {
        at = place_after(items, count, number - 1);
        for (size_t i = 0; i < ITEMS_MOST && at > 0 && code == 0; i++)
            code = item_add(list, call, items[--at].story, err);
        return code;
    }
    number = 0;
    number_read(&number, call, "since_id");
    at = place_after(items, count, number);
    for (size_t i = 0; i < ITEMS_MOST && at < count && code == 0; i++)
        code = item_add(list, call, items[at++].story, err);
    return code;
}

static int items_tell(json_t *answer, struct call *call, struct error *err)
{
    json_t *list = json_array();
    size_t count;
    const struct fever_item *items = items_order(&count, call);
    int code = items != NULL ? items_add(list, call, items, count, err) : ERR_MEMORY;

    return json_object_set_new(answer, "items", list) != 0 || code != 0 ||
           json_object_set_new(answer, "total_items", json_integer((json_int_t)count)) != 0;
}

/* "7,9": the ids of the items with these bits of their marks equal to value. */
static int ids_tell(json_t *answer, const char *name, struct call *call, unsigned char bits,
                    unsigned char value)
{
    struct str text;
    size_t count;
    const struct fever_item *items = items_order(&count, call);
    int failed = items == NULL;

    str_init(&text, TEXT_BYTES);
    for (size_t i = 0; i < count && !failed; i++)
        if ((call->marks[items[i].story->at] & bits) == value)
            str_appendf(&text, "%s%" PRId64, text.length > 0 ? "," : "",
                        items[i].story->head.serial);
    failed = failed || str_status(&text) != ERR_NONE ||
             json_object_set_new(answer, name, json_string(text.text)) != 0;
    str_release(&text);
    return failed;
}

static int unread_tell(json_t *answer, struct call *call, struct error *err)
{
    (void)err;
    return ids_tell(answer, "unread_item_ids", call, SHELF_READ, 0);
}

static int saved_tell(json_t *answer, struct call *call, struct error *err)
{
    (void)err;
    return ids_tell(answer, "saved_item_ids", call, SHELF_STARRED, SHELF_STARRED);
}

/* Changes. */

static const struct change {
    const char *as;
    enum store_mark_kind kind;
    bool on;
    int (*tell)(json_t *answer, struct call *call, struct error *err); /* what may have changed */
} changes[] = {
    {"read", STORE_MARK_READ, true, unread_tell},
    {"unread", STORE_MARK_READ, false, unread_tell},
    {"saved", STORE_MARK_STARRED, true, saved_tell},
    {"unsaved", STORE_MARK_STARRED, false, saved_tell},
};

static const struct change *change_find(const struct call *call)
{
    const char *as = serve_parameter(call->request, "as");

    for (size_t i = 0; as != NULL && i < sizeof(changes) / sizeof(changes[0]); i++)
        if (strcmp(changes[i].as, as) == 0)
            return &changes[i];
    return NULL;
}

static bool group_has(const struct shelf_feed *feed, int64_t group)
{
    for (size_t i = 0; i < feed->tag_count; i++)
        if (group_id(feed->tags[i]) == group)
            return true;
    return group == 0; /* the group of all */
}

/* Whether a change applies to a story: to an item, or to what a feed or group had at a time. */
static bool is_meant(const struct call *call, const struct shelf_story *story, const char *what,
                     int64_t id, int64_t before)
{
    const struct shelf_feed *feed = &call->shelf->feeds[story->feed];

    if (strcmp(what, "item") == 0)
        return story->head.serial == id;
    if (!shelf_known_at(&call->shelf->entries[story->at], before))
        return false;
    return strcmp(what, "feed") == 0 ? (int64_t)feed->id == id
                                     : strcmp(what, "group") == 0 && group_has(feed, id);
}

/* Without "before", a feed or group is marked as a whole. */
static int change_apply(struct call *call, const char *what, const struct change *change,
                        struct error *err)
{
    const struct shelf *shelf = call->shelf;
    uint64_t *nodes = arena_array(&call->arena, shelf->story_count, sizeof(*nodes));
    int64_t id = -1, before = TIME_MAX;
    size_t count = 0;
    int code;

    if (nodes == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    if (number_read(&id, call, "id"))
        number_read(&before, call, "before");
    for (size_t i = 0; i < shelf->story_count && id >= 0; i++)
        if (shelf->stories[i].feed != SHELF_HIDDEN &&
            is_meant(call, &shelf->stories[i], what, id, before))
            nodes[count++] = shelf->stories[i].head.node;
    code = store_mark_set(call->reader->store, call->user.id, change->kind, change->on, nodes,
                          count, err);
    return code != 0 ? code : call_shelf(call, err); /* with the new marks */
}

static const struct {
    const char *name;
    int (*tell)(json_t *answer, struct call *call, struct error *err);
} members[] = {
    {"groups", groups_tell},        {"feeds", feeds_tell}, {"favicons", favicons_tell},
    {"items", items_tell},          {"links", links_tell}, {"unread_item_ids", unread_tell},
    {"saved_item_ids", saved_tell},
};

static int members_tell(json_t *answer, struct call *call, const struct change *change,
                        struct error *err)
{
    int failed = change != NULL ? change->tell(answer, call, err) : 0;

    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && failed == 0; i++)
        if (asks(call, members[i].name))
            failed = members[i].tell(answer, call, err);
    return failed;
}

/* Changes need a POST, as the key does. */
static int fever_respond(struct call *call, struct error *err)
{
    const char *what = serve_parameter(call->request, "mark");
    const struct change *change = what != NULL ? change_find(call) : NULL;
    int64_t last = TIME_NONE;
    json_t *answer;
    int code = call_shelf(call, err);

    if (code == 0 && change != NULL)
        code = change_apply(call, what, change, err);
    if (code == 0)
        code = store_run_last(&last, call->reader->store, err);
    if (code != 0)
        return code;
    answer = json_pack("{s:i, s:i, s:I}", "api_version", API_VERSION, "auth", 1,
                       "last_refreshed_on_time", (json_int_t)(last != TIME_NONE ? last : 0));
    if (answer != NULL && members_tell(answer, call, change, err) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    return call_answer(call, answer, err);
}

unsigned fever_methods(const char *path)
{
    (void)path;
    return SERVE_GET | SERVE_POST;
}

int fever_answer(struct call *call, struct error *err)
{
    unsigned char hash[FEVER_HASH_BYTES];
    const char *key = serve_body_parameter(call->request, "api_key");
    int code = ERR_ABSENT;

    if (key != NULL && fever_key_hash(hash, key))
        code = store_fever_find(&call->user, call->reader->store, &call->arena, hash, err);
    if (code == 0)
        return fever_respond(call, err);
    if (code != ERR_ABSENT)
        return code;
    if (err != NULL)
        err->code = ERR_NONE;
    return call_answer(call, json_pack("{s:i, s:i}", "api_version", API_VERSION, "auth", 0), err);
}
