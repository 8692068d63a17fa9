#include "aggregator/parse/xml.h"

#include "aggregator/parse/builder.h"
#include "aggregator/parse/xml_problem.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

enum { CACHE_SLOTS = 64 };

/* libxml2 stores each name and URI once, so pointers identify them: the row of an element is looked
 * up once and cached by pointer. */
struct xml_cache {
    const xmlChar *name, *prefix, *uri;
    const struct tag *tag;
};

struct xml_reader {
    struct build_state *build;
    struct repair *repair;
    xmlParserCtxtPtr context;
    struct error *err;
    int code; /* error of a read */
    struct xml_cache cache[CACHE_SLOTS];
    struct xml_attribute attributes[PARSE_ATTRIBUTES_MAX]; /* of the current element */
    const char *namespaces[2 * PARSE_NAMESPACES_MAX];
};

static int read_mended(void *context, char *buffer, int room)
{
    struct xml_reader *reader = context;
    size_t size = 0;

    if (reader->code == 0)
        reader->code = repair_read(&size, reader->repair, buffer, (size_t)room, reader->err);
    return reader->code == 0 ? (int)size : -1;
}

static void stop_when_done(struct xml_reader *reader)
{
    if (reader->build->code != 0 || reader->build->finished || reader->code != 0)
        xmlStopParser(reader->context);
}

static const struct tag *tag_of(struct xml_reader *reader, const xmlChar *name,
                                const xmlChar *prefix, const xmlChar *uri)
{
    const uintptr_t hash = ((uintptr_t)name >> 3) ^ ((uintptr_t)uri >> 5) ^ (uintptr_t)prefix;
    struct xml_cache *slot = &reader->cache[hash % CACHE_SLOTS];

    if (slot->name != name || slot->prefix != prefix || slot->uri != uri) {
        slot->name = name;
        slot->prefix = prefix;
        slot->uri = uri;
        slot->tag = tag_find(tag_namespace_find((const char *)prefix, (const char *)uri),
                             (const char *)name);
    }
    return slot->tag;
}

static size_t min(int count, size_t limit)
{
    return (size_t)count < limit ? (size_t)count : limit;
}

/* libxml2 uses unsigned characters and we do not, so each pointer is converted. The repair stage
 * ensures that the arrays are large enough. */
static void pointers_copy(struct xml_reader *reader, struct xml_element *element,
                          const xmlChar **namespaces, const xmlChar **attributes)
{
    for (size_t i = 0; i < element->attribute_count; i++, attributes += 5)
        reader->attributes[i] = (struct xml_attribute){
            .name = (const char *)attributes[0],
            .prefix = (const char *)attributes[1],
            .uri = (const char *)attributes[2],
            .value = (const char *)attributes[3],
            .end = (const char *)attributes[4],
        };
    for (size_t i = 0; i < 2 * element->namespace_count; i++)
        reader->namespaces[i] = (const char *)namespaces[i];
    element->attributes = reader->attributes;
    element->namespaces = reader->namespaces;
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted, const xmlChar **attributes)
{
    struct xml_reader *reader = context;
    struct xml_element element = {
        .name = (const char *)name, .prefix = (const char *)prefix, .uri = (const char *)uri};

    (void)defaulted;
    element.tag = tag_of(reader, name, prefix, uri);
    element.attribute_count = min(attribute_count, PARSE_ATTRIBUTES_MAX);
    element.namespace_count = min(namespace_count, PARSE_NAMESPACES_MAX);
    pointers_copy(reader, &element, namespaces, attributes);
    builder_start(reader->build, &element);
    stop_when_done(reader);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_reader *reader = context;

    (void)prefix;
    (void)uri;
    builder_end(reader->build, (const char *)name);
    stop_when_done(reader);
}

static void on_characters(void *context, const xmlChar *text, int size)
{
    builder_characters(((struct xml_reader *)context)->build, (const char *)text, (size_t)size);
}

static void on_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    struct xml_reader *reader = context;

    (void)data;
    if (strcmp((const char *)target, REPAIR_CUT_TARGET) == 0)
        reader->build->cut = true;
}

static void on_problem(void *context, XML_PROBLEM *problem)
{
    struct xml_reader *reader = context;
    char line[REPORT_EXAMPLE_SIZE];

    if (problem->code == XML_ERR_NO_MEMORY) {
        if (reader->code == 0)
            reader->code =
                error_set(reader->err, ERR_MEMORY, SCOPE_FEED, "out of memory for the XML parser");
        if (reader->context != NULL)
            xmlStopParser(reader->context);
    } else if (problem->code == XML_NS_ERR_UNDEFINED_NAMESPACE) {
        report_add(reader->build->report, WARN_PREFIX, problem->str1);
    } else if (problem->level >= XML_ERR_ERROR) {
        snprintf(line, sizeof(line), "%s", problem->message != NULL ? problem->message : "");
        line[strcspn(line, "\r\n")] = '\0';
        report_add(reader->build->report, WARN_XML, line);
    }
}

static xmlParserCtxtPtr context_new(struct xml_reader *reader)
{
    xmlSAXHandler handler;
    xmlParserCtxtPtr context;

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_characters;
    handler.ignorableWhitespace = on_characters;
    handler.cdataBlock = on_characters;
    handler.processingInstruction = on_instruction;
    handler.serror = on_problem;
    context =
        xmlCreateIOParserCtxt(&handler, reader, read_mended, NULL, reader, XML_CHAR_ENCODING_UTF8);
    /* NOENT: without it, "&amp;" in an attribute arrives as "&#38;". It is safe: no handler for
     * declarations or entities is set, so only the five predefined ones exist. */
    if (context != NULL)
        xmlCtxtUseOptions(context, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_HUGE |
                                       XML_PARSE_NOENT | XML_PARSE_NOWARNING);
    return context;
}

int xml_parse(struct build_state *build, struct repair *repair, struct error *err)
{
    struct xml_reader reader = {.build = build, .repair = repair, .err = err};

    xmlSetStructuredErrorFunc(&reader, on_problem); /* for errors outside the context */
    reader.context = context_new(&reader);
    if (reader.context != NULL)
        xmlParseDocument(reader.context);
    else
        reader.code = error_set(err, ERR_MEMORY, SCOPE_FEED, "out of memory for the XML parser");
    if (reader.context != NULL && reader.context->myDoc != NULL)
        xmlFreeDoc(reader.context->myDoc);
    xmlFreeParserCtxt(reader.context);
    xmlSetStructuredErrorFunc(NULL, NULL);
    return reader.code != 0 ? reader.code : build->code;
}
