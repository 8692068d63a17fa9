#include "aggregator/parse/page_items.h"

#include "aggregator/base/clock.h"
#include "aggregator/parse/fields.h"
#include "aggregator/parse/page.h"
#include "aggregator/parse/xml_problem.h"

#include <libxml/xpath.h>
#include <string.h>

struct page_items {
    struct build_state *build;
    struct error *err;
    xmlXPathContextPtr context;
    xmlXPathCompExprPtr compiled[SCRAPE_PARTS];
    size_t bytes; /* of all texts that were taken */
};

/* Where a part is looked for when feeds.yaml does not say; NULL: nowhere. */
static const char *const usual_paths[SCRAPE_PARTS] = {
    [SCRAPE_DATE] = "descendant-or-self::time",
    [SCRAPE_LINK] = "(descendant-or-self::a/@href)[1]",
    [SCRAPE_TITLE] = ("(descendant::h1|descendant::h2|descendant::h3|descendant::h4|descendant::h5|"
                      "descendant::h6|descendant-or-self::a[@href])[1]"),
};

/* The attribute that holds the value of an element, for the parts that are not its text. */
static const struct {
    enum scrape_part part;
    const char *element, *attribute;
} holders[] = {
    {SCRAPE_DATE, "meta", "content"},   {SCRAPE_DATE, "time", "datetime"},
    {SCRAPE_DATE, "data", "value"},     {SCRAPE_IMAGE, "img", "data-src"},
    {SCRAPE_IMAGE, "img", "src"},       {SCRAPE_IMAGE, "meta", "content"},
    {SCRAPE_LINK, "a", "href"},         {SCRAPE_LINK, "area", "href"},
    {SCRAPE_LINK, "link", "href"},      {SCRAPE_TITLE, "meta", "content"},
    {SCRAPE_AUTHOR, "meta", "content"}, {SCRAPE_TITLE, "img", "alt"},
};

static void ignore(void *context, XML_PROBLEM *problem)
{
    (void)context;
    (void)problem;
}

static int out_of_memory(struct error *err)
{
    return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
}

/* The selector was checked with feeds.yaml, so only memory can be missing. */
static int paths_compile(struct page_items *p, const struct scrape *scrape)
{
    for (size_t i = 0; i < SCRAPE_PARTS; i++) {
        const char *path = scrape->paths[i] != NULL ? scrape->paths[i] : usual_paths[i];

        if (path == NULL)
            continue;
        p->compiled[i] = xmlXPathCtxtCompile(p->context, (const xmlChar *)path);
        if (p->compiled[i] == NULL)
            return out_of_memory(p->err);
    }
    return 0;
}

/* Evaluates a part at a node; *ret is NULL when it was not given. */
static int part_find(xmlXPathObjectPtr *ret, struct page_items *p, enum scrape_part part,
                     xmlNode *node)
{
    *ret = NULL;
    if (p->compiled[part] == NULL)
        return 0;
    p->context->node = node;
    *ret = xmlXPathCompiledEval(p->compiled[part], p->context);
    if (*ret != NULL)
        return 0;
#if LIBXML_VERSION >= 20910
    if (p->context->lastError.code == XML_XPATH_EXPRESSION_OK + XPATH_OP_LIMIT_EXCEEDED)
        return error_set(p->err, ERR_LIMIT, SCOPE_FEED,
                         "the expressions of scrape take more than %d steps on this page",
                         PARSE_PAGE_STEPS_MAX);
#endif
    return error_set(p->err, ERR_LIMIT, SCOPE_FEED,
                     "an expression of scrape cannot be evaluated on this page");
}

/* The value that an element holds in an attribute; NULL when it is in its text. */
static char *held_value(enum scrape_part part, const xmlNode *node)
{
    char *value = NULL;

    for (size_t i = 0; value == NULL && i < sizeof(holders) / sizeof(holders[0]); i++)
        if (holders[i].part == part && page_is(node, holders[i].element))
            value = page_attribute(node, holders[i].attribute);
    return value;
}

static void node_text(struct str *into, enum scrape_part part, xmlNode *node)
{
    char *value = held_value(part, node);

    if (value != NULL)
        str_append(into, value);
    else
        page_text(into, node);
    xmlFree(value);
}

/* Appends the value of a result: of its first node that has one, or of a text or number. */
static void result_text(struct str *into, enum scrape_part part, xmlXPathObjectPtr result)
{
    xmlChar *text;

    if (result->type == XPATH_NODESET) {
        for (int i = 0; result->nodesetval != NULL && i < result->nodesetval->nodeNr; i++) {
            node_text(into, part, result->nodesetval->nodeTab[i]);
            if (into->length > 0)
                return;
        }
        return;
    }
    text = xmlXPathCastToString(result);
    if (text != NULL)
        str_append(into, (const char *)text);
    xmlFree(text);
}

