#include "aggregator/parse/fields.h"

#include "aggregator/base/url.h"

#include <string.h>
#include <strings.h>

static bool is_page_type(const char *type)
{
    return type == NULL || strcasecmp(type, "text/html") == 0 || strcasecmp(type, "html") == 0 ||
           strcasecmp(type, "xhtml") == 0 || strcasecmp(type, "application/xhtml+xml") == 0;
}

void field_enclosure_add(struct build_state *b, struct enclosure enclosure)
{
    struct enclosure *grown;

    if (b->item.enclosure_count >= PARSE_LIST_MAX) { /* before the search below */
        report_add(b->report, WARN_LIST_LONG, NULL);
        return;
    }
    for (size_t i = 0; i < b->item.enclosure_count; i++)
        if (strcmp(b->item.enclosures[i].url, enclosure.url) == 0)
            return;
    grown = build_list_grow(b, b->item.enclosures, b->item.enclosure_count, sizeof(enclosure));
    if (grown == NULL)
        return;
    b->item.enclosures = grown;
    b->item.enclosures[b->item.enclosure_count++] = enclosure;
}

static void link_add(struct build_state *b, struct link link)
{
    struct link *grown = build_list_grow(b, b->item.links, b->item.link_count, sizeof(link));

    if (grown == NULL)
        return;
    b->item.links = grown;
    b->item.links[b->item.link_count++] = link;
}

const char *field_attribute(struct build_state *b, enum tag_namespace ns, const char *name)
{
    const char *value = build_attribute(b, b->element, ns, name);

    return value != NULL && value[strspn(value, " \t\r\n")] != '\0' ? value : NULL;
}

/* Other names for the href attribute. */
static const char *address_otherwise(struct build_state *b, const struct frame *frame)
{
    static const char *const names[] = {"url", "uri", "src"};
    const char *address = NULL;

    for (size_t i = 0; i < 3 && address == NULL; i++)
        address = field_attribute(b, NS_CORE, names[i]);
    if (address == NULL)
        address = field_attribute(b, NS_RDF, "resource");
    return build_resolve(b, frame, address);
}

const char *field_address(struct build_state *b, const struct frame *frame)
{
    const char *href = field_attribute(b, NS_CORE, "href");

    return href != NULL ? build_resolve(b, frame, href) : address_otherwise(b, frame);
}

/* A publisher may name several hubs, the same at each (W3C WebSub §4): the first one counts. */
static void document_link(struct build_state *b, const struct frame *frame, const struct link *link)
{
    if (strcasecmp(link->rel, "hub") == 0)
        b->document->hub = b->document->hub != NULL ? b->document->hub : link->href;
    else if (strcasecmp(link->rel, "self") == 0)
        b->document->self = link->href;
    else if (strcasecmp(link->rel, "alternate") == 0 && is_page_type(link->type) &&
             build_claims(b, frame, true))
        b->document->link = link->href;
}

/* An alternate in another language does not replace an existing link. */
static void item_link(struct build_state *b, const struct frame *frame, const struct link *link)
{
    if (strcasecmp(link->rel, "alternate") != 0 || !is_page_type(link->type) ||
        (link->hreflang != NULL && b->item.link != NULL) || !build_claims(b, frame, true))
        return;
    b->item.link = link->href;
}

/* RFC 4685: the place of comments. Without a page type the link is to a feed of comments. */
static bool is_page_of_comments(const struct link *link)
{
    return strcasecmp(link->rel, "replies") == 0 && link->type != NULL && is_page_type(link->type);
}

static void link_take(struct build_state *b, struct frame *frame, struct link link)
{
    switch (frame->owner) {
    case OWNER_ENTRY:
        if (strcasecmp(link.rel, "enclosure") == 0) {
            field_enclosure_add(b, (struct enclosure){link.href, link.type, b->link_length});
            return;
        }
        link_add(b, link);
        item_link(b, frame, &link);
        if (b->item.comments == NULL && is_page_of_comments(&link))
            b->item.comments = link.href;
        return;
    case OWNER_ORIGIN:
        if (strcasecmp(link.rel, "alternate") == 0)
            b->item.source.link = link.href;
        return;
    case OWNER_DOCUMENT:
        document_link(b, frame, &link);
        return;
    default:
        return;
    }
}

