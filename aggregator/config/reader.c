#include "aggregator/config/reader.h"

#include "aggregator/base/spelling.h"
#include "aggregator/base/utf8.h"
#include "aggregator/config/read_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { QUOTE_BYTES = 60, CONFIG_KEYS_MAX = 64 };

HEADWATER_PRINTF(4, 0)
static void line_append(struct str *lines, const struct reader *reader, yaml_mark_t mark,
                        const char *format, va_list args)
{
    char text[ERROR_TEXT_SIZE * 2];

    vsnprintf(text, sizeof(text), format, args);
    utf8_trim(text);
    str_appendf(lines, "%s:%zu:%zu: %s\n", reader->path, mark.line + 1, mark.column + 1, text);
}

void reader_complain(struct reader *reader, yaml_mark_t mark, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    line_append(reader->problems, reader, mark, format, args);
    va_end(args);
    reader->problem_count++;
}

void reader_warn(struct reader *reader, yaml_mark_t mark, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    line_append(reader->warnings, reader, mark, format, args);
    va_end(args);
}

void reader_quote(char *ret, size_t room, const char *text)
{
    size_t length = strlen(text), cut = length > QUOTE_BYTES ? QUOTE_BYTES : length;

    while (cut < length && cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80)
        cut--; /* not inside a character */
    snprintf(ret, room, "\"%.*s%s\"", (int)cut, text, cut < length ? "..." : "");
    for (char *c = ret; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
}

const char *reader_text(const yaml_node_t *node)
{
    const char *text;

    if (node->type != YAML_SCALAR_NODE)
        return NULL;
    text = (const char *)node->data.scalar.value;
    if (strlen(text) != node->data.scalar.length)
        return NULL;
    if (node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        (strcmp(text, "~") == 0 || strcasecmp(text, "null") == 0))
        return "";
    return text;
}

static const char *node_name(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_MAPPING_NODE:
        return "a map";
    case YAML_SEQUENCE_NODE:
        return "a list";
    default:
        return "binary";
    }
}

void reader_expect(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                   const char *expected)
{
    char quoted[QUOTE_BYTES + 8];
    const char *text = reader_text(node);

    if (text != NULL && text[0] == '\0')
        snprintf(quoted, sizeof(quoted), "empty");
    else if (text != NULL && (key->kind == &kind_credential || key->kind == &kind_proxy))
        snprintf(quoted, sizeof(quoted), "not usable"); /* secrets are never quoted */
    else if (text != NULL)
        reader_quote(quoted, sizeof(quoted), text);
    else
        snprintf(quoted, sizeof(quoted), "%s", node_name(node));
    reader_complain(reader, node->start_mark, "%s is %s, expected %s", key->name, quoted, expected);
}

const yaml_node_t *reader_node(struct reader *reader, int index)
{
    const yaml_node_t *node = yaml_document_get_node(reader->document, index);

    if (++reader->visits == READER_VISITS_MAX && node != NULL)
        reader_complain(reader, node->start_mark, "more than %d values, expected fewer aliases",
                        READER_VISITS_MAX);
    return reader->visits < READER_VISITS_MAX ? node : NULL;
}

void *reader_keep(struct reader *reader, void *memory)
{
    reader->out_of_memory |= memory == NULL;
    return memory;
}

/* The most similar name in the table; NULL when none is similar. */
static const char *suggest(const struct config_key *keys, const char *word)
{
    struct spelling spelling;

    spelling_init(&spelling, word);
    for (; keys->name != NULL; keys++)
        spelling_try(&spelling, keys->name);
    return spelling.nearest;
}

static void complain_unknown(struct reader *reader, const yaml_node_t *node,
                             const struct config_key *keys, const char *what, const char *word)
{
    char quoted[QUOTE_BYTES + 8], names[ERROR_TEXT_SIZE] = "";
    const char *name = suggest(keys, word);

    reader_quote(quoted, sizeof(quoted), word);
    if (name != NULL) {
        reader_complain(reader, node->start_mark, "unknown key %s of %s, did you mean \"%s\"?",
                        quoted, what, name);
        return;
    }
    for (size_t used = 0; keys->name != NULL && used < sizeof(names); keys++)
        used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", used > 0 ? ", " : "",
                                 keys->name);
    reader_complain(reader, node->start_mark, "unknown key %s of %s, expected one of %s", quoted,
                    what, names);
}

static size_t key_find(const struct config_key *keys, const char *word)
{
    size_t i = 0;

    while (keys[i].name != NULL && strcmp(keys[i].name, word) != 0)
        i++;
    return i;
}

/* Reads one pair of a map. seen holds, per row, the line of the key, or 0. */
static void pair_read(struct reader *reader, const yaml_node_pair_t *pair,
                      const struct config_key *keys, const char *what, size_t *seen, void *target)
{
    const yaml_node_t *key = reader_node(reader, pair->key);
    const yaml_node_t *value = reader_node(reader, pair->value);
    const char *word = key != NULL ? reader_text(key) : NULL;
    size_t row;

    if (key == NULL || value == NULL)
        return;
    if (word == NULL) {
        reader_complain(reader, key->start_mark, "a key of %s is %s, expected a word", what,
                        node_name(key));
        return;
    }
    row = key_find(keys, word);
    if (keys[row].name == NULL) {
        complain_unknown(reader, key, keys, what, word);
    } else if (seen[row] != 0) {
        reader_complain(reader, key->start_mark,
                        "%s is given twice, expected once (first on line %zu)", word, seen[row]);
    } else {
        seen[row] = key->start_mark.line + 1;
        keys[row].kind->read(reader, &keys[row], value, (char *)target + keys[row].offset);
    }
}

void reader_read_map(struct reader *reader, const yaml_node_t *node, const struct config_key *keys,
                     const char *what, void *target)
{
    size_t seen[CONFIG_KEYS_MAX] = {0};
    const yaml_node_pair_t *pair;

    if (node->type != YAML_MAPPING_NODE) {
        const char *text = reader_text(node);

        reader_complain(reader, node->start_mark, "%s is %s, expected a map of keys and values",
                        what,
                        text == NULL      ? node_name(node)
                        : text[0] == '\0' ? "empty"
                                          : "a text");
        return;
    }
    for (pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++)
        pair_read(reader, pair, keys, what, seen, target);
    for (size_t i = 0; keys[i].name != NULL; i++)
        if (keys[i].required && seen[i] == 0)
            reader_complain(reader, node->start_mark, "%s has no %s, expected one", what,
                            keys[i].name);
}
