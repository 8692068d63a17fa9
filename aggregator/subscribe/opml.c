#include "aggregator/subscribe/opml.h"

#include "aggregator/base/language_tag.h"
#include "aggregator/subscribe/feed_address.h"
#include "aggregator/subscribe/opml_repair.h"

#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

enum { ESCAPED_LONGEST = 5 /* "&amp;" for one byte */ };

struct reading {
    struct opml *opml;
    struct arena *arena;
    const char *folders[OPML_TAGS_MAX]; /* the enclosing outlines */
    size_t folder_count;
    struct error *err;
};

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading OPML");
}

static bool name_is(const xmlChar *name, const char *wanted)
{
    return strcasecmp((const char *)name, wanted) == 0;
}

/* The trimmed attribute of that name, in any letter case; NULL when absent or empty. */
static char *attribute(struct arena *arena, const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
        if (name_is(a->name, name)) {
            xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
            const char *text = value != NULL ? (const char *)value : "";
            char *copy;
            size_t length;

            text += strspn(text, " \t\r\n");
            length = strlen(text);
            while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
                length--;
            copy = length > 0 ? arena_strndup(arena, text, length) : NULL;
            xmlFree(value);
            return copy;
        }
    return NULL;
}

/* The byte length of a character that a line of feeds.yaml may not contain (C0 and C1 controls, a
 * byte order mark); otherwise 0. */
static size_t unprintable(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    if (*c < 0x20 || *c == 0x7F)
        return 1;
    if (c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
        return 2;
    return c[0] == 0xEF && c[1] == 0xBB && c[2] == 0xBF ? 3 : 0;
}

/* An attribute as a display name: each unprintable character becomes a blank. */
static const char *name_attribute(struct arena *arena, const xmlNode *node, const char *name)
{
    char *text = attribute(arena, node, name), *into = text;

    for (const char *from = text; from != NULL && *from != '\0';) {
        const size_t skipped = unprintable(from);

        *into++ = skipped > 0 ? ' ' : *from;
        from += skipped > 0 ? skipped : 1;
    }
    if (text != NULL)
        *into = '\0';
    return text != NULL && text[strspn(text, " ")] != '\0' ? text : NULL;
}

static const char *language_attribute(struct arena *arena, const xmlNode *node)
{
    const char *text = attribute(arena, node, "language");
    char tag[LANGUAGE_TAG_SIZE];

    return text != NULL && language_tag_read(tag, text) ? arena_strdup(arena, tag) : NULL;
}

static void tag_add(struct feed *feed, const char *tag)
{
    for (size_t i = 0; i < feed->tag_count; i++)
        if (strcmp(feed->tags[i], tag) == 0)
            return;
    if (feed->tag_count < OPML_TAGS_MAX)
        feed->tags[feed->tag_count++] = tag;
}

/* "/news/world,/water": the parts of each path are tags (OPML 2.0, "category"). */
static void categories_add(struct feed *feed, struct arena *arena, const char *category)
{
    while (category != NULL && *category != '\0') {
        size_t length = strcspn(category, ",/");
        const char *start = category + strspn(category, " ");
        size_t used = length > (size_t)(start - category) ? length - (size_t)(start - category) : 0;
        const char *tag;

        while (used > 0 && start[used - 1] == ' ')
            used--;
        tag = used > 0 ? arena_strndup(arena, start, used) : NULL;
        if (tag != NULL)
            tag_add(feed, tag);
        category += length + (category[length] != '\0');
    }
}

static struct feed *feed_find(const struct opml *opml, const char *url)
{
    for (size_t i = 0; i < opml->count; i++)
        if (strcmp(opml->feeds[i].url, url) == 0)
            return &opml->feeds[i];
    return NULL;
}

/* Appends a new feed; NULL when out of memory. */
static struct feed *feed_new(struct reading *reading, const char *url)
{
    struct opml *opml = reading->opml;
    struct feed *feeds = arena_grow(reading->arena, opml->feeds, opml->count, sizeof(*feeds));
    const char **tags = arena_array(reading->arena, OPML_TAGS_MAX, sizeof(*tags));

    if (feeds == NULL || tags == NULL)
        return NULL;
    opml->feeds = feeds;
    feeds[opml->count] = (struct feed){.url = url, .tags = tags, .enabled = true};
    return &feeds[opml->count++];
}

static int skipped_add(struct reading *reading, const xmlNode *node, const char *address,
                       const char *name, const char *why)
{
    struct opml *opml = reading->opml;
    struct opml_skipped *skipped =
        arena_grow(reading->arena, opml->skipped, opml->skipped_count, sizeof(*skipped));

    if (skipped == NULL)
        return out_of_memory(reading->err);
    opml->skipped = skipped;
    skipped[opml->skipped_count++] = (struct opml_skipped){
        .line = (int)xmlGetLineNo(node),
        .name = name,
        .address = address != NULL ? feed_address_shown(reading->arena, address) : NULL,
        .why = why};
    return 0;
}

/* Adds one occurrence of a feed; it fills in what earlier occurrences lack. */
static int feed_add(struct reading *reading, const xmlNode *node, const char *address,
                    const char *name)
{
    const char *why, *url = feed_address(reading->arena, address, &why);
    struct feed *feed = url != NULL ? feed_find(reading->opml, url) : NULL;

    if (url == NULL && why == NULL)
        return out_of_memory(reading->err);
    if (url != NULL && feed == NULL && reading->opml->count == OPML_FEEDS_MAX)
        why = "too many feeds";
    if (why != NULL)
        return skipped_add(reading, node, address, name, why);
    if (feed == NULL && (feed = feed_new(reading, url)) == NULL)
        return out_of_memory(reading->err);
    if (feed->name == NULL)
        feed->name = name;
    if (feed->language == NULL)
        feed->language = language_attribute(reading->arena, node);
    for (size_t i = 0; i < reading->folder_count; i++)
        tag_add(feed, reading->folders[i]);
    categories_add(feed, reading->arena, name_attribute(reading->arena, node, "category"));
    return 0;
}

static bool is_one_of(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; text != NULL && i < count; i++)
        if (strcasecmp(text, words[i]) == 0)
            return true;
    return false;
}

