#include "aggregator/config/edit.h"

#include "aggregator/config/document.h"

#include <stdbool.h>
#include <string.h>

/* The feed in the text. */
struct element {
    yaml_document_t *document;
    const char *text;
    size_t size;
    const yaml_node_t *list, *node;
    const yaml_node_t *before; /* the feed before it, or NULL */
    size_t start, end;         /* of its own text, in bytes */
};

/* A change of the text: what replaces these bytes. */
struct change {
    size_t start, end;
    const char *words; /* not NULL */
};

enum { CHANGES_MAX = 4 };

static int refuse(const yaml_node_t *node, struct error *err)
{
    error_set(err, ERR_CONFIG, SCOPE_RUN,
              "the feed on line %zu is written in a way that headwater cannot edit; change it by "
              "hand",
              node->start_mark.line + 1);
    return ERR_CONFIG;
}

static const yaml_node_t *item_at(const struct element *element, size_t index)
{
    const yaml_node_item_t *items = element->list->data.sequence.items.start;

    return yaml_document_get_node(element->document, items[index]);
}

/* An alias shares the node of its anchor, which is somewhere else. */
static int element_find(struct element *ret, yaml_document_t *document, const char *text,
                        size_t size, size_t index, struct error *err)
{
    struct element element = {.document = document, .text = text, .size = size};

    element.list = document_find(document, yaml_document_get_root_node(document), "feeds");
    if (element.list == NULL || element.list->type != YAML_SEQUENCE_NODE ||
        index >= (size_t)(element.list->data.sequence.items.top -
                          element.list->data.sequence.items.start)) {
        error_set(err, ERR_CONFIG, SCOPE_RUN, "feeds is not a list");
        return ERR_CONFIG;
    }
    element.node = item_at(&element, index);
    element.before = index > 0 ? item_at(&element, index - 1) : NULL;
    if (element.node->start_mark.index < element.list->start_mark.index ||
        (element.before != NULL &&
         element.node->start_mark.index <= element.before->start_mark.index))
        return refuse(element.node, err);
    element.start = document_byte(text, size, element.node->start_mark.index);
    element.end = document_byte(text, size, document_end(document, element.node));
    *ret = element;
    return 0;
}

