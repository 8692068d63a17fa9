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
