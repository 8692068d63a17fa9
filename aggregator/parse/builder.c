#include "aggregator/parse/builder.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/url.h"
#include "aggregator/parse/fields.h"
#include "aggregator/parse/markup.h"

#include <string.h>
#include <strings.h>

int builder_open(struct builder *ret, const struct parse_request *request,
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
    ret->frames[0].lang = builder_language(ret, request->content_language);
    document->language = ret->frames[0].lang;
    document->updated = TIME_NONE;
    document->published = TIME_NONE;
    return 0;
}

void builder_close(struct builder *builder)
{
    arena_release(&builder->item_arena);
    str_release(&builder->text);
}

static struct frame *top(struct builder *b)
{
    return &b->frames[b->depth];
}

struct arena *builder_arena(struct builder *builder)
{
    const enum builder_scope scope = top(builder)->scope;

    return scope == SCOPE_ENTRY || scope == SCOPE_ORIGIN ? &builder->item_arena : builder->arena;
}

/* An item that exceeds its arena is skipped; out of memory stops the document. */
static void memory_check(struct builder *b)
{
    if (arena_status(&b->item_arena) == ERR_LIMIT)
        b->item_large = true;
    else if (b->code == 0 && arena_status(&b->item_arena) == ERR_MEMORY)
        b->code = error_set(b->err, ERR_MEMORY, SCOPE_FEED, "out of memory for an item");
    else if (b->code == 0 && arena_status(b->arena) != ERR_NONE)
        b->code = error_set(b->err, ERR_MEMORY, SCOPE_FEED, "out of memory for the feed's header");
}

const char *builder_keep(struct builder *builder, const char *text, size_t length)
{
    const char *copy = arena_strndup(builder_arena(builder), text, length);

    if (copy == NULL)
        memory_check(builder);
    return copy;
}

void *builder_list_grow(struct builder *builder, void *list, size_t count, size_t size)
{
    void *grown;

    if (count >= PARSE_LIST_MAX) {
        report_add(builder->report, WARN_LIST_LONG, NULL);
        return NULL;
    }
    grown = arena_grow(builder_arena(builder), list, count, size);
    if (grown == NULL)
        memory_check(builder);
    return grown;
}

static const struct xml_attribute *attribute_find(const struct xml_element *element,
                                                  enum tag_namespace ns, const char *name)
{
    for (size_t i = 0; i < element->attribute_count; i++) {
        const struct xml_attribute *a = &element->attributes[i];

        if ((a->name[0] | 0x20) == name[0] && strcasecmp(a->name, name) == 0 &&
            (a->prefix == NULL ? NS_CORE : tag_namespace_find(a->prefix, a->uri)) == ns)
            return a;
    }
    return NULL;
}

const char *builder_attribute(struct builder *builder, const struct xml_element *element,
                              enum tag_namespace ns, const char *name)
{
    const struct xml_attribute *a = attribute_find(element, ns, name);

    return a != NULL ? builder_keep(builder, a->value, (size_t)(a->end - a->value)) : NULL;
}

const char *builder_resolve(struct builder *builder, const struct frame *frame, const char *text)
{
    const char *resolved;

    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
        return NULL;
    resolved = url_join(builder_arena(builder), frame->base, text);
    if (resolved == NULL)
        memory_check(builder);
    return resolved;
}

int64_t builder_date(struct builder *builder, const char *text)
{
    const struct document *document = builder->document;
    int64_t time;

    builder->dates.language = document->language != NULL ? document->language : top(builder)->lang;
    builder->dates.url = url_is_http(document->link) ? document->link : builder->request->url;
    time = date_parse_within(text, &builder->dates);
    if (time == TIME_NONE)
        report_add(builder->report, WARN_DATE, text);
    return time;
}

bool builder_claims(struct builder *builder, const struct frame *frame, bool replace)
{
    unsigned char *slot = frame->scope == SCOPE_ENTRY
                              ? &builder->item_priority[frame->tag->field]
                              : &builder->document_priority[frame->tag->field];
    const bool foreign = frame > builder->frames && frame[-1].tag == NULL && builder->depth > 3;
    const unsigned char priority = foreign ? 1 : frame->tag->priority;

    if (priority < *slot || (priority == *slot && !replace))
        return false;
    *slot = priority;
    return true;
}

