#include "aggregator/parse/article.h"

#include "aggregator/base/url.h"
#include "aggregator/base/utf8.h"
#include "aggregator/parse/article_score.h"
#include "aggregator/parse/limits.h"
#include "aggregator/parse/page.h"

#include <ctype.h>
#include <libxml/xpath.h>
#include <string.h>
#include <strings.h>

enum {
    TEXT_BYTES_MIN = 200, /* a shorter text is a notice, or the page needs scripts */
    TITLE_BYTES = 1024,   /* of it that are compared */
    WORD_BYTES_MIN = 4,   /* shorter words stand on every page */
    WORDS_MAX = 64,
};

struct article {
    struct arena *arena;
    const struct article_request *request;
    struct error *err;
    xmlNode *parts[ARTICLE_PARTS_MAX];
    size_t part_count;
};

static int absent(struct error *err, const char *why)
{
    return error_set(err, ERR_ABSENT, SCOPE_ITEM, "%s", why);
}

/* Scripts without spaces between words are compared by pairs of characters. */
static bool is_wide(uint32_t code)
{
    return code >= 0x2E80;
}

/* The next word or pair of a text; its length, 0 at the end. */
static size_t word_next(const char **at)
{
    const unsigned char *text = (const unsigned char *)*at;

    while (*text != '\0') {
        size_t length = 0;
        const int first = utf8_sequence(text, strlen((const char *)text));

        if (first <= 0) {
            text++;
            continue;
        }
        if (is_wide(utf8_decode(text, first))) {
            const int second = utf8_sequence(text + first, strlen((const char *)text + first));

            *at = (const char *)text;
            if (second > 0 && is_wide(utf8_decode(text + first, second)))
                return (size_t)first + (size_t)second;
            text += first;
            continue;
        }
        while (isalnum(text[length]) ||
               (text[length] >= 0x80 && text[length] < 0xE2)) /* letters below U+2000 */
            length++;
        *at = (const char *)text;
        if (length >= WORD_BYTES_MIN)
            return length;
        text += length > 0 ? length : (size_t)first;
    }
    *at = (const char *)text;
    return 0;
}

static bool contains(const char *text, size_t size, const char *word, size_t length)
{
    for (size_t i = 0; i + length <= size; i++)
        if (tolower((unsigned char)text[i]) == tolower((unsigned char)word[0]) &&
            strncasecmp(text + i, word, length) == 0)
            return true;
    return false;
}

/* Whether at least half of the title's words stand on the page. */
static bool is_about(const char *title, const struct str *page)
{
    char start[TITLE_BYTES];
    const char *at = start;
    size_t words = 0, found = 0, length;

    snprintf(start, sizeof(start), "%s", title);
    while (words < WORDS_MAX && (length = word_next(&at)) > 0) {
        words++;
        found += contains(page->text, page->length, at, length);
        at += is_wide(utf8_decode((const unsigned char *)at,
                                  utf8_sequence((const unsigned char *)at, length)))
                  ? length / 2
                  : length;
    }
    return found * 2 >= words;
}

