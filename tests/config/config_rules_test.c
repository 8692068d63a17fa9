/*
 * Rules in feeds.yaml: the results, and every mistake with position and message.
 */
#include "aggregator/config/config.h"
#include "aggregator/rule/pattern.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *text, *lines;
} rows[] = {
    {"rules is a text",
     "rules: sponsored\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:8: rules is \"sponsored\", expected a list of rules such as - drop: "
     "sponsored\n"},
    {"a rule is a text",
     "rules: [sponsored]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:9: a rule is a text, expected a map of keys and values\n"},
    {"a rule of no key",
     "rules: [{}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:9: a rule with 0 keys, expected one: keep or drop\n"},
    {"a rule of two keys",
     "rules: [{keep: a, drop: b}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:9: a rule with 2 keys, expected one: keep or drop\n"},
    {"a rule of an unknown action",
     "rules: [{dropp: a}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:10: unknown key \"dropp\" of a rule, did you mean \"drop\"?\n"},
    {"a rule of an unknown field",
     "rules: [{drop: {titel: a}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:17: unknown key \"titel\" of a rule, did you mean \"title\"?\n"},
    {"a rule that asks for nothing",
     "rules: [{drop: {}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:16: drop is empty, expected at least one field\n"},
    {"a rule of an empty list",
     "rules: [{drop: []}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:16: drop is an empty list, expected a word, an expression such as /^ad:/i, or a "
     "list of them\n"},
    {"a rule of an empty word",
     "rules: [{drop: {title: ''}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:24: title is empty, expected a word, an expression such as /^ad:/i, or a list "
     "of them\n"},
    {"a rule whose pattern is a map",
     "rules: [{drop: {title: {a: b}}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:24: title is a map, expected a word, an expression such as /^ad:/i, or a list "
     "of them\n"},
    {"a pattern without a word",
     "rules: [{drop: {title: '*'}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:24: title: no word, expected one or an expression\n"},
    {"an expression without end",
     "rules:\n  - drop: {title: /quiz}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:2:19: title: an expression without an end, expected another \"/\"\n"},
    {"an expression of a wrong flag",
     "rules: [{drop: {title: /quiz/g}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:24: title: \"g\" after the expression, expected \"i\" or nothing\n"},
    {"an expression that is none",
     "rules:\n  - keep: ok\n  - drop:\n      title: [fine, '/(a|b/']\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:4:21: title: missing closing parenthesis at byte 6 of /(a|b/\n"},
    {"an expression that is too large",
     "rules: [{drop: '/((a{1,900}){1,900}){1,900}/'}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:16: drop: regular expression is too large at byte # of "
     "/((a{1,900}){1,900}){1,900}/\n"},
    {"an expression that repeats too much",
     "rules:\n  - drop: {title: '/(a{1,5}){1,1000}/'}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:2:19: title: more than 8352 bytes of code with its repeats expanded, expected "
     "smaller repeat counts: /(a{1,5}){1,1000}/\n"},
    {"a rule's language in words",
     "rules: [{keep: {language: english}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:27: language is \"english\", expected a language tag such as en or pt-BR, an "
     "expression, or a list of them; did you mean en?\n"},
    {"a rule's language with an underscore",
     "rules: [{keep: {language: [EN-gb, pt_BR]}}]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:27: language is \"pt_BR\", expected a language tag such as en or pt-BR, an "
     "expression, or a list of them; did you mean pt-BR?\n"},
    {"a feed's rule",
     "feeds:\n"
     "  - {url: 'https://a.example/', rules: [{drop: /a/x}]}\n",
     "feeds.yaml:2:48: drop: \"x\" after the expression, expected \"i\" or nothing\n"},
    {"an output's rule",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a.atom, rules: {drop: a}}]\n",
     "feeds.yaml:2:33: rules is a map, expected a list of rules such as - drop: sponsored\n"},
};

/* As assert_string_equal(), but that the first "#" stands for a number, which PCRE2 10.48 finds at
 * another place than those before. */
static void assert_lines(const char *found, const char *expected)
{
    const size_t before = strcspn(expected, "#");
    char lines[512];

    if (expected[before] == '#' && strlen(found) >= before)
        snprintf(lines, sizeof(lines), "%.*s%zu%s", (int)before, expected,
                 (size_t)strtoul(found + before, NULL, 10), expected + before + 1);
    else
        snprintf(lines, sizeof(lines), "%s", expected);
    assert_string_equal(found, lines);
}

static void test_every_mistake_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct config config;
        struct str problems;
        struct error err = {0};

        str_init(&problems, 1 << 20);
        print_message("%s\n", rows[i].name);
        assert_int_equal(config_parse(&config, &problems, "feeds.yaml", rows[i].text,
                                      strlen(rows[i].text), &err),
                         ERR_CONFIG);
        assert_lines(problems.text, rows[i].lines);
        str_release(&problems);
    }
}

static void test_rules_are_read(void **state)
{
    static const char text[] = "rules:\n"
                               "  - drop: sponsored\n"
                               "  - keep: {title: [cup, /^final/i], language: en}\n"
                               "feeds:\n"
                               "  - {url: 'https://a.example/', rules: [{keep: [a, b]}]}\n"
                               "outputs:\n"
                               "  - {path: a.atom, rules: [{drop: {link: /x/}}]}\n";
    const struct user_rule *rule;
    struct config config;
    struct str problems;
    struct error err = {0};

    (void)state;
    str_init(&problems, 1 << 20);
    assert_int_equal(config_parse(&config, &problems, "feeds.yaml", text, strlen(text), &err), 0);
    assert_int_equal(config.rules.count, 2);
    assert_false(config.rules.rules[0].keep);
    assert_int_equal(config.rules.rules[0].tests[RULE_ANY].count, 1);
    rule = &config.rules.rules[1];
    assert_true(rule->keep);
    assert_int_equal(rule->line, 3);
    assert_int_equal(rule->column, 5);
    assert_int_equal(rule->tests[RULE_TITLE].count, 2);
    assert_false(pattern_is_expression(rule->tests[RULE_TITLE].patterns[0]));
    assert_true(pattern_is_expression(rule->tests[RULE_TITLE].patterns[1]));
    assert_int_equal(rule->tests[RULE_LANGUAGE].count, 1);
    assert_int_equal(config.feeds[0].rules.rules[0].tests[RULE_ANY].count, 2);
    assert_string_equal(
        pattern_written(config.outputs[0].rules.rules[0].tests[RULE_LINK].patterns[0]), "/x/");
    config_release(&config);
    str_release(&problems);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_mistake_is_told),
        cmocka_unit_test(test_rules_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