const char *builder_language(struct builder *builder, const char *name)
{
    char *tag;

    if (name == NULL || name[0] == '\0' || strlen(name) > PARSE_LANGUAGE_BYTES_MAX)
        return NULL;
    if (strchr(name, '_') == NULL)
        return name;
    tag = (char *)(uintptr_t)builder_keep(builder, name, strlen(name));
    for (char *c = tag; c != NULL && (c = strchr(c, '_')) != NULL;)
        *c = '-';
    return tag;
}

/* A base must allow resolving addresses against it; "javascript:" does not. A long base would turn
 * every short address into a long one. */
static void base_apply(struct builder *b, struct frame *frame, const struct xml_attribute *a)
{
    struct arena *arena = builder_arena(b);
    const char *text = arena_strndup(arena, a->value, (size_t)(a->end - a->value));
    const char *resolved = text != NULL ? url_join(arena, frame->base, text) : NULL;

    if (resolved != NULL && strlen(resolved) <= PARSE_BASE_BYTES_MAX &&
        (url_is_http(resolved) || frame->base == NULL))
        frame->base = resolved;
}

static void lang_apply(struct builder *b, struct frame *frame, const struct xml_attribute *a)
{
    const char *lang = arena_strndup(builder_arena(b), a->value, (size_t)(a->end - a->value));

    frame->lang = builder_language(b, lang);
}

/* Applies xml:base and xml:lang, which many feeds write without the prefix. */
static void context_apply(struct builder *b, struct frame *frame, const struct xml_element *element)
{
    const struct xml_attribute *base = attribute_find(element, NS_XML, "base");
    const struct xml_attribute *lang = attribute_find(element, NS_XML, "lang");

    if (base == NULL)
        base = attribute_find(element, NS_CORE, "base");
    if (lang == NULL)
        lang = attribute_find(element, NS_CORE, "lang");
    if (base != NULL)
        base_apply(b, frame, base);
    if (lang != NULL)
        lang_apply(b, frame, lang);
}

/* Collects the feeds that an HTML page links to. */
static void page_element(struct builder *b, const struct xml_element *element)
{
    const char *rel, *type, *href;

    if (strcasecmp(element->name, "body") == 0)
        b->finished = true;
    if (strcasecmp(element->name, "link") != 0 || b->page_link_count == BUILDER_LINKS_MAX)
        return;
    rel = builder_attribute(b, element, NS_CORE, "rel");
    type = builder_attribute(b, element, NS_CORE, "type");
    href = builder_attribute(b, element, NS_CORE, "href");
    if (rel == NULL || type == NULL || href == NULL || strcasecmp(rel, "alternate") != 0 ||
        (strstr(type, "rss") == NULL && strstr(type, "atom") == NULL &&
         strstr(type, "feed+json") == NULL))
        return;
    b->page_links[b->page_link_count++] = builder_resolve(b, top(b), href);
}

static void root_note(struct builder *b, const struct xml_element *element)
{
    const size_t length = strlen(element->name);

    memcpy(b->root, element->name, length < sizeof(b->root) ? length : sizeof(b->root) - 1);
    b->html = strcasecmp(element->name, "html") == 0;
}

static bool collects_text(const struct frame *frame)
{
    return frame->mode >= MODE_PLAIN;
}

/* Handles an element inside text. A <div> around escaped markup is skipped; any other element shows
 * that the text is inline markup, whatever its declared type. */
static void inline_start(struct builder *b, struct frame *frame, const struct xml_element *element)
{
    struct frame *outer = frame - 1;

    frame->mode = outer->mode;
    if (outer->mode != MODE_XHTML && strcasecmp(element->name, "div") == 0)
        return;
    for (; outer->mode != MODE_XHTML && collects_text(outer); outer--)
        outer->mode = MODE_XHTML;
    frame->mode = MODE_XHTML;
    frame->inlined = true;
    markup_write_start(&b->text, element);
}

/* Whether the element is markup around or inside a value. An id may be wrapped in any element. */
static bool is_markup_of(const struct frame *outer, const struct xml_element *element)
{
    if (outer->mode != MODE_VALUE || element->tag != NULL)
        return false;
    return outer->tag == NULL || outer->tag->field == FIELD_ID ||
           (element->prefix == NULL && field_is_text_element(element->name));
}

/* Inside an enclosure, media elements describe the file. */
static bool is_of_file(const struct frame *outer, const struct tag *tag)
{
    return outer->tag != NULL && outer->tag->field == FIELD_ENCLOSURE && tag->ns == NS_MEDIA &&
           tag->field != FIELD_THUMBNAIL;
}