static size_t line_start(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

static size_t blanks_skip(const struct element *element, size_t at)
{
    while (at < element->size && strchr(" \t\r\n", element->text[at]) != NULL)
        at++;
    return at;
}

/* The start of the line with the dash of a block's element; its node may begin on a later line. */
static bool dash_find(size_t *ret, const struct element *element)
{
    const size_t first =
        document_byte(element->text, element->size, element->list->start_mark.index);
    const size_t column = element->list->start_mark.column;
    size_t line = line_start(element->text, element->start);

    for (;;) {
        const char *at = element->text + line;
        const size_t blanks = strspn(at, " ");

        if (blanks == column && at[blanks] == '-') {
            *ret = line;
            return true;
        }
        if (line <= first)
            return false;
        line = line_start(element->text, line - 1);
    }
}

/* Whether only blanks, or blanks and a comment, follow on the line. */
static bool is_rest_bare(const struct element *element, size_t at)
{
    at += strspn(element->text + at, " \t\r");
    return at >= element->size || element->text[at] == '\n' || element->text[at] == '#';
}

/* An element within brackets goes with its comma; on lines of its own, with these. */
static struct change flow_removal(const struct element *element)
{
    const size_t line = line_start(element->text, element->start);
    const bool own_line =
        line + strspn(element->text + line, " \t") == element->start &&
        line > document_byte(element->text, element->size, element->list->start_mark.index);
    struct change change = {element->start, element->end, ""};
    const size_t behind = blanks_skip(element, element->end);
    const bool comma = behind < element->size && element->text[behind] == ',';

    if (comma)
        change.end = behind + 1;
    if (own_line && is_rest_bare(element, change.end)) {
        change.start = line;
        change.end = document_line(element->text, element->size, change.end);
    } else if (comma) {
        change.end += strspn(element->text + change.end, " ");
    } else if (element->before != NULL) { /* the last one: the comma before it */
        const size_t end = document_byte(element->text, element->size,
                                         document_end(element->document, element->before));

        if (memchr(element->text + end, '\n', element->start - end) == NULL)
            change.start = end;
    }
    return change;
}

static int removal_find(struct change *ret, const struct element *element, struct error *err)
{
    size_t line;

    if (element->list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE) {
        *ret = flow_removal(element);
        return 0;
    }
    if (!dash_find(&line, element))
        return refuse(element->node, err);
    *ret = (struct change){line, document_line(element->text, element->size, element->end), ""};
    return 0;
}

/* Hiding. */

/* The keys to set, and how they are written where they are missing. */
static const struct {
    const char *key, *flow, *block;
} hiding[] = {{"enabled", ", enabled: false", "enabled: false"},
              {"publish", ", publish: false", "publish: false"}};

enum { HIDING = sizeof(hiding) / sizeof(hiding[0]) };

/* A key that is there gets another value. */
static size_t values_change(struct change *changes, const struct element *element)
{
    size_t count = 0;

    for (size_t i = 0; i < HIDING; i++) {
        const yaml_node_t *value = document_find(element->document, element->node, hiding[i].key);

        if (value != NULL)
            changes[count++] = (struct change){
                document_byte(element->text, element->size, value->start_mark.index),
                document_byte(element->text, element->size, value->end_mark.index), "false"};
    }
    return count;
}

/* The lines or words for the keys that are not there, behind the last value. */
static void keys_append(struct str *words, const struct element *element)
{
    const yaml_node_pair_t *first = element->node->data.mapping.pairs.start;
    const yaml_node_t *key = yaml_document_get_node(element->document, first->key);
    const bool flow = element->node->data.mapping.style == YAML_FLOW_MAPPING_STYLE;
    const bool windows = strstr(element->text, "\r\n") != NULL;

    for (size_t i = 0; i < HIDING; i++) {
        if (document_find(element->document, element->node, hiding[i].key) != NULL)
            continue;
        if (flow)
            str_append(words, hiding[i].flow);
        else
            str_appendf(words, "%*s%s%s", (int)key->start_mark.column, "", hiding[i].block,
                        windows ? "\r\n" : "\n");
    }
}

static size_t map_hide(struct change *changes, struct str *words, const struct element *element)
{
    const yaml_node_pair_t *last = element->node->data.mapping.pairs.top - 1;
    const yaml_node_t *value = yaml_document_get_node(element->document, last->value);
    size_t end =
        document_byte(element->text, element->size, document_end(element->document, value));
    size_t count = values_change(changes, element);

    keys_append(words, element);
    if (element->node->data.mapping.style != YAML_FLOW_MAPPING_STYLE) {
        end = document_line(element->text, element->size, end);
        if (words->length > 0 && end > 0 && element->text[end - 1] != '\n')
            changes[count++] = (struct change){end, end, "\n"};
    }
    if (words->length > 0)
        changes[count++] = (struct change){end, end, words->text};
    return count;
}

/* A bare address becomes a map. */
static size_t address_hide(struct change *changes, struct str *words, const struct element *element)
{
    str_append(words, "{url: ");
    document_quote(words, (const char *)element->node->data.scalar.value);
    str_append(words, ", enabled: false, publish: false}");
    changes[0] = (struct change){element->start, element->end, words->text};
    return 1;
}

/* Assembling. */

static int change_order(const struct change *a, const struct change *b)
{
    return (a->start > b->start) - (a->start < b->start);
}

static void changes_sort(struct change *changes, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && change_order(&changes[k - 1], &changes[k]) > 0; k--) {
            const struct change swapped = changes[k];

            changes[k] = changes[k - 1];
            changes[k - 1] = swapped;
        }
}

static int text_assemble(struct str *into, const struct element *element, struct change *changes,
                         size_t count, struct error *err)
{
    size_t at = 0;

    changes_sort(changes, count);
    for (size_t i = 0; i < count; i++) {
        if (changes[i].start < at || changes[i].end < changes[i].start)
            return refuse(element->node, err);
        str_append_bytes(into, element->text + at, changes[i].start - at);
        str_append(into, changes[i].words);
        at = changes[i].end;
    }
    str_append_bytes(into, element->text + at, element->size - at);
    return str_status(into) == ERR_NONE
               ? 0
               : error_set(err, str_status(into), SCOPE_RUN, "feeds.yaml would become too large");
}

int config_remove_feed(struct str *into, const char *text, size_t size, size_t index,
                       struct error *err)
{
    yaml_document_t document;
    struct element element;
    struct change change;
    int code = document_load(&document, NULL, text, size, err);

    if (code != 0)
        return code;
    code = element_find(&element, &document, text, size, index, err);
    if (code == 0)
        code = removal_find(&change, &element, err);
    if (code == 0)
        code = text_assemble(into, &element, &change, 1, err);
    yaml_document_delete(&document);
    return code;
}

int config_hide_feed(struct str *into, const char *text, size_t size, size_t index,
                     struct error *err)
{
    yaml_document_t document;
    struct element element;
    struct change changes[CHANGES_MAX];
    struct str words;
    int code = document_load(&document, NULL, text, size, err);

    if (code != 0)
        return code;
    str_init(&words, size + 4096);
    code = element_find(&element, &document, text, size, index, err);
    if (code == 0) {
        const size_t count = element.node->type == YAML_MAPPING_NODE
                                 ? map_hide(changes, &words, &element)
                                 : address_hide(changes, &words, &element);

        code = text_assemble(into, &element, changes, count, err);
    }
    str_release(&words);
    yaml_document_delete(&document);
    return code;
}