/* Atom's address is href. Without it, the text takes precedence over other attributes, which may
 * name something else (an at:// address next to that of the page). */
void field_link_start(struct build_state *b, struct frame *frame)
{
    const char *href = field_attribute(b, NS_CORE, "href");
    struct link link = {.rel = field_attribute(b, NS_CORE, "rel"),
                        .type = field_attribute(b, NS_CORE, "type"),
                        .hreflang = field_attribute(b, NS_CORE, "hreflang"),
                        .title = build_attribute(b, b->element, NS_CORE, "title")};

    if (link.rel == NULL)
        link.rel = "alternate";
    link.href = href != NULL ? build_resolve(b, frame, href) : address_otherwise(b, frame);
    b->link = link;
    b->link_length = field_attribute(b, NS_CORE, "length");
    frame->mode = href != NULL ? MODE_SKIP : MODE_VALUE;
    if (href != NULL && link.href != NULL)
        link_take(b, frame, link);
}

/* "a=1&amp;amp;b=2": undoes an ampersand that was escaped once too often. */
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

const char *field_address_text(struct build_state *b, struct frame *frame, char *text,
                               size_t length)
{
    const char *kept;

    ampersands_undo(text, &length);
    kept = length > 0 ? build_keep(b, text, length) : NULL;
    return build_resolve(b, frame, kept);
}

void field_link_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    struct link link = b->link;

    b->link = (struct link){.rel = NULL};
    if (frame->mode != MODE_VALUE)
        return;
    if (length > 0)
        link.href = field_address_text(b, frame, text, length);
    if (link.rel == NULL)
        link.rel = "alternate"; /* another link was nested in it */
    if (link.href != NULL)
        link_take(b, frame, link);
}

void field_original_link_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const char *address = field_address_text(b, frame, text, length);

    if (frame->owner != OWNER_ENTRY || address == NULL || !url_is_http(address))
        return;
    b->item.link = address;
    b->item_priority[FIELD_LINK] = frame->tag->priority;
}

/* A path is not unique as an id, so it is resolved against the feed's address. A relative path
 * counts as a path only when the feed declares a base. */
static const char *id_resolve(struct build_state *b, const struct frame *frame, const char *id)
{
    const bool based = frame->base != b->frames[0].base && strchr(id, '/') != NULL &&
                       strpbrk(id, ": \t\r\n") == NULL;

    return id[0] == '/' || based ? build_resolve(b, frame, id) : id;
}

void field_id_start(struct build_state *b, struct frame *frame)
{
    const char *permalink = build_attribute(b, b->element, NS_CORE, "isPermaLink");

    frame->mode = MODE_VALUE;
    frame->permalink = permalink == NULL || strcasecmp(permalink, "false") != 0;
}

/* The length of the tag at the start of text; 0 when there is none. */
static size_t tag_length(const char *text)
{
    const char *end;
    const char letter = text[0] == '<' ? (char)(text[text[1] == '/' ? 2 : 1] | 0x20) : '\0';

    if (letter < 'a' || letter > 'z')
        return 0;
    end = strchr(text, '>');
    return end != NULL ? (size_t)(end - text) + 1 : 0;
}

enum { ID_UNWRAPPED_MAX = 1024 }; /* bytes; each '<' searches for its '>' */

/* Removes tags from an id; one that consists of tags only stays. */
static void id_unwrap(char *text, size_t *length)
{
    size_t used = 0, tags = 0;

    if (*length > ID_UNWRAPPED_MAX)
        return;
    for (const char *at = text; *at != '\0'; at += tags > 0 ? tags : 1) {
        tags = tag_length(at);
        used += tags == 0 && strchr(" \t\r\n", *at) == NULL;
    }
    if (used == 0)
        return;
    used = 0;
    for (const char *at = text; *at != '\0'; at += tags > 0 ? tags : 1) {
        tags = tag_length(at);
        if (tags == 0 && (used > 0 || strchr(" \t\r\n", *at) == NULL))
            text[used++] = *at;
    }
    while (used > 0 && strchr(" \t\r\n", text[used - 1]) != NULL)
        used--;
    text[used] = '\0';
    *length = used;
}