void builder_start(struct builder *builder, const struct xml_element *element)
{
    struct frame *outer = top(builder), *frame = outer + 1;

    if (builder->depth == PARSE_DEPTH_MAX)
        return;
    builder->depth++;
    builder->item_said = true;
    *frame = *outer;
    frame->tag = NULL;
    frame->inlined = false;
    frame->text_start = builder->text.length;
    if (builder->depth == 1)
        root_note(builder, element);
    if (builder->html) {
        page_element(builder, element);
        return;
    }
    if (collects_text(outer)) {
        inline_start(builder, frame, element);
        return;
    }
    frame->mode = MODE_SKIP;
    if (element->attribute_count > 0)
        context_apply(builder, frame, element);
    if (is_markup_of(outer, element))
        frame->mode = MODE_VALUE;
    if (element->tag == NULL || is_of_file(outer, element->tag))
        return;
    frame->tag = element->tag;
    builder->element = element;
    if (field_table[element->tag->field].start != NULL)
        field_table[element->tag->field].start(builder, frame);
    else
        frame->mode = MODE_VALUE;
}

void builder_characters(struct builder *builder, const char *text, size_t size)
{
    const struct frame *frame = top(builder);

    if (frame->mode == MODE_SKIP)
        return;
    if (size > PARSE_TEXT_BYTES_MAX - builder->text.length) {
        report_add(builder->report, WARN_TEXT_LONG, NULL);
        return;
    }
    if (frame->mode == MODE_XHTML)
        markup_write_text(&builder->text, text, size);
    else
        str_append_bytes(&builder->text, text, size);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The trimmed characters collected since the frame began. */
static char *frame_text(struct builder *b, const struct frame *frame, size_t *ret_length)
{
    size_t start = frame->text_start, end = b->text.length;

    while (start < end && is_blank(b->text.text[start]))
        start++;
    while (end > start && is_blank(b->text.text[end - 1]))
        end--;
    str_truncate(&b->text, end);
    *ret_length = end - start;
    return b->text.text + start;
}

void builder_end(struct builder *builder, const char *name)
{
    struct frame *frame = top(builder);
    size_t length;
    char *text;

    if (builder->depth == 0)
        return;
    if (frame->inlined && frame->tag == NULL)
        markup_write_end(&builder->text, name);
    if (frame->tag != NULL && field_table[frame->tag->field].end != NULL) {
        text = frame_text(builder, frame, &length);
        field_table[frame->tag->field].end(builder, frame, text, length);
    }
    if (frame->tag != NULL && str_status(&builder->text) == ERR_LIMIT)
        report_add(builder->report, WARN_TEXT_LONG, NULL);
    if (frame->tag != NULL)
        str_revert(&builder->text, frame->text_start); /* the next text starts anew */
    builder->depth--;
    if (str_status(&builder->text) == ERR_MEMORY && builder->code == 0)
        builder->code = error_set(builder->err, ERR_MEMORY, SCOPE_FEED, "out of memory for text");
}

void builder_item_begin(struct builder *builder)
{
    arena_reset(&builder->item_arena);
    memset(&builder->item, 0, sizeof(builder->item));
    memset(builder->item_priority, 0, sizeof(builder->item_priority));
    builder->item.published = TIME_NONE;
    builder->item.updated = TIME_NONE;
    builder->item_large = false;
    builder->item_said = false;
    builder->item_open = true;
    builder->explicit_language = false;
    builder->blank_language = false;
    builder->person = NULL;
    builder->origin_authors = NULL;
    builder->origin_author_count = 0;
    builder->pictures = NULL;
    builder->picture_count = 0;
    builder->picture_open = 0;
    builder->group_open = 0;
    builder->category_mark = 0;
    builder->link = (struct link){.rel = NULL};
    builder->original_enclosure = NULL;
}

void builder_item_end(struct builder *builder)
{
    const struct parse_request *request = builder->request;
    struct item *item = &builder->item;

    field_item_complete(builder);
    memory_check(builder);
    builder->item_open = false;
    if (builder->item_large)
        report_add(builder->report, WARN_ITEM_LARGE, NULL);
    else if (!builder->item_said)
        report_add(builder->report, WARN_ITEM_EMPTY, NULL);
    else if (builder->cut && item->id == NULL && item->link == NULL)
        report_add(builder->report, WARN_ITEM_CUT, NULL);
    else if (request->max_items != 0 && builder->document->item_count >= request->max_items)
        report_add(builder->report, WARN_ITEM_LATER, NULL);
    else if (builder->code == 0) {
        builder->document->item_count++;
        if (request->item != NULL)
            builder->code =
                request->item(request->item_context, builder->document, item, builder->err);
    }
}