/* The feed address of an outline: xmlUrl, or url when the type is a feed's. */
static const char *address_find(struct arena *arena, const xmlNode *node)
{
    static const char *const types[] = {"rss", "atom", "feed"};
    const char *address = attribute(arena, node, "xmlUrl");

    if (address == NULL &&
        is_one_of(attribute(arena, node, "type"), types, sizeof(types) / sizeof(types[0])))
        address = attribute(arena, node, "url");
    return address;
}

/* Reports an outline that is neither a feed nor a mere folder: an included list, a page. */
static int other_skip(struct reading *reading, const xmlNode *node, const char *name)
{
    static const char *const feeds[] = {"rss", "atom", "feed"};
    const char *type = attribute(reading->arena, node, "type");
    const char *address = attribute(reading->arena, node, "url");

    if (address == NULL)
        address = attribute(reading->arena, node, "htmlUrl");
    if (node->children != NULL && address == NULL)
        return 0;
    if (is_one_of(type, feeds, sizeof(feeds) / sizeof(feeds[0])))
        return skipped_add(reading, node, address, name, "it has no feed address");
    if (address == NULL)
        return 0;
    return skipped_add(reading, node, address, name,
                       type != NULL && strcasecmp(type, "include") == 0
                           ? "it is another list, which must be imported separately"
                           : "its address is not that of a feed");
}

/* Handles one outline: a feed, a folder, or both. */
static int outline_take(struct reading *reading, const xmlNode *node)
{
    const char *address = address_find(reading->arena, node);
    const char *name = name_attribute(reading->arena, node, "title");

    if (name == NULL)
        name = name_attribute(reading->arena, node, "text");
    if (address != NULL)
        return feed_add(reading, node, address, name);
    if (name != NULL && reading->folder_count < OPML_TAGS_MAX)
        reading->folders[reading->folder_count++] = name;
    return other_skip(reading, node, name);
}

/* libxml2 limits the depth of the tree. */
static int outlines_read(struct reading *reading, const xmlNode *parent)
{
    int code = 0;

    for (const xmlNode *node = parent->children; node != NULL && code == 0; node = node->next) {
        const size_t folders = reading->folder_count;

        if (node->type != XML_ELEMENT_NODE || !name_is(node->name, "outline"))
            continue;
        code = outline_take(reading, node);
        if (code == 0)
            code = outlines_read(reading, node);
        reading->folder_count = folders;
    }
    return code;
}

static const xmlNode *child_named(const xmlNode *parent, const char *name)
{
    for (const xmlNode *node = parent->children; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE && name_is(node->name, name))
            return node;
    return NULL;
}

/* Since 2.12, libxml2 passes const errors to callbacks. */
#if LIBXML_VERSION >= 21200
#define XML_PROBLEM const xmlError
#else
#define XML_PROBLEM xmlError
#endif

/* Records where the XML is broken; libxml2 continues after it. */
static void breach_note(void *context, XML_PROBLEM *error)
{
    struct reading *reading = ((xmlParserCtxt *)context)->_private;
    struct opml *opml = reading->opml;
    const char *message = error->message != NULL ? error->message : "";
    struct opml_skipped *broken;

    if (error->level != XML_ERR_FATAL || opml->broken_count == OPML_BROKEN_MAX ||
        (opml->broken_count > 0 && opml->broken[opml->broken_count - 1].line == error->line))
        return;
    broken = arena_grow(reading->arena, opml->broken, opml->broken_count, sizeof(*broken));
    if (broken == NULL)
        return;
    opml->broken = broken;
    broken[opml->broken_count++] = (struct opml_skipped){
        .line = error->line, .why = arena_strndup(reading->arena, message, strcspn(message, "\n"))};
}

/* NULL when the text is not XML at all, or out of memory. */
static xmlDoc *document_parse(struct reading *reading, const char *text, size_t size)
{
    /* XML_PARSE_NOERROR would keep errors from breach_note() too, since libxml2 2.13. */
    const int options =
        XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;
    xmlParserCtxt *parser = size <= INT32_MAX ? xmlNewParserCtxt() : NULL;
    xmlDoc *document;

    if (parser == NULL)
        return NULL;
    parser->_private = reading;
    parser->sax->serror = breach_note;
    document = xmlCtxtReadMemory(parser, text, (int)size, NULL, NULL, options);
    xmlFreeParserCtxt(parser);
    return document;
}

int opml_read(struct opml *ret, struct arena *arena, const char *text, size_t size,
              struct error *err)
{
    struct reading reading = {.opml = ret, .arena = arena, .err = err};
    const xmlNode *root, *body;
    struct str whole;
    xmlDoc *document;
    int code;

    *ret = (struct opml){0};
    str_init(&whole, size * ESCAPED_LONGEST + 1);
    opml_repair(&whole, text, size);
    document = document_parse(&reading, whole.text, whole.length);
    root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    body = root != NULL ? child_named(root, "body") : NULL;
    if (str_status(&whole) != ERR_NONE || arena_status(arena) != ERR_NONE)
        code = out_of_memory(err);
    else if (root == NULL || !name_is(root->name, "opml"))
        code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "this is not OPML");
    else
        code = outlines_read(&reading, body != NULL ? body : root);
    xmlFreeDoc(document);
    str_release(&whole);
    return code;
}