/* RSS: a guid is the item's address unless isPermaLink is "false" or the item has another. */
void field_id_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    const char *id;

    id_unwrap(text, &length);
    id = length > 0 ? build_keep(b, text, length) : NULL;
    if (id == NULL)
        return;
    if (frame->owner == OWNER_ORIGIN)
        b->item.source.id = id;
    else if (frame->owner == OWNER_DOCUMENT)
        b->document->id = id;
    else if (frame->owner == OWNER_ENTRY && build_claims(b, frame, true)) {
        b->item.id = id_resolve(b, frame, id);
        b->item.id_is_permalink = frame->permalink && url_is_http(b->item.id);
    }
}

/* "posts/7/talk", but not "n/a" and not "12/15". */
static bool is_path(const char *text)
{
    enum { SHORTEST = 5 };

    return strchr(text, ':') == NULL && strchr(text, '/') != NULL && strlen(text) >= SHORTEST &&
           text[strspn(text, "0123456789/")] != '\0';
}

/* Many feeds write a number of comments, or a word, instead of the address of the comments page. */
static bool looks_like_address(const char *text)
{
    if (strpbrk(text, " \t\r\n<") != NULL)
        return false;
    return url_is_http(text) || strchr("/?#.", text[0]) != NULL || is_path(text) ||
           (strchr(text, ':') == NULL && strchr(text, '?') != NULL && strchr(text, '=') != NULL);
}

void field_comments_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    if (frame->owner == OWNER_ENTRY && length > 0 && looks_like_address(text))
        b->item.comments = field_address_text(b, frame, text, length);
}

void field_license_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    struct link link = {.rel = "license"};

    link.href = frame->owner == OWNER_ENTRY ? field_address_text(b, frame, text, length) : NULL;
    if (link.href != NULL)
        link_add(b, link);
}

void field_enclosure_start(struct build_state *b, struct frame *frame)
{
    const char *url = frame->owner == OWNER_ENTRY ? field_address(b, frame) : NULL;

    if (url != NULL)
        field_enclosure_add(b, (struct enclosure){url, field_attribute(b, NS_CORE, "type"),
                                                  field_attribute(b, NS_CORE, "length")});
}

/* The address of an enclosure before a download counter was added; the counter may be defunct. */
void field_original_enclosure_end(struct build_state *b, struct frame *frame, char *text,
                                  size_t length)
{
    const char *address = field_address_text(b, frame, text, length);

    if (frame->owner == OWNER_ENTRY && address != NULL && url_is_http(address))
        b->original_enclosure = address;
}

void field_source_start(struct build_state *b, struct frame *frame)
{
    frame->mode = MODE_VALUE;
    if (frame->owner != OWNER_ENTRY)
        return;
    frame->owner = OWNER_ORIGIN;
    b->item.source.link = field_address(b, frame);
}

void field_source_end(struct build_state *b, struct frame *frame, char *text, size_t length)
{
    if (frame->owner == OWNER_ORIGIN && length > 0 && b->item.source.title == NULL)
        b->item.source.title = build_keep(b, text, length);
}

static const char *first_alternate(const struct item *item)
{
    for (size_t i = 0; i < item->link_count; i++)
        if (strcasecmp(item->links[i].rel, "alternate") == 0)
            return item->links[i].href;
    return NULL;
}

void field_item_complete(struct build_state *b)
{
    struct item *item = &b->item;

    if (item->link == NULL && item->id_is_permalink)
        item->link = item->id;
    if (item->link == NULL)
        item->link = first_alternate(item);
    if (b->original_enclosure != NULL && item->enclosure_count == 1)
        item->enclosures[0].url = b->original_enclosure;
    if (item->language == NULL && !b->blank_language)
        item->language = b->document->language;
    field_people_inherit(b);
    field_body_complete(b);
    field_thumbnail_complete(b);
}