/* Keeps a text with its blanks trimmed; NULL when nothing is left. */
static const char *text_keep(struct page_items *p, const struct str *text)
{
    const char *start = text->text + strspn(text->text, " \t\r\n");
    size_t length = strlen(start);

    while (length > 0 && strchr(" \t\r\n", start[length - 1]) != NULL)
        length--;
    p->bytes += length;
    return length > 0 ? build_keep(p->build, start, length) : NULL;
}

/* Ends a text and keeps it; *ret is NULL when nothing is left. */
static int text_end(const char **ret, struct page_items *p, struct str *text)
{
    int code = 0;

    *ret = NULL;
    if (str_status(text) == ERR_NONE)
        *ret = text_keep(p, text);
    else if (str_status(text) == ERR_MEMORY)
        code = out_of_memory(p->err);
    else
        p->build->item_large = true;
    str_release(text);
    return code;
}

/* The text of a part of the item at a node; *ret is NULL when it has none. */
static int part_text(const char **ret, struct page_items *p, enum scrape_part part, xmlNode *node)
{
    xmlXPathObjectPtr result;
    struct str text;
    int code = part_find(&result, p, part, node);

    *ret = NULL;
    if (code != 0 || result == NULL)
        return code;
    str_init(&text, PARSE_TEXT_BYTES_MAX);
    result_text(&text, part, result);
    xmlXPathFreeObject(result);
    return text_end(ret, p, &text);
}

/* All elements of the content as HTML, one after another. */
static int content_html(struct str *into, struct page_items *p, xmlXPathObjectPtr result)
{
    int code = 0;

    if (result->type != XPATH_NODESET) {
        result_text(into, SCRAPE_CONTENT, result);
        return 0;
    }
    for (int i = 0; code == 0 && result->nodesetval != NULL && i < result->nodesetval->nodeNr;
         i++) {
        xmlNode *node = result->nodesetval->nodeTab[i];

        if (node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE)
            code = page_html(into, node, p->err);
        else
            node_text(into, SCRAPE_CONTENT, node);
    }
    return code;
}

static int content_read(struct page_items *p, xmlNode *node)
{
    struct build_state *b = p->build;
    xmlXPathObjectPtr result;
    struct str html;
    int code = part_find(&result, p, SCRAPE_CONTENT, node);

    if (code != 0 || result == NULL)
        return code;
    str_init(&html, PARSE_TEXT_BYTES_MAX);
    code = content_html(&html, p, result);
    if (str_status(&html) != ERR_NONE)
        b->item_large = true;
    else if (code == 0)
        b->item.content = (struct text_construct){.value = text_keep(p, &html),
                                                  .lang = b->item.language,
                                                  .base = b->frames[0].base,
                                                  .kind = TEXT_HTML};
    str_release(&html);
    xmlXPathFreeObject(result);
    return code;
}

/* Adds the author whose name ends here, if it has one. */
static int author_end(struct page_items *p, struct str *text)
{
    struct build_state *b = p->build;
    struct person *grown;
    const char *name;
    const int code = text_end(&name, p, text);

    if (code != 0 || name == NULL)
        return code;
    grown = build_list_grow(b, b->item.authors, b->item.author_count, sizeof(*grown));
    if (grown == NULL)
        return 0;
    b->item.authors = grown;
    grown[b->item.author_count++] = (struct person){.name = name};
    field_people_settle(grown, &b->item.author_count);
    return 0;
}

/* Every node of the result is an author. */
static int authors_read(struct page_items *p, xmlNode *node)
{
    xmlXPathObjectPtr result;
    struct str text;
    int code = part_find(&result, p, SCRAPE_AUTHOR, node), count = 0;
    const bool is_text = result != NULL && result->type != XPATH_NODESET;

    if (result != NULL && !is_text && result->nodesetval != NULL)
        count = result->nodesetval->nodeNr;
    if (count > PARSE_LIST_MAX) {
        report_add(p->build->report, WARN_LIST_LONG, NULL);
        count = PARSE_LIST_MAX;
    }
    for (int i = 0; i < (is_text ? 1 : count) && code == 0; i++) {
        str_init(&text, PARSE_TEXT_BYTES_MAX);
        if (is_text)
            result_text(&text, SCRAPE_AUTHOR, result);
        else
            node_text(&text, SCRAPE_AUTHOR, result->nodesetval->nodeTab[i]);
        code = author_end(p, &text);
    }
    xmlXPathFreeObject(result);
    return code;
}

static int link_read(struct page_items *p, xmlNode *node)
{
    struct build_state *b = p->build;
    const char *address;
    int code = part_text(&address, p, SCRAPE_LINK, node);
    struct link *links;

    b->item.link = code == 0 ? build_resolve(b, &b->frames[0], address) : NULL;
    if (b->item.link == NULL)
        return code;
    links = build_list_grow(b, NULL, 0, sizeof(*links));
    if (links != NULL)
        links[b->item.link_count++] = (struct link){.rel = "alternate", .href = b->item.link};
    b->item.links = links;
    return 0;
}

