/* The Google Reader API: changes. */
#include "aggregator/base/clock.h"
#include "aggregator/reader/greader_parts.h"

#include <string.h>

/* What adding or removing a tag does; kept-unread is the opposite of read. */
static const struct {
    enum stream_kind tag;
    enum store_mark_kind mark;
    bool when_added;
} effects[] = {
    {STREAM_READ, STORE_MARK_READ, true},
    {STREAM_UNREAD, STORE_MARK_READ, false},
    {STREAM_STARRED, STORE_MARK_STARRED, true},
};

/* Reads one parameter "a" or "r". A tag without an effect is accepted, as the states are that some
 * clients set besides; a label is not, because it would be lost. */
static int tag_read(struct stream *ret, const char *text, struct error *err)
{
    if (!stream_read(ret, text) || ret->kind == STREAM_LABEL || ret->kind == STREAM_FEED)
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "only states can be set");
    return 0;
}

static int tag_apply(struct call *call, const struct stream *tag, bool added, const uint64_t *nodes,
                     size_t count, struct error *err)
{
    for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++)
        if (effects[i].tag == tag->kind && (added || tag->kind != STREAM_UNREAD))
            return store_mark_set(call->reader->store, call->user.id, effects[i].mark,
                                  effects[i].when_added == added, nodes, count, err);
    return 0;
}

/* Reads all parameters of this name; applies them unless nodes is NULL. */
static int tags_take(struct call *call, bool added, const uint64_t *nodes, size_t count,
                     struct error *err)
{
    const struct serve_request *request = call->request;
    struct stream tag;
    int code = 0;

    for (size_t i = 0; i < request->parameter_count && code == 0; i++) {
        if (strcmp(request->parameters[i].name, added ? "a" : "r") != 0 ||
            request->parameters[i].value[0] == '\0')
            continue;
        code = tag_read(&tag, request->parameters[i].value, err);
        if (code == 0 && nodes != NULL)
            code = tag_apply(call, &tag, added, nodes, count, err);
    }
    return code;
}

/* All tags are read before the first one is applied: half a change is worse than none. Removed tags
 * come first: some clients move an item from one state to the other in one request. */
int greader_edit_tag(struct call *call, struct error *err)
{
    uint64_t *nodes = NULL;
    size_t count = 0;
    int code = greader_nodes_read(&nodes, &count, call, err);

    if (code == 0)
        code = tags_take(call, false, NULL, 0, err);
    if (code == 0)
        code = tags_take(call, true, NULL, 0, err);
    if (code == 0)
        code = tags_take(call, false, nodes, count, err);
    if (code == 0)
        code = tags_take(call, true, nodes, count, err);
    if (code == 0)
        str_append(&call->reply->body, "OK");
    return code;
}

/* "ts" is in microseconds; a story that came later stays unread, because the user cannot have seen
 * it. */
static int latest_read(int64_t *ret, const struct call *call, struct error *err)
{
    const char *text = serve_parameter(call->request, "ts");
    int64_t number = 0;

    *ret = TIME_MAX;
    if (text == NULL || text[0] == '\0')
        return 0;
    if (!stream_number_read(&number, text))
        return error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter \"ts\"");
    if (number > 0)
        *ret = number > TIME_MAX ? number / 1000000 : number;
    return 0;
}

int greader_mark_all(struct call *call, struct error *err)
{
    const char *id = serve_parameter(call->request, "s");
    struct stream stream;
    uint64_t *nodes;
    int64_t latest;
    size_t count = 0;
    int code = latest_read(&latest, call, err);

    if (code == 0 && (id == NULL || !stream_read(&stream, id)))
        code = error_set(err, ERR_SYNTAX, SCOPE_ITEM, "malformed parameter \"s\"");
    if (code == 0)
        code = call_shelf(call, err);
    if (code != 0)
        return code;
    nodes = arena_array(&call->arena, call->shelf->entry_count, sizeof(*nodes));
    if (nodes == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
    for (size_t i = 0; i < call->shelf->entry_count; i++)
        if ((call->marks[i] & SHELF_READ) == 0 &&
            shelf_known_at(&call->shelf->entries[i], latest) &&
            shelf_in_stream(call->shelf, call->marks, i, &stream))
            nodes[count++] = call->shelf->entries[i].node;
    code = store_mark_set(call->reader->store, call->user.id, STORE_MARK_READ, true, nodes, count,
                          err);
    if (code == 0)
        str_append(&call->reply->body, "OK");
    return code;
}

int greader_refuse_change(struct call *call, struct error *err)
{
    (void)err;
    return call_refuse(call, 403, "The feeds and their folders are kept in feeds.yaml.\n");
}
