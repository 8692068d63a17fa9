/*
 * Reads rule lists: what is kept and what is dropped.
 */
#include "aggregator/base/language_tag.h"
#include "aggregator/config/read_value.h"
#include "aggregator/model/rule.h"
#include "aggregator/rule/pattern.h"

#include <stddef.h>
#include <strings.h>

static void pattern_add(struct reader *reader, const struct config_key *key,
                        const yaml_node_t *node, struct rule_test *test)
{
    const char *text = reader_text(node);
    struct error err = {.code = ERR_NONE};
    const struct pattern **grown;
    struct pattern *pattern;
    int code;

    if (text == NULL || text[0] == '\0') {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    code = pattern_compile(&pattern, reader->arena, text, &err);
    if (code == ERR_MEMORY) {
        reader->out_of_memory = true;
    } else if (code != 0) {
        reader_complain(reader, node->start_mark, "%s: %s", key->name, err.text);
    } else {
        grown = arena_grow(reader->arena, test->patterns, test->count, sizeof(struct pattern *));
        if (reader_keep(reader, grown) == NULL)
            return;
        test->patterns = grown;
        grown[test->count++] = pattern;
    }
}

/* Reads one pattern, or a list of alternatives. */
static void read_patterns(struct reader *reader, const struct config_key *key,
                          const yaml_node_t *node, void *target)
{
    const yaml_node_item_t *item;

    if (node->type != YAML_SEQUENCE_NODE) {
        pattern_add(reader, key, node, target);
        return;
    }
    for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *value = reader_node(reader, *item);

        if (value != NULL)
            pattern_add(reader, key, value, target);
    }
    if (node->data.sequence.items.start == node->data.sequence.items.top)
        reader_complain(reader, node->start_mark, "%s is an empty list, expected %s", key->name,
                        key->kind->expected);
}

/* The same for language tags: any other word, such as "english", would never match. */
static void read_language_patterns(struct reader *reader, const struct config_key *key,
                                   const yaml_node_t *node, void *target)
{
    const struct rule_test *test = target;
    const size_t before = reader->problem_count;

    read_patterns(reader, key, node, target);
    for (size_t i = 0; i < test->count && reader->problem_count == before; i++) {
        const char *written = pattern_written(test->patterns[i]);
        char quoted[80], tag[LANGUAGE_TAG_SIZE] = "";

        /* a pattern ignores case, but it is compared as it is written: pt_BR would never match */
        if (pattern_is_expression(test->patterns[i]) ||
            (language_tag_read(tag, written) && strcasecmp(tag, written) == 0))
            continue;
        reader_quote(quoted, sizeof(quoted), written);
        if (tag[0] != '\0' || language_tag_guess(tag, written))
            reader_complain(reader, node->start_mark, "%s is %s, expected %s; did you mean %s?",
                            key->name, quoted, key->kind->expected, tag);
        else
            reader_complain(reader, node->start_mark, "%s is %s, expected %s", key->name, quoted,
                            key->kind->expected);
    }
}

static const struct kind kind_patterns = {
    "a word, an expression such as /^ad:/i, or a list of them", read_patterns};
static const struct kind kind_language_patterns = {
    "a language tag such as en or pt-BR, an expression, or a list of them", read_language_patterns};

#define TEST(field) offsetof(struct user_rule, tests[field]), 0, 0, 0, false

static const struct config_key test_keys[] = {
    {"any", &kind_patterns, TEST(RULE_ANY)},
    {"author", &kind_patterns, TEST(RULE_AUTHOR)},
    {"category", &kind_patterns, TEST(RULE_CATEGORY)},
    {"feed", &kind_patterns, TEST(RULE_FEED)},
    {"language", &kind_language_patterns, TEST(RULE_LANGUAGE)},
    {"link", &kind_patterns, TEST(RULE_LINK)},
    {"tag", &kind_patterns, TEST(RULE_TAG)},
    {"text", &kind_patterns, TEST(RULE_TEXT)},
    {"title", &kind_patterns, TEST(RULE_TITLE)},
    {0},
};

/* Reads the conditions of keep or drop: a map of fields, or patterns for the field `any`. */
static void read_tests(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       struct user_rule *rule)
{
    const struct config_key any = {.name = key->name, .kind = &kind_patterns};

    if (node->type != YAML_MAPPING_NODE)
        read_patterns(reader, &any, node, &rule->tests[RULE_ANY]);
    else if (node->data.mapping.pairs.start == node->data.mapping.pairs.top)
        reader_complain(reader, node->start_mark, "%s is empty, expected at least one field",
                        key->name);
    else
        reader_read_map(reader, node, test_keys, "a rule", rule);
}

static void read_keep(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    struct user_rule *rule = target;

    rule->keep = true;
    read_tests(reader, key, node, rule);
}

static void read_drop(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                      void *target)
{
    read_tests(reader, key, node, target);
}

static const struct kind kind_keep = {"patterns, or a map of fields and patterns", read_keep};
static const struct kind kind_drop = {"patterns, or a map of fields and patterns", read_drop};

static const struct config_key rule_keys[] = {
    {.name = "drop", .kind = &kind_drop},
    {.name = "keep", .kind = &kind_keep},
    {0},
};

static void read_rule(struct reader *reader, const yaml_node_t *node, struct rule_list *list)
{
    struct user_rule *rules;

    if (node->type == YAML_MAPPING_NODE &&
        node->data.mapping.pairs.top - node->data.mapping.pairs.start != 1) {
        reader_complain(reader, node->start_mark, "a rule with %d keys, expected one: keep or drop",
                        (int)(node->data.mapping.pairs.top - node->data.mapping.pairs.start));
        return;
    }
    rules =
        reader_keep(reader, arena_grow(reader->arena, list->rules, list->count, sizeof(*rules)));
    if (rules == NULL)
        return;
    list->rules = rules;
    rules[list->count] = (struct user_rule){.line = (int)node->start_mark.line + 1,
                                            .column = (int)node->start_mark.column + 1};
    reader_read_map(reader, node, rule_keys, "a rule", &rules[list->count]);
    list->count++;
}

static void read_rules(struct reader *reader, const struct config_key *key, const yaml_node_t *node,
                       void *target)
{
    const yaml_node_item_t *item;

    if (node->type != YAML_SEQUENCE_NODE) {
        reader_expect(reader, key, node, key->kind->expected);
        return;
    }
    for (item = node->data.sequence.items.start; item < node->data.sequence.items.top; item++) {
        const yaml_node_t *element = reader_node(reader, *item);

        if (element != NULL)
            read_rule(reader, element, target);
    }
}

const struct kind kind_rules = {"a list of rules such as - drop: sponsored", read_rules};