static int text_check(const struct article *a, xmlNode *root)
{
    struct str page, text;
    int code = 0;

    str_init(&page, PARSE_PAGE_BYTES_MAX);
    str_init(&text, PARSE_PAGE_BYTES_MAX);
    page_text(&page, root);
    for (size_t i = 0; i < a->part_count; i++)
        page_text(&text, a->parts[i]);
    if (str_status(&page) == ERR_MEMORY || str_status(&text) == ERR_MEMORY)
        code = error_set(a->err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
    else if (text.length < TEXT_BYTES_MIN)
        code = absent(a->err, "the page has too little text");
    else if (a->request->title != NULL && !is_about(a->request->title, &page))
        code = absent(a->err, "the page is about something else than the item");
    str_release(&page);
    str_release(&text);
    return code;
}

static bool is_in_part(const struct article *a, const xmlNode *node)
{
    for (; node != NULL; node = node->parent)
        for (size_t i = 0; i < a->part_count; i++)
            if (a->parts[i] == node)
                return true;
    return false;
}

/* The elements of the user's expression. */
static int parts_find(struct article *a, xmlDocPtr page)
{
    xmlXPathContextPtr context = xmlXPathNewContext(page);
    xmlXPathObjectPtr found = NULL;
    xmlNodeSetPtr nodes;

    if (context == NULL)
        return error_set(a->err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
#if LIBXML_VERSION >= 20910
    context->opLimit = PARSE_PAGE_STEPS_MAX;
#endif
    context->node = (xmlNode *)(void *)page;
    xmlSetGenericErrorFunc(NULL, NULL);
    found = xmlXPathEval((const xmlChar *)a->request->path, context);
    nodes = found != NULL && found->type == XPATH_NODESET ? found->nodesetval : NULL;
    for (int i = 0; nodes != NULL && i < nodes->nodeNr && a->part_count < ARTICLE_PARTS_MAX; i++)
        if (nodes->nodeTab[i]->type == XML_ELEMENT_NODE && !is_in_part(a, nodes->nodeTab[i]))
            a->parts[a->part_count++] = nodes->nodeTab[i];
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return a->part_count > 0 ? 0 : absent(a->err, "nothing on the page matches fulltext");
}

static int parts_choose(struct article *a, xmlNode *root)
{
    xmlNode *body = page_find(root, "body");

    body = body != NULL ? body : root;
    article_prune(body);
    a->part_count = article_choose(a->parts, body);
    if (a->part_count == 0)
        return absent(a->err, "the page has no article");
    for (size_t i = 0; i < a->part_count; i++)
        article_prune_links(a->parts[i]);
    return 0;
}

/* The item has the title already. */
static void title_remove(xmlNode *part)
{
    xmlNode *title = page_find(part, "h1");

    if (title == NULL || title == part)
        return;
    xmlUnlinkNode(title);
    xmlFreeNode(title);
}

static int html_write(const char **ret, const struct article *a)
{
    struct str html;
    int code = 0;

    title_remove(a->parts[0]);
    str_init(&html, PARSE_TEXT_BYTES_MAX);
    for (size_t i = 0; i < a->part_count && code == 0; i++)
        code = page_html(&html, a->parts[i], a->err);
    if (code == 0 && str_status(&html) == ERR_LIMIT)
        code = error_set(a->err, ERR_LIMIT, SCOPE_ITEM, "the article is larger than %d bytes",
                         PARSE_TEXT_BYTES_MAX);
    if (code == 0 && (*ret = arena_keep_str(a->arena, &html)) == NULL)
        code = error_set(a->err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
    str_release(&html);
    return code;
}

/* The address that the page's addresses are relative to. */
static const char *base_find(const struct article *a, xmlNode *root)
{
    const char *url = a->request->page->url;
    xmlNode *node = page_find(root, "base");
    char *href = node != NULL ? page_attribute(node, "href") : NULL;
    const char *base =
        href != NULL && strlen(href) <= PARSE_BASE_BYTES_MAX ? url_join(a->arena, url, href) : NULL;

    xmlFree(href);
    return base != NULL && url_is_http(base) ? base : url;
}

static int page_take(const char **ret_html, const char **ret_base, struct article *a,
                     xmlDocPtr page)
{
    xmlNode *root = page != NULL ? xmlDocGetRootElement(page) : NULL;
    int code;

    if (root == NULL)
        return absent(a->err, "an empty page");
    *ret_base = base_find(a, root);
    code = a->request->path != NULL ? parts_find(a, page) : parts_choose(a, root);
    if (code == 0)
        code = text_check(a, root);
    return code == 0 ? html_write(ret_html, a) : code;
}

int article_parse(const char **ret_html, const char **ret_base, struct arena *arena,
                  const struct article_request *request, struct error *err)
{
    struct article article = {.arena = arena, .request = request, .err = err};
    struct parse_report report = {{0}, {{0}}};
    struct charset charset = {0};
    xmlDocPtr page = NULL;
    int code = charset_open(&charset, request->page, &report, err);

    if (code == 0)
        code = page_read(&page, &charset, err);
    if (code == 0)
        code = page_take(ret_html, ret_base, &article, page);
    xmlFreeDoc(page);
    charset_close(&charset);
    return code;
}
