#include "aggregator/parse/fields.h"

#include "aggregator/base/url.h"

#include <string.h>
#include <strings.h>

static bool is_page_type(const char *type)
{
    return type == NULL || strcasecmp(type, "text/html") == 0 || strcasecmp(type, "html") == 0 ||
           strcasecmp(type, "xhtml") == 0 || strcasecmp(type, "application/xhtml+xml") == 0;
}

static void enclosure_add(struct builder *b, struct enclosure enclosure)
{
    struct enclosure *grown;

    if (b->item.enclosure_count >= PARSE_LIST_MAX) { /* before the look at each that is there */
        report_add(b->report, WARN_LIST_LONG, NULL);
        return;
    }
    for (size_t i = 0; i < b->item.enclosure_count; i++)
        if (strcmp(b->item.enclosures[i].url, enclosure.url) == 0)
            return;
    grown = builder_list_grow(b, b->item.enclosures, b->item.enclosure_count, sizeof(enclosure));
    if (grown == NULL)
        return;
    b->item.enclosures = grown;
    b->item.enclosures[b->item.enclosure_count++] = enclosure;
}

static void link_add(struct builder *b, struct link link)
{
    struct link *grown = builder_list_grow(b, b->item.links, b->item.link_count, sizeof(link));

    if (grown == NULL)
        return;
    b->item.links = grown;
    b->item.links[b->item.link_count++] = link;
}

/* The address of an element: href, or one of the names that others gave it. */
static const char *address_of(struct builder *b, const struct frame *frame)
{
    static const char *const names[] = {"href", "url", "uri", "src"};
    const char *address = NULL;

    for (size_t i = 0; i < 4 && address == NULL; i++)
        address = builder_attribute(b, b->element, NS_CORE, names[i]);
    if (address == NULL)
        address = builder_attribute(b, b->element, NS_RDF, "resource");
    return builder_resolve(b, frame, address);
}

static void document_link(struct builder *b, const struct frame *frame, const struct link *link)
{
    if (strcasecmp(link->rel, "hub") == 0)
        b->document->hub = link->href;
    else if (strcasecmp(link->rel, "self") == 0)
        b->document->self = link->href;
    else if (strcasecmp(link->rel, "alternate") == 0 && is_page_type(link->type) &&
             builder_claims(b, frame, true))
        b->document->link = link->href;
}

/* An alternate in another language does not take the place of one that is there. */
static void item_link(struct builder *b, const struct frame *frame, const struct link *link)
{
    if (strcasecmp(link->rel, "alternate") != 0 || !is_page_type(link->type) ||
        (link->hreflang != NULL && b->item.link != NULL) || !builder_claims(b, frame, true))
        return;
    b->item.link = link->href;
}

static void link_take(struct builder *b, struct frame *frame, struct link link)
{
    switch (frame->scope) {
    case SCOPE_ENTRY:
        if (strcasecmp(link.rel, "enclosure") == 0) {
            enclosure_add(b,
                          (struct enclosure){link.href, link.type,
                                             builder_attribute(b, b->element, NS_CORE, "length")});
            return;
        }
        link_add(b, link);
        item_link(b, frame, &link);
        return;
    case SCOPE_ORIGIN:
        if (strcasecmp(link.rel, "alternate") == 0)
            b->item.source.link = link.href;
        return;
    case SCOPE_DOCUMENT:
        document_link(b, frame, &link);
        return;
    default:
        return;
    }
}

void field_link_start(struct builder *b, struct frame *frame)
{
    struct link link = {.href = address_of(b, frame)};

    frame->mode = MODE_VALUE;
    if (link.href == NULL)
        return;
    frame->mode = MODE_SKIP;
    link.rel = builder_attribute(b, b->element, NS_CORE, "rel");
    link.type = builder_attribute(b, b->element, NS_CORE, "type");
    link.hreflang = builder_attribute(b, b->element, NS_CORE, "hreflang");
    link.title = builder_attribute(b, b->element, NS_CORE, "title");
    if (link.rel == NULL || link.rel[0] == '\0')
        link.rel = "alternate";
    link_take(b, frame, link);
}

/* "a=1&amp;amp;b=2": an ampersand that somebody escaped once too often. */
static void ampersands_undo(char *text, size_t *length)
{
    size_t used = 0;

    for (const char *from = text; *from != '\0'; from++) {
        text[used++] = *from;
        if (strncmp(from, "&amp;", 5) == 0)
            from += 4;
    }
    text[used] = '\0';
    *length = used;
}

/* The characters of an element that stands for an address, resolved; NULL for none. */
static const char *address_text(struct builder *b, struct frame *frame, char *text, size_t length)
{
    const char *kept;

    ampersands_undo(text, &length);
    kept = length > 0 ? builder_keep(b, text, length) : NULL;
    return builder_resolve(b, frame, kept);
}

void field_link_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    struct link link = {.rel = "alternate"};

    if (frame->mode != MODE_VALUE || length == 0)
        return;
    link.href = address_text(b, frame, text, length);
    if (link.href != NULL)
        link_take(b, frame, link);
}

