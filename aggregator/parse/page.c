#include "aggregator/parse/page.h"

#include "aggregator/parse/limits.h"

#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

/* Deeper elements are dropped by libxml2, which stops at about this depth. */
static const int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT;

static int text_read(struct str *into, struct charset *charset, struct error *err)
{
    char chunk[CHUNK];
    size_t size;
    int code;

    do {
        code = charset_read(&size, charset, chunk, sizeof(chunk), err);
        if (code == 0)
            str_append_bytes(into, chunk, size);
    } while (code == 0 && size > 0 && str_status(into) == ERR_NONE);
    if (code != 0 || str_status(into) == ERR_NONE)
        return code;
    if (str_status(into) == ERR_MEMORY)
        return error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
    return error_set(err, ERR_LIMIT, SCOPE_FEED, "the page is larger than %d bytes",
                     PARSE_PAGE_BYTES_MAX);
}

int page_read(xmlDocPtr *ret, struct charset *charset, struct error *err)
{
    struct str text;
    int code;

    *ret = NULL;
    str_init(&text, PARSE_PAGE_BYTES_MAX);
    code = text_read(&text, charset, err);
    if (code == 0 && text.length > 0) {
        *ret = htmlReadMemory(text.text, (int)text.length, NULL, "UTF-8", options);
        if (*ret == NULL)
            code = error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
    }
    str_release(&text);
    return code;
}

bool page_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

char *page_attribute(const xmlNode *node, const char *name)
{
    if (node->type != XML_ELEMENT_NODE)
        return NULL;
    return (char *)xmlGetNoNsProp((xmlNode *)(uintptr_t)node, (const xmlChar *)name);
}

xmlNode *page_next(const xmlNode *root, xmlNode *node, bool into)
{
    if (into && node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != NULL && node != root && node->next == NULL)
        node = node->parent;
    return node == NULL || node == root ? NULL : node->next;
}

xmlNode *page_find(xmlNode *node, const char *name)
{
    const xmlNode *root = node;

    while (node != NULL &&
           !(node->type == XML_ELEMENT_NODE && (name == NULL || page_is(node, name))))
        node = page_next(root, node, true);
    return node;
}

/* Appends with single spaces; *blank: a space is due. */
static void words_append(struct str *into, const char *text, bool *blank)
{
    for (; *text != '\0'; text++) {
        const bool is_blank = strchr(" \t\r\n\f", *text) != NULL;

        if (!is_blank && *blank && into->length > 0)
            str_append_char(into, ' ');
        if (!is_blank)
            str_append_char(into, *text);
        *blank = is_blank;
    }
}

/* Whether what it contains is no text of the page. */
static bool is_silent(const xmlNode *node)
{
    static const char *const names[] = {"script", "style", "template", "noscript"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (page_is(node, names[i]))
            return true;
    return false;
}

static bool is_inline(const xmlNode *node)
{
    const htmlElemDesc *element = node->type == XML_ELEMENT_NODE ? htmlTagLookup(node->name) : NULL;

    return element != NULL && element->isinline && !page_is(node, "br");
}

void page_text(struct str *into, xmlNode *node)
{
    bool blank = false;

    if (node->type == XML_ATTRIBUTE_NODE || node->type == XML_TEXT_NODE) {
        xmlChar *text = xmlNodeGetContent(node);

        if (text != NULL)
            words_append(into, (const char *)text, &blank);
        xmlFree(text);
        return;
    }
    for (xmlNode *at = node; at != NULL; at = page_next(node, at, !is_silent(at))) {
        if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
            at->content != NULL && !is_silent(at->parent))
            words_append(into, (const char *)at->content, &blank);
        else if (at->type == XML_ELEMENT_NODE && !is_inline(at))
            blank = true;
    }
}

int page_html(struct str *into, xmlNode *node, struct error *err)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    xmlOutputBufferPtr output = buffer != NULL ? xmlOutputBufferCreateBuffer(buffer, NULL) : NULL;
    bool written = false;

    if (output != NULL) {
        htmlNodeDumpFormatOutput(output, node->doc, node, NULL, 0);
        written = xmlOutputBufferClose(output) >= 0;
    }
    if (written)
        str_append_bytes(into, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    xmlBufferFree(buffer);
    return written ? 0 : error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for a page");
}
