#include "aggregator/subscribe/opml.h"

#include "aggregator/base/url.h"

#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

struct reading {
    struct opml *opml;
    struct arena *arena;
    const char *folders[OPML_TAGS_MAX]; /* the outlines around the present one */
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

/* An attribute by its name in any case, trimmed; NULL when it is absent or empty. */
static const char *attribute(struct arena *arena, const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
        if (name_is(a->name, name)) {
            xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
            const char *text = value != NULL ? (const char *)value : "";
            size_t length;

            text += strspn(text, " \t\r\n");
            length = strlen(text);
            while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
                length--;
            text = length > 0 ? arena_strndup(arena, text, length) : NULL;
            xmlFree(value);
            return text;
        }
    return NULL;
}

static void tag_add(struct feed *feed, const char *tag)
{
    for (size_t i = 0; i < feed->tag_count; i++)
        if (strcmp(feed->tags[i], tag) == 0)
            return;
    if (feed->tag_count < OPML_TAGS_MAX)
        feed->tags[feed->tag_count++] = tag;
}

/* "/news/world,/water": each path's parts are tags (OPML 2.0, "category"). */
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

static bool feed_is_known(const struct opml *opml, const char *url)
{
    for (size_t i = 0; i < opml->count; i++)
        if (strcmp(opml->feeds[i].url, url) == 0)
            return true;
    return false;
}

static int feed_add(struct reading *reading, const xmlNode *node, const char *url, const char *name)
{
    struct opml *opml = reading->opml;
    struct feed *feed, *feeds;

    if (!url_is_http(url) || opml->count == OPML_FEEDS_MAX) {
        opml->skipped++;
        return 0;
    }
    if (feed_is_known(opml, url))
        return 0;
    feeds = arena_grow(reading->arena, opml->feeds, opml->count, sizeof(*feeds));
    if (feeds == NULL)
        return out_of_memory(reading->err);
    opml->feeds = feeds;
    feed = &feeds[opml->count++];
    *feed = (struct feed){.url = url, .name = name, .enabled = true};
    feed->language = attribute(reading->arena, node, "language");
    feed->tags = arena_array(reading->arena, OPML_TAGS_MAX, sizeof(*feed->tags));
    if (feed->tags == NULL)
        return out_of_memory(reading->err);
    for (size_t i = 0; i < reading->folder_count; i++)
        tag_add(feed, reading->folders[i]);
    categories_add(feed, reading->arena, attribute(reading->arena, node, "category"));
    return 0;
}

/* One outline: a feed, or a folder, or both. libxml2 bounds the depth of the tree. */
static int outlines_read(struct reading *reading, const xmlNode *parent)
{
    int code = 0;

    for (const xmlNode *node = parent->children; node != NULL && code == 0; node = node->next) {
        const size_t folders = reading->folder_count;
        const char *url, *name;

        if (node->type != XML_ELEMENT_NODE || !name_is(node->name, "outline"))
            continue;
        url = attribute(reading->arena, node, "xmlUrl");
        name = attribute(reading->arena, node, "title");
        if (name == NULL)
            name = attribute(reading->arena, node, "text");
        if (url != NULL)
            code = feed_add(reading, node, url, name);
        else if (name != NULL && folders < OPML_TAGS_MAX)
            reading->folders[reading->folder_count++] = name;
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

int opml_read(struct opml *ret, struct arena *arena, const char *text, size_t size,
              struct error *err)
{
    const int options =
        XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    struct reading reading = {.opml = ret, .arena = arena, .err = err};
    xmlDoc *document =
        size <= INT32_MAX ? xmlReadMemory(text, (int)size, NULL, NULL, options) : NULL;
    const xmlNode *root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    const xmlNode *body = root != NULL ? child_named(root, "body") : NULL;
    int code;

    *ret = (struct opml){0};
    if (root == NULL || !name_is(root->name, "opml"))
        code = error_set(err, ERR_SYNTAX, SCOPE_RUN, "this is no OPML");
    else
        code = outlines_read(&reading, body != NULL ? body : root);
    xmlFreeDoc(document);
    return code;
}
