/*
 * Rule lists on items and stories: which rule decides.
 */
#include "aggregator/rule/pattern.h"
#include "aggregator/rule/rule.h"
#include "tests/support/test.h"

enum { TESTS_MAX = 3, RULES_MAX = 4, KEEP = 1, DROP = 0, NO_RULE = -1 };

/* A rule as a row: its action and up to three tests with one pattern each. */
struct row_rule {
    int action;
    struct {
        enum rule_field field;
        const char *pattern;
    } tests[TESTS_MAX];
};

static struct person authors[] = {{"Ada Lane", "ada@example.org", NULL}, {NULL, NULL, NULL}};
static struct category categories[] = {{"spt", NULL, "Sport"}, {"econ", NULL, NULL}};
static const char *tags[] = {"world", "slow"};

static const struct telling match_report = {.item = {.title = {.value = "Rovers win the cup"},
                                                     .link = "https://news.example/sport/9",
                                                     .plain = "A late goal decided it.",
                                                     .authors = authors,
                                                     .author_count = 2,
                                                     .categories = categories,
                                                     .category_count = 2},
                                            .feed_url = "https://news.example/feed",
                                            .feed_name = "The Wire",
                                            .feed_title = "News of the Wire",
                                            .feed_tags = tags,
                                            .feed_tag_count = 2,
                                            .language = "en-GB"};
static const struct telling bare = {.item = {.content = {.value = "<p>nothing</p>"}},
                                    .feed_url = "https://bare.example/"};

static const struct {
    const char *name;
    struct row_rule rules[RULES_MAX]; /* up to the first rule without a test */
    bool drop;
    int decides; /* index of the rule */
} rows[] = {
    {"no rules", {{0}}, false, NO_RULE},
    {"drop by any", {{DROP, {{RULE_ANY, "cup"}}}}, true, 0},
    {"any is the text too", {{DROP, {{RULE_ANY, "goal"}}}}, true, 0},
    {"any is the author too", {{DROP, {{RULE_ANY, "ada lane"}}}}, true, 0},
    {"any is the category too", {{DROP, {{RULE_ANY, "sport"}}}}, true, 0},
    {"any is not the link", {{DROP, {{RULE_ANY, "news.example"}}}}, false, NO_RULE},
    {"title", {{DROP, {{RULE_TITLE, "goal"}}}}, false, NO_RULE},
    {"author's address", {{DROP, {{RULE_AUTHOR, "ada@example.org"}}}}, true, 0},
    {"category's label", {{DROP, {{RULE_CATEGORY, "sport"}}}}, true, 0},
    {"category's term", {{DROP, {{RULE_CATEGORY, "spt"}}}}, true, 0},
    {"link", {{DROP, {{RULE_LINK, "/sport/"}}}}, true, 0},
    {"language", {{DROP, {{RULE_LANGUAGE, "en"}}}}, true, 0},
    {"another language", {{DROP, {{RULE_LANGUAGE, "fr"}}}}, false, NO_RULE},
    {"feed's name", {{DROP, {{RULE_FEED, "the wire"}}}}, true, 0},
    {"feed's title", {{DROP, {{RULE_FEED, "news of*"}}}}, true, 0},
    {"feed's address", {{DROP, {{RULE_FEED, "news.example"}}}}, true, 0},
    {"tag", {{DROP, {{RULE_TAG, "slow"}}}}, true, 0},
    {"text", {{DROP, {{RULE_TEXT, "/late goal/"}}}}, true, 0},
    {"all of two", {{DROP, {{RULE_TITLE, "cup"}, {RULE_TAG, "world"}}}}, true, 0},
    {"one of two is not all", {{DROP, {{RULE_TITLE, "cup"}, {RULE_TAG, "fast"}}}}, false, NO_RULE},
    {"the first decides", {{KEEP, {{RULE_TITLE, "cup"}}}, {DROP, {{RULE_TAG, "slow"}}}}, false, 0},
    {"in its order", {{DROP, {{RULE_TAG, "slow"}}}, {KEEP, {{RULE_TITLE, "cup"}}}}, true, 0},
    {"a list of keep drops the rest", {{KEEP, {{RULE_TITLE, "chess"}}}}, true, NO_RULE},
    {"and keeps what it names", {{KEEP, {{RULE_TITLE, "rovers"}}}}, false, 0},
    {"the last one says what the rest is",
     {{KEEP, {{RULE_TITLE, "chess"}}}, {DROP, {{RULE_TITLE, "quiz"}}}},
     false,
     NO_RULE},
};

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void pattern_add(struct rule_test *test, const char *written)
{
    struct error err = {0};
    struct pattern *pattern = NULL;

    test->patterns = arena_grow(&arena, test->patterns, test->count, sizeof(*test->patterns));
    assert_int_equal(pattern_compile(&pattern, &arena, written, &err), 0);
    test->patterns[test->count++] = pattern;
}

static struct rule_list list_of(const struct row_rule *rules)
{
    struct rule_list list = {arena_array(&arena, RULES_MAX, sizeof(struct user_rule)), 0};

