/* The Google Reader API: items, by stream or by id. */
#include "aggregator/base/clock.h"
#include "aggregator/reader/greader_parts.h"
#include "aggregator/reader/item_id.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    IDS_USUAL = 20,
    IDS_MOST = 10000,
    CONTENTS_USUAL = 20,
    CONTENTS_MOST = 1000,
};

static const char reading_list[] = "user/-/state/com.google/reading-list";

/* Chooses the entries; the stream is named by the path, or by "s". */
static int entries_choose(uint32_t **ret, size_t *ret_count, bool *ret_more, struct call *call,
                          const char *id, size_t usual, size_t most, struct error *err)
{
    struct stream_query query;
    int code = stream_query_read(&query, call->request, id, usual, most, err);

    if (code == 0)
        code = call_shelf(call, err);
    return code != 0 ? code
                     : shelf_query(ret, ret_count, ret_more, call->shelf, call->marks, &query,
                                   &call->arena, err);
}

/* Adds the parameter for the next page. */
static int continuation_add(json_t *answer, const char *text)
{
    return json_object_set_new(answer, "continuation", json_string(text));
}

/* The next page begins after this entry. */
static int entry_continue(json_t *answer, const struct shelf_entry *last)
{
    char text[STREAM_CONTINUATION_SIZE];

    stream_continuation(text, last->seen, last->node);
    return continuation_add(answer, text);
}

static json_t *reference(struct call *call, const struct shelf_entry *entry)
{
    const struct shelf_feed *feed = &call->shelf->feeds[entry->feed];
    char id[ITEM_ID_SHORT_SIZE];

    item_id_short(id, entry->node);
    return json_pack("{s:s, s:[s], s:o}", "id", id, "directStreamIds",
                     arena_printf(&call->arena, "feed/%" PRIu64, feed->id), "timestampUsec",
                     call_number_text(entry->seen * 1000000));
}

int greader_item_ids(struct call *call, struct error *err)
{
    uint32_t *chosen = NULL;
    size_t count = 0;
    bool more = false;
    json_t *list, *answer;
    int failed = 0;
    int code = entries_choose(&chosen, &count, &more, call, NULL, IDS_USUAL, IDS_MOST, err);

    if (code != 0)
        return code;
    list = json_array();
    for (size_t i = 0; i < count && failed == 0; i++)
        failed = json_array_append_new(list, reference(call, &call->shelf->entries[chosen[i]]));
    answer = json_pack("{s:o}", "itemRefs", list);
    if (answer != NULL && more && failed == 0)
        failed = entry_continue(answer, &call->shelf->entries[chosen[count - 1]]);
    if (failed != 0) {
        json_decref(answer);
        answer = NULL;
    }
    return call_answer(call, answer, err);
}

static int text_add(json_t *list, const char *text)
{
    return json_array_append_new(list, json_string(text));
}

const char *greader_title(const struct call *call, const char *id)
{
    struct stream stream = {.kind = STREAM_ALL};

    if (stream_read(&stream, id) && stream.kind == STREAM_LABEL)
        return stream.label;
    for (size_t i = 0; i < call->shelf->feed_count && stream.kind == STREAM_FEED; i++)
        if (call->shelf->feeds[i].id == stream.feed)
            return call->shelf->feeds[i].title;
    return "headwater";
}

void greader_states(const char *ret[GREADER_STATES], const struct call *call, size_t at)
{
    ret[0] = reading_list;
    ret[1] = (call->marks[at] & SHELF_READ) != 0 ? "user/-/state/com.google/read" : NULL;
    ret[2] = (call->marks[at] & SHELF_STARRED) != 0 ? "user/-/state/com.google/starred" : NULL;
}

