#include "aggregator/config/read_value.h"
#include "aggregator/config/value.h"
#include "aggregator/model/feed.h"

#include <string.h>
#include <strings.h>

/* Reads one text, or a list of texts, each as a value of the kind. */
static void read_list(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      const struct kind *kind, const char ***target)
{
    size_t *count = (size_t *)(void *)((char *)target - key->offset + key->count_offset);
    const struct config_key element = {.name = key->name, .kind = kind};
    const yaml_node_item_t *item;

    if (node->type == YAML_SCALAR_NODE && node->data.scalar.length > 0) {
        *target = reader_keep(reader, arena_grow(reader->arena, NULL, 0, sizeof(**target)));
        if (*target != NULL)
            kind->read(reader, &element, node, *target);
        *count = *target != NULL && **target != NULL;
        return;
    }
    if (node->type != YAML_SEQUENCE_NODE) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *value = reader_node(reader, *item);
        const char **grown = arena_grow(reader->arena, *target, *count, sizeof(**target));

        if (value == NULL || reader_keep(reader, grown) == NULL)
            return;
        *target = grown;
        grown[*count] = NULL;
        kind->read(reader, &element, value, &grown[*count]);
        *count += grown[*count] != NULL;
    }
}

static void read_texts(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    read_list(reader, key, node, &kind_text, target);
}

static void argument_add(struct reader *reader, const struct config_key *key,
                         const yaml_node_t *node, const char ***list, size_t *count)
{
    const char *text = reader_text(node);
    const char **grown;

    if (text == NULL || (*count == 0 && text[0] == '\0')) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    grown = reader_keep(reader, arena_grow(reader->arena, *list, *count, sizeof(**list)));
    text = reader_keep(reader, arena_strdup(reader->arena, text));
    if (grown == NULL || text == NULL)
        return;
    *list = grown;
    grown[(*count)++] = text;
}

/* An argument may be anything but a NUL; nothing is split or expanded. */
static void read_command(struct reader *reader, const struct config_key *key,
                         const yaml_node_t *node, void *target)
{
    const size_t before = reader->problem_count;
    const yaml_node_item_t *item;
    const char **list = NULL, **grown;
    size_t count = 0;

    if (node->type == YAML_SEQUENCE_NODE)
        for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
            const yaml_node_t *value = reader_node(reader, *item);

            if (value != NULL)
                argument_add(reader, key, value, &list, &count);
        }
    else
        argument_add(reader, key, node, &list, &count);
    if (count == 0 && reader->problem_count == before)
        reader_expect(reader, key, node, key->kind->expected);
    if (count == 0 || reader->problem_count > before)
        return;
    grown = reader_keep(reader, arena_grow(reader->arena, list, count, sizeof(*list)));
    if (grown == NULL)
        return;
    grown[count] = NULL;
    *(const char ***)target = grown;
    *(size_t *)(void *)((char *)target - key->offset + key->count_offset) = count;
}

static void read_mailboxes(struct reader *reader, const struct config_key *key,
                           const yaml_node_t *node, void *target)
{
    read_list(reader, key, node, &kind_mailbox, target);
}

static void read_urls(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    read_list(reader, key, node, &kind_url, target);
}

static void read_languages(struct reader *reader, const struct config_key *key,
                           const yaml_node_t *node, void *target)
{
    read_list(reader, key, node, &kind_language, target);
}

/* Header fields that headwater sets itself, and what to use instead. */
static const struct {
    const char *name, *use;
} reserved_headers[] = {
    {"Accept-Encoding", NULL},   {"Authorization", "user and password, or bearer"},
    {"Connection", NULL},        {"Content-Length", NULL},
    {"Cookie", "cookie"},        {"Host", NULL},
    {"If-Modified-Since", NULL}, {"If-None-Match", NULL},
    {"Transfer-Encoding", NULL}, {"User-Agent", "user_agent"},
};

static bool header_is_allowed(struct reader *reader, yaml_mark_t mark, const char *name)
{
    for (size_t i = 0; i < sizeof(reserved_headers) / sizeof(reserved_headers[0]); i++)
        if (strcasecmp(name, reserved_headers[i].name) == 0) {
            const char *use = reserved_headers[i].use;

            reader_complain(reader, mark, "header %s is set by headwater itself, expected %s", name,
                            use != NULL ? use : "another name");
            return false;
        }
    return true;
}

static void read_header(struct reader *reader, const yaml_node_t *name, const yaml_node_t *value,
                        struct header *target)
{
    const char *word = reader_text(name);
    const struct config_key key = {.name = "header value", .kind = &kind_credential};

    if (word == NULL || !value_is_token(word)) {
        const struct config_key bad = {.name = "header name", .kind = &kind_text};

        reader_expect(reader, &bad, name, "letters, digits and dashes");
        return;
    }
    if (!header_is_allowed(reader, name->start_mark, word))
        return;
    kind_credential.read(reader, &key, value, (void *)&target->value);
    target->name = reader_keep(reader, arena_strdup(reader->arena, word));
}

static void read_headers(struct reader *reader, const struct config_key *key,
                         const yaml_node_t *node, void *target)
{
    struct header **headers = target;
    size_t *count = (size_t *)(void *)((char *)target - key->offset + key->count_offset);
    const yaml_node_pair_t *pair;

    if (node->type != YAML_MAPPING_NODE) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    for (pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = reader_node(reader, pair->key);
        const yaml_node_t *value = reader_node(reader, pair->value);
        struct header *grown = arena_grow(reader->arena, *headers, *count, sizeof(**headers));

        if (name == NULL || value == NULL || reader_keep(reader, grown) == NULL)
            return;
        *headers = grown;
        grown[*count] = (struct header){0};
        read_header(reader, name, value, &grown[*count]);
        *count += grown[*count].name != NULL && grown[*count].value != NULL;
    }
}

const struct kind kind_command = {"a program and its arguments, such as [./news.py, --all]",
                                  read_command};
const struct kind kind_texts = {"a list of words", read_texts};
const struct kind kind_mailboxes = {"an e-mail address without a name, or a list of them",
                                    read_mailboxes};
const struct kind kind_urls = {"an address that begins with https:// or http://, or a list of them",
                               read_urls};
const struct kind kind_languages = {"a list of language tags such as [en, pt-BR]", read_languages};
const struct kind kind_headers = {"a map of header names and values", read_headers};
