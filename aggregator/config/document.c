#include "aggregator/config/document.h"

#include "aggregator/config/depth.h"

#include <string.h>

static int refuse(const char *path, yaml_mark_t mark, const char *why, struct error *err)
{
    return error_set(err, ERR_CONFIG, SCOPE_RUN, "%s%sline %zu: %s", path != NULL ? path : "",
                     path != NULL ? ": " : "", mark.line + 1, why);
}

int document_load(yaml_document_t *ret, const char *path, const char *text, size_t size,
                  struct error *err)
{
    yaml_parser_t parser;
    yaml_mark_t mark;
    int code = 0;

    if (depth_is_exceeded(&mark, text, size))
        return refuse(path, mark, "nested too deep", err);
    if (!yaml_parser_initialize(&parser))
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading YAML");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    if (!yaml_parser_load(&parser, ret))
        code = parser.error == YAML_MEMORY_ERROR
                   ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory reading YAML")
                   : refuse(path, parser.problem_mark,
                            parser.problem != NULL ? parser.problem : "not YAML", err);
    yaml_parser_delete(&parser);
    return code;
}

yaml_node_t *document_find(yaml_document_t *document, const yaml_node_t *node, const char *key)
{
    if (node == NULL || node->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top;
         p++) {
        const yaml_node_t *name = yaml_document_get_node(document, p->key);

        if (name->type == YAML_SCALAR_NODE &&
            strcmp((const char *)name->data.scalar.value, key) == 0)
            return yaml_document_get_node(document, p->value);
    }
    return NULL;
}

size_t document_byte(const char *text, size_t size, size_t character)
{
    size_t at = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    for (; at < size; at++)
        if (((unsigned char)text[at] & 0xC0) != 0x80 && character-- == 0)
            break;
    return at;
}

/* The last child of a block, or NULL. */
static const yaml_node_t *block_last(yaml_document_t *document, const yaml_node_t *node)
{
    if (node->type == YAML_SEQUENCE_NODE && node->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE &&
        node->data.sequence.items.top > node->data.sequence.items.start)
        return yaml_document_get_node(document, node->data.sequence.items.top[-1]);
    if (node->type == YAML_MAPPING_NODE && node->data.mapping.style != YAML_FLOW_MAPPING_STYLE &&
        node->data.mapping.pairs.top > node->data.mapping.pairs.start)
        return yaml_document_get_node(document, node->data.mapping.pairs.top[-1].value);
    return NULL;
}

/* A node may contain itself, through an alias; the text is never so deep. */
size_t document_end(yaml_document_t *document, const yaml_node_t *node)
{
    const yaml_node_t *last;

    for (int depth = 0; depth <= DEPTH_MAX && (last = block_last(document, node)) != NULL; depth++)
        node = last;
    return node->end_mark.index;
}

size_t document_line(const char *text, size_t size, size_t at)
{
    const char *end = at < size ? memchr(text + at, '\n', size - at) : NULL;

    if (at > 0 && at <= size && text[at - 1] == '\n')
        return at; /* a literal block ends after its newline */
    return end != NULL ? (size_t)(end - text) + 1 : size;
}

void document_quote(struct str *into, const char *text)
{
    str_append_char(into, '"');
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\')
            str_appendf(into, "\\%c", *text);
        else if ((unsigned char)*text < 0x20 || *text == 0x7F)
            str_appendf(into, "\\x%02X", (unsigned char)*text);
        else
            str_append_char(into, *text);
    str_append_char(into, '"');
}
