#include "aggregator/parse/article_score.h"

#include "aggregator/parse/page.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARAGRAPH_BYTES = 25, /* a shorter one gives no points */
    LOOSE_BYTES = 80,     /* text directly in a block counts as a paragraph from here on */
    POINT_BYTES = 100,    /* of a paragraph, for one more point; at most LONG_POINTS */
    LONG_POINTS = 3,
    CLASS_WORD_SIZE = 24,
    CANDIDATES_MAX = 20000,
};

/* A part that continues the article has this share of its points. */
static const float SIBLING_SHARE = 0.2f, SIBLING_POINTS = 10;
static const float SIBLING_LINKS = 0.25f, LIST_LINKS = 0.5f;
static const float BIG_SHARE = 0.4f; /* of the page's text: never pruned */

/* Sorted. Elements that hold no part of an article. */
static const char *const silent[] = {
    "aside", "button", "canvas",   "dialog", "footer", "form",   "input", "link",     "menu",
    "meta",  "nav",    "noscript", "object", "script", "select", "style", "template", "textarea",
};

/* Sorted. Words in a class, an id or a role by which sites name what is beside the article. */
static const char *const beside[] = {
    "ad",          "ads",         "advert",    "advertisement", "advertising", "banner",
    "breadcrumb",  "breadcrumbs", "byline",    "comment",       "comments",    "consent",
    "cookie",      "cookies",     "disqus",    "footer",        "gdpr",        "menu",
    "modal",       "nav",         "navbar",    "navigation",    "newsletter",  "outbrain",
    "pager",       "pagination",  "paywall",   "popup",         "promo",       "promotion",
    "recommended", "related",     "share",     "sharing",       "sidebar",     "social",
    "sponsor",     "sponsored",   "subscribe", "taboola",       "toolbar",     "widget",
};

static int by_text(const void *a, const void *b)
{
    return strcmp(a, *(const char *const *)b);
}

#define is_one_of(word, list)                                                                      \
    (bsearch(word, list, sizeof(list) / sizeof((list)[0]), sizeof((list)[0]), by_text) != NULL)

static size_t bytes_count(const char *text)
{
    size_t count = 0;

    for (; text != NULL && *text != '\0'; text++)
        count += !isspace((unsigned char)*text);
    return count;
}

static bool is_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
           node->content != NULL;
}

/* Walks the tree with the link it is in, so that each text is counted once. */
struct article_measure article_measure(xmlNode *node)
{
    struct article_measure ret = {0, 0};
    const xmlNode *link = NULL;

    for (xmlNode *at = node; at != NULL;) {
        if (link == NULL && page_is(at, "a"))
            link = at;
        if (is_text(at)) {
            const size_t bytes = bytes_count((const char *)at->content);

            ret.text += bytes;
            ret.links += link != NULL ? bytes : 0;
        }
        {
            xmlNode *next = page_next(node, at, true);
            const xmlNode *up = next;

            while (link != NULL && up != NULL && up != link)
                up = up->parent;
            link = up != NULL ? link : NULL;
            at = next;
        }
    }
    return ret;
}

static bool names_beside(const char *text)
{
    char word[CLASS_WORD_SIZE];

    for (size_t length; *text != '\0'; text += length) {
        length = strcspn(text, " \t\r\n-_");
        if (length > 0 && length < sizeof(word)) {
            for (size_t i = 0; i < length; i++)
                word[i] = (char)tolower((unsigned char)text[i]);
            word[length] = '\0';
            if (is_one_of(word, beside))
                return true;
        }
        length += text[length] != '\0';
    }
    return false;
}

static bool attribute_says(const xmlNode *node, const char *name, bool (*test)(const char *))
{
    char *value = page_attribute(node, name);
    const bool ret = value != NULL && test(value);

    xmlFree(value);
    return ret;
}

static bool is_anything(const char *value)
{
    (void)value;
    return true;
}

static bool is_true(const char *value)
{
    return strcmp(value, "true") == 0;
}

static bool is_hidden(const xmlNode *node)
{
    return attribute_says(node, "hidden", is_anything) ||
           attribute_says(node, "aria-hidden", is_true);
}

static bool is_beside(const xmlNode *node)
{
    return attribute_says(node, "class", names_beside) ||
           attribute_says(node, "id", names_beside) || attribute_says(node, "role", names_beside);
}

static bool is_main(const xmlNode *node)
{
    return page_is(node, "html") || page_is(node, "body") || page_is(node, "article") ||
           page_is(node, "main");
}

/* A block that holds much of the page is not beside the article, whatever it is called. */
static bool is_to_prune(xmlNode *node, size_t page_bytes)
{
    if (node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE)
        return true;
    if (node->type != XML_ELEMENT_NODE || is_main(node))
        return false;
    if (is_one_of((const char *)node->name, silent))
        return true;
    return (is_hidden(node) || is_beside(node)) &&
           (float)article_measure(node).text < BIG_SHARE * (float)page_bytes;
}

/* Removes the nodes inside root that the test names. */
static void nodes_remove(xmlNode *root, bool (*test)(xmlNode *, size_t), size_t value)
{
    for (xmlNode *at = page_next(root, root, true), *next; at != NULL; at = next) {
        const bool remove = test(at, value);

        next = page_next(root, at, !remove);
        if (!remove)
            continue;
        xmlUnlinkNode(at);
        xmlFreeNode(at);
    }
}

void article_prune(xmlNode *body)
{
    nodes_remove(body, is_to_prune, article_measure(body).text);
}

