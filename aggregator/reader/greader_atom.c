/* The Google Reader API: a stream as an Atom document (RFC 4287), with the states of its items as
 * categories. */
#include "aggregator/base/clock.h"
#include "aggregator/reader/greader_parts.h"
#include "aggregator/reader/item_id.h"
#include "aggregator/render/markup.h"

#include <inttypes.h>
#include <string.h>

static void time_append(struct str *into, const char *name, int64_t time)
{
    char text[CLOCK_TEXT_SIZE];

    clock_format_rfc3339(time, text);
    markup_element(into, name, text);
}

static void category_append(struct str *into, const char *term, const char *label)
{
    str_append(into, "<category");
    markup_attribute(into, "term", term);
    markup_attribute(into, "scheme", "http://www.google.com/reader/");
    markup_attribute(into, "label", label);
    str_append(into, "/>\n");
}

/* newsboat takes "read" and "fresh" for what the user has read or not. */
static void categories_append(struct str *into, const struct call *call, size_t at,
                              const struct shelf_feed *feed, struct arena *arena)
{
    const char *states[GREADER_STATES];

    greader_states(states, call, at);
    for (size_t i = 0; i < GREADER_STATES; i++)
        if (states[i] != NULL)
            category_append(into, states[i], strrchr(states[i], '/') + 1);
    if ((call->marks[at] & SHELF_READ) == 0)
        category_append(into, "user/-/state/com.google/fresh", "fresh");
    for (size_t i = 0; i < feed->tag_count; i++)
        category_append(into, arena_printf(arena, "user/-/label/%s", feed->tags[i]), feed->tags[i]);
}

static void link_append(struct str *into, const char *rel, const char *href, const char *type,
                        const char *length)
{
    if (href == NULL)
        return;
    str_append(into, "<link");
    markup_attribute(into, "rel", rel);
    markup_attribute(into, "href", href);
    markup_attribute(into, "type", type);
    markup_attribute(into, "length", length);
    str_append(into, "/>\n");
}

static void html_append(struct str *into, const char *name, const char *html)
{
    str_appendf(into, "<%s type=\"html\">", name);
    markup_escape(into, html);
    str_appendf(into, "</%s>\n", name);
}

static void source_append(struct str *into, const struct shelf_feed *feed)
{
    str_appendf(into, "<source gr:stream-id=\"feed/%" PRIu64 "\">\n<id>", feed->id);
    str_appendf(into, "tag:google.com,2005:reader/feed/%" PRIu64 "</id>\n", feed->id);
    markup_element(into, "title", feed->title);
    link_append(into, "alternate", feed->site, "text/html", NULL);
    str_append(into, "</source>\n");
}

static void entry_append(struct str *into, const struct call *call, size_t at,
                         const struct render_view *view, struct arena *arena)
{
    const struct shelf_entry *entry = &call->shelf->entries[at];
    const struct shelf_feed *feed = &call->shelf->feeds[entry->feed];
    char id[ITEM_ID_LONG_SIZE];

    item_id_long(id, entry->node);
    str_appendf(into, "<entry gr:crawl-timestamp-msec=\"%" PRId64 "\">\n", entry->seen * 1000);
    markup_element(into, "id", id);
    categories_append(into, call, at, feed, arena);
    html_append(into, "title", view->title);
    time_append(into, "published", view->published);
    time_append(into, "updated", view->updated);
    link_append(into, "alternate", view->link, "text/html", NULL);
    for (size_t i = 0; i < view->enclosure_count; i++)
        link_append(into, "enclosure", view->enclosures[i].url, view->enclosures[i].type,
                    view->enclosures[i].length);
    html_append(into, "content", view->html);
    str_append(into, "<author>\n");
    markup_element(into, "name", view->author);
    str_append(into, "</author>\n");
    source_append(into, feed);
    str_append(into, "</entry>\n");
}

/* *count: how many were taken. */
static int entries_append(struct str *into, size_t *count, const struct call *call,
                          const uint32_t *chosen, struct error *err)
{
    struct arena arena;
    size_t taken = 0;
    int code = 0;

    arena_init(&arena, GREADER_STORY_BYTES);
    while (taken < *count && into->length < GREADER_CONTENTS_BYTES && code == 0) {
        const size_t at = chosen[taken++];
        struct render_view view;

        code = call_view(&view, call, &arena, call->shelf->entries[at].node, err);
        if (code == 0)
            entry_append(into, call, at, &view, &arena);
        else if (code == ERR_ABSENT) /* it has left meanwhile */
            code = 0;
        if (code == 0 && arena_status(&arena) != ERR_NONE)
            code = error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory answering");
        arena_reset(&arena);
    }
    arena_release(&arena);
    if (code == 0 && err != NULL)
        err->code = ERR_NONE;
    *count = taken;
    return code;
}

int greader_atom(struct call *call, struct error *err)
{
    struct str *into = &call->reply->body;
    uint32_t *chosen = NULL;
    const char *id = NULL;
    size_t count = 0, asked;
    bool more = false;
    char next[STREAM_CONTINUATION_SIZE];
    int code = greader_contents_choose(&chosen, &count, &more, &id, call, "/reader/atom/", err);

    if (code != 0)
        return code;
    call->reply->media_type = "application/atom+xml; charset=utf-8";
    str_append(into, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                     "xmlns:gr=\"http://www.google.com/schemas/reader/atom/\">\n");
    markup_element(into, "id", arena_printf(&call->arena, "tag:google.com,2005:reader/%s", id));
    markup_element(into, "title", greader_title(call, id));
    time_append(into, "updated", call->reader->now());
    asked = count;
    code = entries_append(into, &count, call, chosen, err);
    if (code == 0 && (more || count < asked)) {
        const struct shelf_entry *last = &call->shelf->entries[chosen[count - 1]];

        stream_continuation(next, last->seen, last->node);
        markup_element(into, "gr:continuation", next);
    }
    str_append(into, "</feed>\n");
    return code;
}