static json_t *categories(struct call *call, size_t at)
{
    const struct shelf_feed *feed = &call->shelf->feeds[call->shelf->entries[at].feed];
    const char *states[GREADER_STATES];
    json_t *list = json_array();
    int failed = 0;

    greader_states(states, call, at);
    for (size_t i = 0; i < GREADER_STATES && failed == 0; i++)
        failed = states[i] != NULL ? text_add(list, states[i]) : 0;
    for (size_t i = 0; i < feed->tag_count && failed == 0; i++)
        failed = text_add(list, arena_printf(&call->arena, "user/-/label/%s", feed->tags[i]));
    if (failed == 0)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *enclosures(const struct render_view *view)
{
    json_t *list = json_array();

    for (size_t i = 0; i < view->enclosure_count; i++) {
        const struct render_enclosure *enclosure = &view->enclosures[i];
        const int64_t length = enclosure->length != NULL ? strtoll(enclosure->length, NULL, 10) : 0;
        json_t *object =
            json_pack("{s:s, s:s}", "href", enclosure->url, "type",
                      enclosure->type != NULL ? enclosure->type : "application/octet-stream");

        if (length > 0 && object != NULL)
            json_object_set_new(object, "length", json_integer((json_int_t)length));
        if (json_array_append_new(list, object) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* The address of the page, as the protocol has it; without one, an empty list. */
static json_t *page(const struct render_view *view)
{
    return view->link != NULL ? json_pack("[{s:s, s:s}]", "href", view->link, "type", "text/html")
                              : json_array();
}

static json_t *item_build(struct call *call, size_t at, const struct render_view *view)
{
    const struct shelf_entry *entry = &call->shelf->entries[at];
    const struct shelf_feed *feed = &call->shelf->feeds[entry->feed];
    char id[ITEM_ID_LONG_SIZE];

    item_id_long(id, entry->node);
    return json_pack(
        "{s:s, s:o, s:o, s:I, s:I, s:s, s:o, s:o, s:o, s:{s:s, s:s, s:s}, s:{s:s, s:s}, s:s, s:o}",
        "id", id, "crawlTimeMsec", call_number_text(entry->seen * 1000), "timestampUsec",
        call_number_text(entry->seen * 1000000), "published", (json_int_t)view->published,
        "updated", (json_int_t)view->updated, "title", view->title, "canonical", page(view),
        "alternate", page(view), "categories", categories(call, at), "origin", "streamId",
        arena_printf(&call->arena, "feed/%" PRIu64, feed->id), "title", feed->title, "htmlUrl",
        feed->site != NULL ? feed->site : "", "summary", "direction", "ltr", "content", view->html,
        "author", view->author, "enclosure", enclosures(view));
}

/* Appends an item, unless its story has left meanwhile. */
static int item_add(json_t *list, size_t *size, struct call *call, struct arena *arena, size_t at,
                    struct error *err)
{
    struct render_view view;
    int code = call_view(&view, call, arena, call->shelf->entries[at].node, err);

    if (code == ERR_ABSENT) {
        if (err != NULL)
            err->code = ERR_NONE;
        return 0;
    }
    if (code != 0)
        return code;
    *size += strlen(view.html);
    return json_array_append_new(list, item_build(call, at, &view)) == 0
               ? 0
               : error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
}

/* Appends items until the answer is large enough. *count: how many were taken. */
static int items_add(json_t *list, size_t *count, struct call *call, const uint32_t *chosen,
                     struct error *err)
{
    struct arena arena;
    size_t size = 0, taken = 0;
    int code = 0;

    arena_init(&arena, GREADER_STORY_BYTES);
    while (taken < *count && size < GREADER_CONTENTS_BYTES && code == 0) {
        code = item_add(list, &size, call, &arena, chosen[taken++], err);
        arena_reset(&arena);
    }
    arena_release(&arena);
    *count = taken;
    return code;
}

/* *count: how many items were chosen; then how many of them the answer has. *ret is NULL when it
 * could not be allocated. */
static int contents_build(json_t **ret, size_t *count, struct call *call, const char *id,
                          const uint32_t *chosen, struct error *err)
{
    json_t *list = json_array();
    int code = items_add(list, count, call, chosen, err);

    if (code != 0) {
        json_decref(list);
        return code;
    }
    *ret = json_pack("{s:s, s:s, s:s, s:I, s:o}", "direction", "ltr", "id", id, "title",
                     greader_title(call, id), "updated", (json_int_t)call->reader->now(), "items",
                     list);
    return 0;
}

int greader_contents_choose(uint32_t **ret, size_t *ret_count, bool *ret_more, const char **ret_id,
                            struct call *call, const char *path, struct error *err)
{
    const char *at = strstr(call->path, path), *id = at != NULL ? at + strlen(path) : NULL;
    int code;

    if (id != NULL && id[0] == '\0')
        id = NULL;
    code = entries_choose(ret, ret_count, ret_more, call, id, CONTENTS_USUAL, CONTENTS_MOST, err);
    if (id == NULL)
        id = serve_parameter(call->request, "s");
    *ret_id = id != NULL ? id : reading_list;
    return code;
}

int greader_contents(struct call *call, struct error *err)
{
    uint32_t *chosen = NULL;
    const char *id = NULL;
    size_t asked = 0, count;
    bool more = false;
    json_t *answer = NULL;
    int code = greader_contents_choose(&chosen, &asked, &more, &id, call, "stream/contents/", err);

    count = asked;
    if (code == 0)
        code = contents_build(&answer, &count, call, id, chosen, err);
    if (code != 0)
        return code;
    if (answer != NULL && (more || count < asked) &&
        entry_continue(answer, &call->shelf->entries[chosen[count - 1]]) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    return call_answer(call, answer, err);
}

int greader_nodes_read(uint64_t **ret, size_t *ret_count, struct call *call, struct error *err)
{
    const struct serve_request *request = call->request;
    uint64_t *nodes = arena_array(&call->arena, request->parameter_count, sizeof(*nodes));

    if (nodes == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    *ret_count = 0;
    for (size_t i = 0; i < request->parameter_count; i++)
        if (strcmp(request->parameters[i].name, "i") == 0 &&
            !item_id_read(&nodes[(*ret_count)++], request->parameters[i].value))
            return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed item id");
    *ret = nodes;
    return 0;
}

/* "c": how many of the ids earlier answers were about. */
static int done_read(size_t *ret, const struct call *call, size_t count, struct error *err)
{
    const char *text = serve_parameter(call->request, "c");
    int64_t number = 0;

    if (text != NULL && text[0] != '\0' && !stream_number_read(&number, text))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter \"c\"");
    *ret = (uint64_t)number < count ? (size_t)number : count;
    return 0;
}

/* The entries of ids, and the place of each among the ids. An id of a story that was merged gives
 * the story it is in now; an id of a story that is no longer shown gives nothing. */
static int nodes_find(uint32_t *chosen, size_t *places, size_t *ret_found, struct call *call,
                      const uint64_t *nodes, size_t from, size_t count, struct error *err)
{
    size_t found = 0;
    int code = 0;

    for (size_t i = from; i < count && code == 0; i++) {
        uint64_t node = nodes[i];

        code = store_node_resolve(&node, call->reader->store, node, err);
        chosen[found] = (uint32_t)shelf_find(call->shelf, node);
        places[found] = i;
        found += chosen[found] < call->shelf->entry_count;
    }
    *ret_found = found;
    return code;
}

/* Answers the ids from this place on. What does not fit is for the next answer, which begins at
 * the first id without one. */
static int nodes_answer(struct call *call, const uint64_t *nodes, size_t from, size_t count,
                        struct error *err)
{
    uint32_t *chosen = arena_array(&call->arena, count, sizeof(*chosen));
    size_t *places = arena_array(&call->arena, count, sizeof(*places));
    size_t found = 0, taken;
    json_t *answer = NULL;
    int code;

    if (nodes == NULL || chosen == NULL || places == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    code = nodes_find(chosen, places, &found, call, nodes, from, count, err);
    taken = found;
    if (code == 0)
        code = contents_build(&answer, &taken, call, reading_list, chosen, err);
    if (code != 0)
        return code;
    if (answer != NULL && taken < found &&
        continuation_add(answer, arena_printf(&call->arena, "%zu", places[taken])) != 0) {
        json_decref(answer);
        answer = NULL;
    }
    return call_answer(call, answer, err);
}

int greader_items(struct call *call, struct error *err)
{
    uint64_t *nodes = NULL;
    size_t count = 0, done = 0;
    int code = greader_nodes_read(&nodes, &count, call, err);

    if (code == 0 && count > CONTENTS_MOST)
        code = error_set(err, ERR_LIMIT, SCOPE_ITEM, "more than %d items", CONTENTS_MOST);
    if (code == 0)
        code = done_read(&done, call, count, err);
    if (code == 0)
        code = call_shelf(call, err);
    return code != 0 ? code : nodes_answer(call, nodes, done, count, err);
}
