#include "aggregator/subscribe/discover.h"

#include "aggregator/base/url.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

struct search {
    struct arena *arena;
    struct link *links;
    size_t count;
    const char *base;
    bool base_seen, out_of_memory;
};

static const char *attribute(struct arena *arena, xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    const char *copy = value != NULL ? arena_strdup(arena, (const char *)value) : NULL;

    xmlFree(value);
    return copy;
}

/* rel is a list of words (HTML, "link types"). */
static bool has_word(const char *list, const char *word)
{
    while (list != NULL && *list != '\0') {
        size_t length;

        list += strspn(list, " \t\r\n\f");
        length = strcspn(list, " \t\r\n\f");
        if (length == strlen(word) && strncasecmp(list, word, length) == 0)
            return true;
        list += length;
    }
    return false;
}

/* A media type used for feeds; parameters are ignored. */
static bool is_feed_type(const char *type)
{
    static const char *const types[] = {"application/rss+xml", "application/atom+xml",
                                        "application/rdf+xml", "application/feed+json",
                                        "application/json"};
    size_t length = type != NULL ? strcspn(type, "; \t") : 0;

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (length == strlen(types[i]) && strncasecmp(type, types[i], length) == 0)
            return true;
    return false;
}

static bool is_known(const struct search *search, const char *href)
{
    for (size_t i = 0; i < search->count; i++)
        if (strcmp(search->links[i].href, href) == 0)
            return true;
    return false;
}

static void link_take(struct search *search, xmlNode *node)
{
    struct link link = {.rel = "alternate", .type = attribute(search->arena, node, "type")};
    const char *href = attribute(search->arena, node, "href");
    struct link *links;

    if (href == NULL || !has_word(attribute(search->arena, node, "rel"), "alternate") ||
        !is_feed_type(link.type) || search->count == DISCOVER_MAX)
        return;
    link.href = url_resolve(search->arena, search->base, href);
    link.title = attribute(search->arena, node, "title");
    if (link.href == NULL || !url_is_http(link.href) || is_known(search, link.href))
        return;
    links = arena_grow(search->arena, search->links, search->count, sizeof(*links));
    search->out_of_memory = links == NULL;
    if (links == NULL)
        return;
    search->links = links;
    links[search->count++] = link;
}

static void element_take(struct search *search, xmlNode *node)
{
    const char *name = (const char *)node->name;

    if (strcasecmp(name, "base") == 0 && !search->base_seen) {
        const char *href = attribute(search->arena, node, "href");

        if (href != NULL)
            search->base = url_resolve(search->arena, search->base, href);
        search->base_seen = href != NULL;
    } else if (strcasecmp(name, "link") == 0) {
        link_take(search, node);
    }
}

/* Document order, without recursion: pages may nest arbitrarily deep. */
static xmlNode *node_next(xmlNode *node)
{
    if (node->children != NULL)
        return node->children;
    while (node != NULL && node->next == NULL)
        node = node->parent;
    return node != NULL ? node->next : NULL;
}

int discover_feeds(struct link **ret, size_t *ret_count, struct arena *arena, const char *html,
                   size_t size, const char *url, struct error *err)
{
    const int options =
        HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING;
    struct search search = {.arena = arena, .base = url};
    xmlDoc *document =
        size <= INT32_MAX ? htmlReadMemory(html, (int)size, NULL, NULL, options) : NULL;

    for (xmlNode *node = document != NULL ? xmlDocGetRootElement(document) : NULL;
         node != NULL && !search.out_of_memory; node = node_next(node))
        if (node->type == XML_ELEMENT_NODE)
            element_take(&search, node);
    xmlFreeDoc(document);
    if (search.out_of_memory)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading a page");
    *ret = search.links;
    *ret_count = search.count;
    return 0;
}
