/*
 * feeds.yaml as a YAML document and as text, for what needs only a part of it: the place of a feed
 * in the file, or one setting of a file that may have mistakes elsewhere.
 */
#ifndef HEADWATER_CONFIG_DOCUMENT_H
#define HEADWATER_CONFIG_DOCUMENT_H

#include "aggregator/base/error.h"
#include "aggregator/base/str.h"

#include <stddef.h>
#include <yaml.h>

/* Loads the first document of the text; the caller releases *ret with yaml_document_delete(). path
 * is for the message, or NULL. ERR_CONFIG when the text is not YAML. */
int document_load(yaml_document_t *ret, const char *path, const char *text, size_t size,
                  struct error *err);

/* The value of a key of a map; NULL when node is not a map (or NULL) or has no such key. */
yaml_node_t *document_find(yaml_document_t *document, const yaml_node_t *node, const char *key);

/* Converts a character offset of a mark to bytes: libyaml counts characters. */
size_t document_byte(const char *text, size_t size, size_t character);

/* The end of a node's own text, as a character offset. A block's end mark lies after the comments
 * that follow it. */
size_t document_end(yaml_document_t *document, const yaml_node_t *node);

/* The start of the line after a byte. */
size_t document_line(const char *text, size_t size, size_t at);

/* Writes a double-quoted YAML string, with JSON's escapes. */
void document_quote(struct str *into, const char *text);

#endif