    for (; list.count < RULES_MAX && rules[list.count].tests[0].pattern != NULL; list.count++) {
        struct user_rule *rule = &list.rules[list.count];

        rule->keep = rules[list.count].action == KEEP;
        for (size_t i = 0; i < TESTS_MAX && rules[list.count].tests[i].pattern != NULL; i++)
            pattern_add(&rule->tests[rules[list.count].tests[i].field],
                        rules[list.count].tests[i].pattern);
    }
    return list;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct rule_list list = list_of(rows[i].rules);
        struct rule_verdict verdict;
        struct error err = {0};

        print_message("%s\n", rows[i].name);
        assert_int_equal(rule_judge(&verdict, &list, &match_report, 1, &err), 0);
        assert_int_equal(verdict.drop, rows[i].drop);
        assert_int_equal(verdict.rule != NULL ? (int)(verdict.rule - list.rules) : NO_RULE,
                         rows[i].decides);
        assert_int_equal(verdict.pattern != NULL, verdict.rule != NULL);
    }
}

/* An absent field never matches. */
static void test_absent_fields(void **state)
{
    (void)state;
    for (int field = 0; field < RULE_FIELDS; field++) {
        const struct row_rule rule[RULES_MAX] = {
            {DROP, {{(enum rule_field)field, "/never there/"}}}};
        const struct rule_list list = list_of(rule);
        struct rule_verdict verdict;
        struct error err = {0};

        assert_int_equal(rule_judge(&verdict, &list, &bare, 1, &err), 0);
        assert_false(verdict.drop);
    }
}

/* A rule matches a story if one telling meets all of the rule's conditions. */
static void test_stories(void **state)
{
    const struct telling tellings[] = {bare, match_report};
    const struct row_rule by_title[RULES_MAX] = {{KEEP, {{RULE_TITLE, "cup"}}}},
                          across[RULES_MAX] = {
                              {DROP, {{RULE_TITLE, "cup"}, {RULE_FEED, "bare.example"}}}};
    const struct rule_list keep = list_of(by_title), drop = list_of(across);
    struct rule_verdict verdict;
    struct error err = {0};

    (void)state;
    assert_int_equal(rule_judge(&verdict, &keep, tellings, 1, &err), 0);
    assert_true(verdict.drop);
    assert_int_equal(rule_judge(&verdict, &keep, tellings, 2, &err), 0);
    assert_false(verdict.drop);
    assert_int_equal(rule_judge(&verdict, &drop, tellings, 2, &err), 0);
    assert_false(verdict.drop);
}

/* Neither list can restore what the other drops. */
static void test_two_lists(void **state)
{
    const struct row_rule k[RULES_MAX] = {{KEEP, {{RULE_TITLE, "cup"}}}},
                          d[RULES_MAX] = {{DROP, {{RULE_TAG, "slow"}}}};
    const struct rule_list keep = list_of(k), drop = list_of(d), none = {NULL, 0};
    struct rule_verdict verdict;
    struct error err = {0};

    (void)state;
    assert_int_equal(rule_judge_item(&verdict, &keep, &drop, &match_report, &err), 0);
    assert_true(verdict.drop && verdict.rule == drop.rules);
    assert_int_equal(rule_judge_item(&verdict, &drop, &keep, &match_report, &err), 0);
    assert_true(verdict.drop && verdict.rule == drop.rules);
    assert_int_equal(rule_judge_item(&verdict, &keep, &none, &match_report, &err), 0);
    assert_true(!verdict.drop && verdict.rule == keep.rules);
    assert_int_equal(rule_judge_item(&verdict, NULL, &none, &match_report, &err), 0);
    assert_true(!verdict.drop && verdict.rule == NULL);
}

static void test_an_expression_that_is_given_up_is_counted(void **state)
{
    const struct row_rule rule[RULES_MAX] = {{DROP, {{RULE_TITLE, "/^(a+)+$/"}}}};
    const struct rule_list list = list_of(rule);
    struct telling telling = {.feed_url = "https://a.example/"};
    struct rule_verdict verdict;
    struct error err = {0};

    (void)state;
    telling.item.title.value = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
    assert_int_equal(rule_judge(&verdict, &list, &telling, 1, &err), 0);
    assert_false(verdict.drop);
    assert_int_equal(verdict.too_costly, 1);
}

static void test_a_rule_as_text(void **state)
{
    const struct row_rule rules[RULES_MAX] = {
        {KEEP, {{RULE_TITLE, "cup"}, {RULE_TITLE, "/x/i"}, {RULE_AUTHOR, "Ada"}}}};
    const struct rule_list list = list_of(rules);
    struct str text;

    (void)state;
    str_init(&text, 1000);
    rule_append(&text, &list.rules[0]);
    assert_string_equal(text.text, "keep author: Ada, title: cup or /x/i");
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absent_fields, setup, teardown),
        cmocka_unit_test_setup_teardown(test_stories, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_lists, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_expression_that_is_given_up_is_counted, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_rule_as_text, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
