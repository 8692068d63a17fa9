#include "aggregator/parse/builder.h"

#include "aggregator/base/url.h"
#include "aggregator/parse/fields.h"
#include "aggregator/parse/inline_markup.h"

#include <string.h>
#include <strings.h>

/* A base must allow resolving addresses against it; "javascript:" does not. A long base would turn
 * every short address into a long one. */
static void base_apply(struct build_state *b, struct frame *frame, const struct xml_attribute *a)
{
    struct arena *arena = build_arena(b);
    const char *text = arena_strndup(arena, a->value, (size_t)(a->end - a->value));
    const char *resolved = text != NULL ? url_join(arena, frame->base, text) : NULL;

    if (resolved != NULL && strlen(resolved) <= PARSE_BASE_BYTES_MAX &&
        (url_is_http(resolved) || frame->base == NULL))
        frame->base = resolved;
}

static void lang_apply(struct build_state *b, struct frame *frame, const struct xml_attribute *a)
{
    const char *lang = arena_strndup(build_arena(b), a->value, (size_t)(a->end - a->value));

    frame->lang = build_language(b, lang);
}

/* Applies xml:base and xml:lang, which many feeds write without the prefix. */
static void context_apply(struct build_state *b, struct frame *frame,
                          const struct xml_element *element)
{
    const struct xml_attribute *base = element_attribute_find(element, NS_XML, "base");
    const struct xml_attribute *lang = element_attribute_find(element, NS_XML, "lang");

    if (base == NULL)
        base = element_attribute_find(element, NS_CORE, "base");
    if (lang == NULL)
        lang = element_attribute_find(element, NS_CORE, "lang");
    if (base != NULL)
        base_apply(b, frame, base);
    if (lang != NULL)
        lang_apply(b, frame, lang);
}

/* Collects the feeds that an HTML page links to. */
static void page_element(struct build_state *b, const struct xml_element *element)
{
    const char *rel, *type, *href;

    if (strcasecmp(element->name, "body") == 0)
        b->finished = true;
    if (strcasecmp(element->name, "link") != 0 || b->page_link_count == BUILD_LINKS_MAX)
        return;
    rel = build_attribute(b, element, NS_CORE, "rel");
    type = build_attribute(b, element, NS_CORE, "type");
    href = build_attribute(b, element, NS_CORE, "href");
    if (rel == NULL || type == NULL || href == NULL || strcasecmp(rel, "alternate") != 0 ||
        (strstr(type, "rss") == NULL && strstr(type, "atom") == NULL &&
         strstr(type, "feed+json") == NULL))
        return;
    b->page_links[b->page_link_count++] = build_resolve(b, build_frame(b), href);
}

static void root_note(struct build_state *b, const struct xml_element *element)
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
static void inline_start(struct build_state *b, struct frame *frame,
                         const struct xml_element *element)
{
    struct frame *outer = frame - 1;

    frame->mode = outer->mode;
    if (outer->mode != MODE_XHTML && strcasecmp(element->name, "div") == 0)
        return;
    for (; outer->mode != MODE_XHTML && collects_text(outer); outer--)
        outer->mode = MODE_XHTML;
    frame->mode = MODE_XHTML;
    frame->inlined = true;
    inline_markup_write_start(&b->text, element);
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

void builder_start(struct build_state *build, const struct xml_element *element)
{
    struct frame *outer = build_frame(build), *frame = outer + 1;

    if (build->depth == PARSE_DEPTH_MAX)
        return;
    build->depth++;
    build->item_said = true;
    *frame = *outer;
    frame->tag = NULL;
    frame->inlined = false;
    frame->text_start = build->text.length;
    if (build->depth == 1)
        root_note(build, element);
    if (build->html) {
        page_element(build, element);
        return;
    }
    if (collects_text(outer)) {
        inline_start(build, frame, element);
        return;
    }
    frame->mode = MODE_SKIP;
    if (element->attribute_count > 0)
        context_apply(build, frame, element);
    if (is_markup_of(outer, element))
        frame->mode = MODE_VALUE;
    if (element->tag == NULL || is_of_file(outer, element->tag))
        return;
    frame->tag = element->tag;
    build->element = element;
    if (field_table[element->tag->field].start != NULL)
        field_table[element->tag->field].start(build, frame);
    else
        frame->mode = MODE_VALUE;
}

void builder_characters(struct build_state *build, const char *text, size_t size)
{
    const struct frame *frame = build_frame(build);

    if (frame->mode == MODE_SKIP)
        return;
    if (size > PARSE_TEXT_BYTES_MAX - build->text.length) {
        report_add(build->report, WARN_TEXT_LONG, NULL);
        return;
    }
    if (frame->mode == MODE_XHTML)
        inline_markup_write_text(&build->text, text, size);
    else
        str_append_bytes(&build->text, text, size);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The trimmed characters collected since the frame began. */
static char *frame_text(struct build_state *b, const struct frame *frame, size_t *ret_length)
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

void builder_end(struct build_state *build, const char *name)
{
    struct frame *frame = build_frame(build);
    size_t length;
    char *text;

    if (build->depth == 0)
        return;
    if (frame->inlined && frame->tag == NULL)
        inline_markup_write_end(&build->text, name);
    if (frame->tag != NULL && field_table[frame->tag->field].end != NULL) {
        text = frame_text(build, frame, &length);
        field_table[frame->tag->field].end(build, frame, text, length);
    }
    if (frame->tag != NULL && str_status(&build->text) == ERR_LIMIT)
        report_add(build->report, WARN_TEXT_LONG, NULL);
    if (frame->tag != NULL)
        str_revert(&build->text, frame->text_start); /* the next text starts anew */
    build->depth--;
    if (str_status(&build->text) == ERR_MEMORY && build->code == 0)
        build->code = error_set(build->err, ERR_MEMORY, SCOPE_FEED, "out of memory for text");
}
