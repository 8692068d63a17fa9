#include "aggregator/parse/doctype.h"

#include "aggregator/base/utf8.h"
#include "aggregator/parse/limits.h"

#include <stdlib.h>
#include <string.h>

void doctype_init(struct doctype *doctype)
{
    memset(doctype, 0, sizeof(*doctype));
    arena_init(&doctype->arena, (size_t)PARSE_ENTITIES_MAX * PARSE_ENTITY_BYTES_MAX * 4);
}

void doctype_release(struct doctype *doctype)
{
    arena_release(&doctype->arena);
}

size_t doctype_measure(const char *text, size_t size)
{
    size_t brackets = 0;
    char quote = 0;

    for (size_t i = 0; i < size; i++) {
        const char c = text[i];

        if (quote != 0) {
            if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[') {
            brackets++;
        } else if (c == ']') {
            brackets -= brackets > 0;
        } else if (c == '>' && brackets == 0) {
            return i + 1;
        }
    }
    return 0;
}

static const char *skip_blanks(const char *text, const char *end)
{
    while (text < end && (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r'))
        text++;
    return text;
}

/* Decodes "&#8212;" at text into *ret; returns its length, 0 when it is not numeric. */
static size_t reference_decode(char *ret, int *ret_length, const char *text, const char *end)
{
    const bool hex = end - text > 3 && (text[2] == 'x' || text[2] == 'X');
    char *stop;
    unsigned long code;

    *ret_length = 0;
    if (end - text < 4 || text[1] != '#')
        return 0;
    code = strtoul(text + (hex ? 3 : 2), &stop, hex ? 16 : 10);
    if (stop >= end || *stop != ';' || code > 0x10FFFF)
        return 0;
    code = utf8_from_reference((uint32_t)code);
    if (code != 0)
        *ret_length = utf8_encode(ret, (uint32_t)code);
    return (size_t)(stop + 1 - text);
}

static char *value_decode(struct arena *arena, const char *text, const char *end)
{
    char *value = arena_alloc(arena, (size_t)(end - text) + 1);
    size_t used = 0;

    while (value != NULL && text < end) {
        int length = 0;
        const size_t taken = *text == '&' ? reference_decode(value + used, &length, text, end) : 0;

        if (taken == 0)
            value[used++] = *text++;
        text += taken;
        used += (size_t)length;
    }
    return value;
}

static void entity_keep(struct doctype *doctype, const char *name, size_t name_length,
                        const char *value, const char *value_end, struct parse_report *report)
{
    struct doctype_entity *entities;
    struct doctype_entity entity;

    if (doctype->count == PARSE_ENTITIES_MAX || name_length > PARSE_ENTITY_NAME_MAX ||
        value_end - value > PARSE_ENTITY_BYTES_MAX) {
        report_add(report, WARN_ENTITY_LIMIT, NULL);
        return;
    }
    entity.name_length = name_length;
    entity.name = arena_strndup(&doctype->arena, name, name_length);
    entity.value = value_decode(&doctype->arena, value, value_end);
    entities = arena_grow(&doctype->arena, doctype->entities, doctype->count, sizeof(*entities));
    if (entity.name == NULL || entity.value == NULL || entities == NULL)
        return;
    doctype->entities = entities;
    doctype->entities[doctype->count++] = entity;
}

/* Reads a name and a quoted value after "<!ENTITY"; skips anything else. */
static const char *entity_read(struct doctype *doctype, const char *text, const char *end,
                               struct parse_report *report)
{
    const char *name = skip_blanks(text, end), *value, *close;
    const char *name_end = name;

    while (name_end<end && * name_end> ' ' && *name_end != '"' && *name_end != '\'')
        name_end++;
    value = skip_blanks(name_end, end);
    if (name_end == name || value >= end || (*value != '"' && *value != '\''))
        return name_end;
    close = memchr(value + 1, *value, (size_t)(end - value - 1));
    if (close == NULL)
        return end;
    entity_keep(doctype, name, (size_t)(name_end - name), value + 1, close, report);
    return close + 1;
}

void doctype_read(struct doctype *doctype, const char *text, size_t size,
                  struct parse_report *report)
{
    static const char mark[] = "<!ENTITY";
    const size_t length = sizeof(mark) - 1;
    const char *end = text + size;

    while (text < end && (text = memchr(text, '<', (size_t)(end - text))) != NULL) {
        if ((size_t)(end - text) > length && memcmp(text, mark, length) == 0)
            text = entity_read(doctype, text + length, end, report);
        else
            text++;
    }
}

const char *doctype_expand(struct doctype *doctype, const char *name, size_t length,
                           struct parse_report *report)
{
    for (size_t i = 0; i < doctype->count; i++) {
        const struct doctype_entity *entity = &doctype->entities[i];

        if (entity->name_length != length || memcmp(entity->name, name, length) != 0)
            continue;
        doctype->expanded += strlen(entity->value);
        if (doctype->expanded <= PARSE_EXPANSION_BYTES_MAX)
            return entity->value;
        report_add(report, WARN_ENTITY_LIMIT, NULL);
        return "";
    }
    return NULL;
}