static float link_share(struct article_measure measure)
{
    return measure.text > 0 ? (float)measure.links / (float)measure.text : 0;
}

static bool is_list_of_links(xmlNode *node, size_t unused)
{
    static const char *const names[] = {"div", "dl", "ol", "section", "table", "ul"};

    (void)unused;
    if (node->type != XML_ELEMENT_NODE || !is_one_of((const char *)node->name, names))
        return false;
    return link_share(article_measure(node)) > LIST_LINKS;
}

void article_prune_links(xmlNode *article)
{
    nodes_remove(article, is_list_of_links, 0);
}

/* The points of the nodes, which keep their place in node->_private, counted from 1. */
struct scores {
    xmlNode *nodes[CANDIDATES_MAX];
    float points[CANDIDATES_MAX];
    size_t count;
};

static void points_add(struct scores *scores, xmlNode *node, float points)
{
    uintptr_t place;

    if (node == NULL || node->type != XML_ELEMENT_NODE)
        return;
    place = (uintptr_t)node->_private;
    if (place == 0) {
        if (scores->count == CANDIDATES_MAX)
            return;
        scores->nodes[scores->count] = node;
        scores->points[scores->count] = 0;
        place = ++scores->count;
        node->_private = (void *)place;
    }
    scores->points[place - 1] += points;
}

/* Commas of any script: prose has them, a menu has not. */
static size_t commas_count(xmlNode *node)
{
    static const char *const commas[] = {",", "،", "、", "，"};
    size_t count = 0;

    for (xmlNode *at = node; at != NULL; at = page_next(node, at, true)) {
        if (!is_text(at))
            continue;
        for (size_t i = 0; i < sizeof(commas) / sizeof(commas[0]); i++)
            for (const char *c = (const char *)at->content; (c = strstr(c, commas[i])) != NULL; c++)
                count++;
    }
    return count;
}

static float paragraph_points(xmlNode *node, size_t bytes)
{
    const size_t length = bytes / POINT_BYTES;

    return 1 + (float)commas_count(node) + (float)(length < LONG_POINTS ? length : LONG_POINTS);
}

/* Text that stands in a block without a paragraph, between line breaks. */
static size_t loose_bytes(const xmlNode *node)
{
    size_t bytes = 0;

    for (const xmlNode *at = node->children; at != NULL; at = at->next)
        bytes += is_text(at) ? bytes_count((const char *)at->content) : 0;
    return bytes;
}

static void node_score(struct scores *scores, xmlNode *node)
{
    static const char *const paragraphs[] = {"blockquote", "p", "pre"};
    static const char *const blocks[] = {"article", "div", "main", "section", "td"};
    size_t bytes;
    float points;

    if (node->type != XML_ELEMENT_NODE)
        return;
    if (is_one_of((const char *)node->name, paragraphs)) {
        bytes = article_measure(node).text;
        if (bytes < PARAGRAPH_BYTES)
            return;
        points = paragraph_points(node, bytes);
        points_add(scores, node->parent, points);
        if (node->parent != NULL)
            points_add(scores, node->parent->parent, points / 2);
    } else if (is_one_of((const char *)node->name, blocks)) {
        bytes = loose_bytes(node);
        if (bytes >= LOOSE_BYTES) {
            bytes /= POINT_BYTES;
            points_add(scores, node, 1 + (float)bytes);
        }
    }
}

static bool says_article(const char *value)
{
    return strstr(value, "articleBody") != NULL;
}

/* The points of a node with all that its form says. */
static float final_points(const struct scores *scores, xmlNode *node)
{
    const uintptr_t place = (uintptr_t)node->_private;
    float points;

    if (node->type != XML_ELEMENT_NODE || place == 0)
        return 0;
    points = scores->points[place - 1] * (1 - link_share(article_measure(node)));
    if (attribute_says(node, "itemprop", says_article))
        return points * 2;
    return page_is(node, "article") || page_is(node, "main") ? points * 1.25f : points;
}

static bool continues(const struct scores *scores, xmlNode *node, float best)
{
    const float wanted = SIBLING_SHARE * best;

    if (node->type != XML_ELEMENT_NODE)
        return false;
    if (final_points(scores, node) >= (wanted > SIBLING_POINTS ? wanted : SIBLING_POINTS))
        return true;
    if (page_is(node, "p")) {
        const struct article_measure measure = article_measure(node);

        return measure.text >= LOOSE_BYTES && link_share(measure) < SIBLING_LINKS;
    }
    return false;
}

static size_t parts_collect(xmlNode *ret[ARTICLE_PARTS_MAX], const struct scores *scores,
                            xmlNode *body)
{
    xmlNode *best = NULL, *at;
    float most = 0;
    size_t count = 0;

    for (size_t i = 0; i < scores->count; i++) {
        const float points = final_points(scores, scores->nodes[i]);

        if (points > most) {
            most = points;
            best = scores->nodes[i];
        }
    }
    if (best == NULL)
        return 0;
    at = best == body || best->parent == NULL ? best : best->parent->children;
    for (; at != NULL && count < ARTICLE_PARTS_MAX; at = best == body ? NULL : at->next)
        if (at == best || continues(scores, at, most))
            ret[count++] = at;
    return count;
}

size_t article_choose(xmlNode *ret[ARTICLE_PARTS_MAX], xmlNode *body)
{
    struct scores *scores = calloc(1, sizeof(*scores));
    size_t count;

    if (scores == NULL)
        return 0;
    for (xmlNode *at = body; at != NULL; at = page_next(body, at, true))
        node_score(scores, at);
    count = parts_collect(ret, scores, body);
    free(scores);
    return count;
}