static int item_read(struct page_items *p, xmlNode *node)
{
    struct build_state *b = p->build;
    const char *title = NULL, *date = NULL, *image = NULL;
    int code;

    build_item_begin(b);
    b->frames[0].owner = OWNER_ENTRY;
    code = link_read(p, node);
    if (code == 0)
        code = part_text(&title, p, SCRAPE_TITLE, node);
    if (code == 0)
        code = content_read(p, node);
    if (code == 0)
        code = part_text(&date, p, SCRAPE_DATE, node);
    if (code == 0)
        code = part_text(&image, p, SCRAPE_IMAGE, node);
    if (code == 0)
        code = authors_read(p, node);
    if (code == 0) {
        b->item.title = (struct text_construct){
            .value = title, .lang = b->item.language, .base = b->frames[0].base};
        b->item.published = date != NULL ? build_date(b, date) : TIME_NONE;
        b->item.thumbnail = build_resolve(b, &b->frames[0], image);
        b->item_said = title != NULL || b->item.content.value != NULL;
        field_item_complete(b);
        build_item_deliver(b);
    }
    b->frames[0].owner = OWNER_DOCUMENT;
    return code != 0 ? code : b->code;
}

static bool is_full(const struct page_items *p, size_t items)
{
    return items >= PARSE_PAGE_ITEMS_MAX || p->bytes >= PARSE_PAGE_TEXT_BYTES_MAX;
}

static int items_read(struct page_items *p, xmlDocPtr page)
{
    xmlXPathObjectPtr found;
    int code = part_find(&found, p, SCRAPE_ITEM, (xmlNode *)(void *)page), count = 0;

    if (code != 0 || found == NULL)
        return code;
    if (found->type == XPATH_NODESET && found->nodesetval != NULL)
        count = found->nodesetval->nodeNr;
    if (count == 0)
        code = error_set(p->err, ERR_NOT_FEED, SCOPE_FEED,
                         "nothing on the page matches item of scrape");
    for (int i = 0; i < count && code == 0; i++) {
        xmlNode *node = found->nodesetval->nodeTab[i];

        if (is_full(p, (size_t)i))
            report_add(p->build->report, WARN_ITEM_LATER, NULL);
        else if (node->type == XML_ELEMENT_NODE)
            code = item_read(p, node);
    }
    xmlXPathFreeObject(found);
    return code;
}

/* The page's own title, language and base. */
static void document_read(struct page_items *p, xmlDocPtr page)
{
    struct build_state *b = p->build;
    xmlNode *root = xmlDocGetRootElement(page);
    xmlNode *base = root != NULL ? page_find(root, "base") : NULL;
    xmlNode *title = root != NULL ? page_find(root, "title") : NULL;
    char *href = base != NULL ? page_attribute(base, "href") : NULL;
    char *lang = root != NULL ? page_attribute(root, "lang") : NULL;
    struct str text;

    if (href != NULL && strlen(href) <= PARSE_BASE_BYTES_MAX)
        b->frames[0].base = build_resolve(b, &b->frames[0], href);
    if (b->frames[0].base == NULL)
        b->frames[0].base = b->request->url;
    str_init(&text, PARSE_TEXT_BYTES_MAX);
    if (title != NULL)
        page_text(&text, title);
    if (str_status(&text) == ERR_NONE)
        b->document->title = (struct text_construct){.value = text_keep(p, &text)};
    if (lang != NULL && lang[0] != '\0')
        b->document->language = build_language(b, build_keep(b, lang, strlen(lang)));
    b->document->link = b->request->url;
    str_release(&text);
    xmlFree(href);
    xmlFree(lang);
}

static int page_take(struct page_items *p, xmlDocPtr page)
{
    int code;

    p->context = xmlXPathNewContext(page);
    if (p->context == NULL)
        return out_of_memory(p->err);
    p->context->error = ignore;
#if LIBXML_VERSION >= 20910
    p->context->opLimit = PARSE_PAGE_STEPS_MAX;
#endif
    p->build->frames[0].owner = OWNER_DOCUMENT;
    document_read(p, page);
    code = paths_compile(p, p->build->request->scrape);
    if (code == 0)
        code = items_read(p, page);
    for (size_t i = 0; i < SCRAPE_PARTS; i++)
        xmlXPathFreeCompExpr(p->compiled[i]);
    xmlXPathFreeContext(p->context);
    return code;
}

int page_items_parse(struct build_state *build, struct charset *charset, struct error *err)
{
    struct page_items p = {.build = build, .err = err};
    xmlDocPtr page = NULL;
    int code = page_read(&page, charset, err);

    if (code != 0 || page == NULL)
        return code;
    code = page_take(&p, page);
    if (code == 0)
        build->document->format = FORMAT_PAGE;
    xmlFreeDoc(page);
    return code;
}
