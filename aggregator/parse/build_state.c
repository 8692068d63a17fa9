#include "aggregator/parse/build_state.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"

#include <string.h>

int build_open(struct build_state *ret, const struct parse_request *request,
               struct document *document, struct arena *arena, struct parse_report *report,
               struct error *err)
{
    const char *base = request->url;

    ret->request = request;
    ret->report = report;
    ret->document = document;
    ret->arena = arena;
    ret->err = err;
    arena_init(&ret->item_arena, PARSE_ITEM_BYTES_MAX);
    str_init(&ret->text, PARSE_TEXT_BYTES_MAX);
    if (request->content_location != NULL) {
        const char *located = url_join(arena, request->url, request->content_location);

        base = located != NULL && url_is_http(located) ? located : base;
    }
    ret->frames[0].base = base;
    ret->frames[0].lang = build_language(ret, request->content_language);
    document->language = ret->frames[0].lang;
    document->updated = TIME_NONE;
    document->published = TIME_NONE;
    return 0;
}

void build_close(struct build_state *build)
{
    arena_release(&build->item_arena);
    str_release(&build->text);
}

struct frame *build_frame(struct build_state *build)
{
    return &build->frames[build->depth];
}

struct arena *build_arena(struct build_state *build)
{
    const enum field_owner owner = build_frame(build)->owner;

    return owner == OWNER_ENTRY || owner == OWNER_ORIGIN ? &build->item_arena : build->arena;
}

/* An item that exceeds its arena is skipped; out of memory stops the document. */
static void memory_check(struct build_state *b)
{
    if (arena_status(&b->item_arena) == ERR_LIMIT)
        b->item_large = true;
    else if (b->code == 0 && arena_status(&b->item_arena) == ERR_MEMORY)
        b->code = error_set(b->err, ERR_MEMORY, SCOPE_FEED, "out of memory for an item");
    else if (b->code == 0 && arena_status(b->arena) != ERR_NONE)
        b->code = error_set(b->err, ERR_MEMORY, SCOPE_FEED, "out of memory for the feed's header");
}

const char *build_keep(struct build_state *build, const char *text, size_t length)
{
    const char *copy = arena_strndup(build_arena(build), text, length);

    if (copy == NULL)
        memory_check(build);
    return copy;
}

void *build_list_grow(struct build_state *build, void *list, size_t count, size_t size)
{
    void *grown;

    if (count >= PARSE_LIST_MAX) {
        report_add(build->report, WARN_LIST_LONG, NULL);
        return NULL;
    }
    grown = arena_grow(build_arena(build), list, count, size);
    if (grown == NULL)
        memory_check(build);
    return grown;
}

const char *build_attribute(struct build_state *build, const struct xml_element *element,
                            enum tag_namespace ns, const char *name)
{
    const struct xml_attribute *a = element_attribute_find(element, ns, name);

    return a != NULL ? build_keep(build, a->value, (size_t)(a->end - a->value)) : NULL;
}

const char *build_resolve(struct build_state *build, const struct frame *frame, const char *text)
{
    const char *resolved;

    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
        return NULL;
    resolved = url_join(build_arena(build), frame->base, text);
    if (resolved == NULL)
        memory_check(build);
    return resolved;
}

int64_t build_date(struct build_state *build, const char *text)
{
    const struct document *document = build->document;
    int64_t time;

    build->dates.language =
        document->language != NULL ? document->language : build_frame(build)->lang;
    build->dates.url = url_is_http(document->link) ? document->link : build->request->url;
    time = date_parse_within(text, &build->dates);
    if (time == TIME_NONE)
        report_add(build->report, WARN_DATE, text);
    return time;
}

bool build_claims(struct build_state *build, const struct frame *frame, bool replace)
{
    unsigned char *slot = frame->owner == OWNER_ENTRY
                              ? &build->item_priority[frame->tag->field]
                              : &build->document_priority[frame->tag->field];
    const bool foreign = frame > build->frames && frame[-1].tag == NULL && build->depth > 3;
    const unsigned char priority = foreign ? 1 : frame->tag->priority;

    if (priority < *slot || (priority == *slot && !replace))
        return false;
    *slot = priority;
    return true;
}

const char *build_language(struct build_state *build, const char *name)
{
    char *tag;

    if (name == NULL || name[0] == '\0' || strlen(name) > PARSE_LANGUAGE_BYTES_MAX)
        return NULL;
    if (strchr(name, '_') == NULL)
        return name;
    tag = (char *)(uintptr_t)build_keep(build, name, strlen(name));
    for (char *c = tag; c != NULL && (c = strchr(c, '_')) != NULL;)
        *c = '-';
    return tag;
}

void build_item_begin(struct build_state *build)
{
    arena_reset(&build->item_arena);
    memset(&build->item, 0, sizeof(build->item));
    memset(build->item_priority, 0, sizeof(build->item_priority));
    build->item.published = TIME_NONE;
    build->item.updated = TIME_NONE;
    build->item_large = false;
    build->item_said = false;
    build->item_open = true;
    build->explicit_language = false;
    build->blank_language = false;
    build->person = NULL;
    build->origin_authors = NULL;
    build->origin_author_count = 0;
    build->pictures = NULL;
    build->picture_count = 0;
    build->picture_open = 0;
    build->group_open = 0;
    build->category_mark = 0;
    build->link = (struct link){.rel = NULL};
    build->original_enclosure = NULL;
}

void build_item_deliver(struct build_state *build)
{
    const struct parse_request *request = build->request;
    struct item *item = &build->item;

    memory_check(build);
    build->item_open = false;
    if (build->item_large)
        report_add(build->report, WARN_ITEM_LARGE, NULL);
    else if (!build->item_said)
        report_add(build->report, WARN_ITEM_EMPTY, NULL);
    else if (build->cut && item->id == NULL && item->link == NULL)
        report_add(build->report, WARN_ITEM_CUT, NULL);
    else if (request->max_items != 0 && build->document->item_count >= request->max_items)
        report_add(build->report, WARN_ITEM_LATER, NULL);
    else if (build->code == 0) {
        build->document->item_count++;
        if (request->item != NULL)
            build->code = request->item(request->item_context, build->document, item, build->err);
    }
}