void field_original_link_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    const char *address = address_text(b, frame, text, length);

    if (frame->scope != SCOPE_ENTRY || address == NULL || !url_is_http(address))
        return;
    b->item.link = address;
    b->item_priority[FIELD_LINK] = frame->tag->priority;
}

/* An id that is a path is one of many of its name: it is told apart by where the feed is. */
static const char *id_resolve(struct builder *b, const struct frame *frame, const char *id)
{
    return id[0] == '/' ? builder_resolve(b, frame, id) : id;
}

void field_id_start(struct builder *b, struct frame *frame)
{
    const char *permalink = builder_attribute(b, b->element, NS_CORE, "isPermaLink");

    frame->mode = MODE_VALUE;
    frame->permalink = permalink == NULL || strcasecmp(permalink, "false") != 0;
}

/* RSS: a guid is the item's address unless it says that it is not, and the item has no other. */
void field_id_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    const char *id = length > 0 ? builder_keep(b, text, length) : NULL;

    if (id == NULL)
        return;
    if (frame->scope == SCOPE_ORIGIN)
        b->item.source.id = id;
    else if (frame->scope == SCOPE_DOCUMENT)
        b->document->id = id;
    else if (frame->scope == SCOPE_ENTRY && builder_claims(b, frame, true)) {
        b->item.id = id_resolve(b, frame, id);
        b->item.id_is_permalink = frame->permalink && url_is_http(id);
    }
}

void field_comments_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    if (frame->scope == SCOPE_ENTRY && length > 0)
        b->item.comments = address_text(b, frame, text, length);
}

void field_license_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    struct link link = {.rel = "license"};

    link.href = frame->scope == SCOPE_ENTRY ? address_text(b, frame, text, length) : NULL;
    if (link.href != NULL)
        link_add(b, link);
}

void field_enclosure_start(struct builder *b, struct frame *frame)
{
    const char *url = frame->scope == SCOPE_ENTRY ? address_of(b, frame) : NULL;

    if (url != NULL)
        enclosure_add(b, (struct enclosure){url, builder_attribute(b, b->element, NS_CORE, "type"),
                                            builder_attribute(b, b->element, NS_CORE, "length")});
}

/* Pictures illustrate; sound and film are what a reader plays. What is within stands outside. */
void field_media_start(struct builder *b, struct frame *frame)
{
    const char *url = frame->scope == SCOPE_ENTRY ? address_of(b, frame) : NULL;
    const char *type = builder_attribute(b, b->element, NS_CORE, "type");
    const char *medium = builder_attribute(b, b->element, NS_CORE, "medium");

    if (url == NULL)
        return;
    if ((medium != NULL && strcasecmp(medium, "image") == 0) ||
        (type != NULL && strncasecmp(type, "image/", 6) == 0)) {
        if (b->item.thumbnail == NULL)
            b->item.thumbnail = url;
        return;
    }
    if ((medium != NULL &&
         (strcasecmp(medium, "audio") == 0 || strcasecmp(medium, "video") == 0)) ||
        (type != NULL &&
         (strncasecmp(type, "audio/", 6) == 0 || strncasecmp(type, "video/", 6) == 0)))
        enclosure_add(b, (struct enclosure){url, type,
                                            builder_attribute(b, b->element, NS_CORE, "fileSize")});
}

void field_thumbnail_start(struct builder *b, struct frame *frame)
{
    const char *url = frame->scope == SCOPE_ENTRY ? address_of(b, frame) : NULL;

    frame->mode = MODE_VALUE;
    if (url != NULL && builder_claims(b, frame, false))
        b->item.thumbnail = url;
}

void field_thumbnail_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    const char *url;

    if (frame->scope != SCOPE_ENTRY || length == 0)
        return;
    url = address_text(b, frame, text, length);
    if (url != NULL && builder_claims(b, frame, false))
        b->item.thumbnail = url;
}

void field_source_start(struct builder *b, struct frame *frame)
{
    frame->mode = MODE_VALUE;
    if (frame->scope != SCOPE_ENTRY)
        return;
    frame->scope = SCOPE_ORIGIN;
    b->item.source.link = address_of(b, frame);
}

void field_source_end(struct builder *b, struct frame *frame, char *text, size_t length)
{
    if (frame->scope == SCOPE_ORIGIN && length > 0 && b->item.source.title == NULL)
        b->item.source.title = builder_keep(b, text, length);
}

static const char *first_alternate(const struct item *item)
{
    for (size_t i = 0; i < item->link_count; i++)
        if (strcasecmp(item->links[i].rel, "alternate") == 0)
            return item->links[i].href;
    return NULL;
}

void field_item_complete(struct builder *b)
{
    struct item *item = &b->item;

    if (item->link == NULL && item->id_is_permalink)
        item->link = item->id;
    if (item->link == NULL)
        item->link = first_alternate(item);
    if (item->language == NULL && !b->blank_language)
        item->language = b->document->language;
}
