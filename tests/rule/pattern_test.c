/*
 * Words and expressions on texts: matches, non-matches, and those that are too costly.
 */
#include "aggregator/rule/pattern.h"
#include "tests/support/test.h"

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static enum pattern_answer ask(const char *written, const char *text)
{
    struct error err = {0};
    struct pattern *pattern = NULL;
    struct pattern_text subject;
    enum pattern_answer answer = PATTERN_TOO_COSTLY;

    assert_int_equal(pattern_compile(&pattern, &arena, written, &err), 0);
    assert_string_equal(pattern_written(pattern), written);
    pattern_text_init(&subject, text);
    for (int again = 0; again < 2; again++) /* the second time the text is already folded */
        assert_int_equal(pattern_match(&answer, pattern, &subject, &err), 0);
    pattern_text_release(&subject);
    return answer;
}

static const struct {
    const char *pattern, *text;
    enum pattern_answer answer;
} matches[] = {
    /* Words. */
    {"quiz", "The Friday Quiz", PATTERN_YES},
    {"QUIZ", "quiz", PATTERN_YES},
    {"quiz", "Quizzes of the week", PATTERN_NO},
    {"art", "A party", PATTERN_NO},
    {"art", "Art: a party", PATTERN_YES},
    {"art", "depart", PATTERN_NO},
    {"art", "part, art", PATTERN_YES},
    {"quiz*", "Quizzes of the week", PATTERN_YES},
    {"*ball", "Football tonight", PATTERN_YES},
    {"*ball*", "The footballers", PATTERN_YES},
    {"*ball", "The footballers", PATTERN_NO},
    {"stock market", "Stock\n\tmarket  falls", PATTERN_YES},
    {"stock  market", "stock market", PATTERN_YES},
    {"stock market", "stock and market", PATTERN_NO},
    {"straße", "STRASSE gesperrt", PATTERN_YES},
    {"cafe\xCC\x81", "Caf\xC3\xA9 noir", PATTERN_YES}, /* e with an accent, or one character */
    {"cafe", "Caf\xC3\xA9 noir", PATTERN_NO},
    {"cafe", "Cafe\xCC\x81 noir", PATTERN_NO},
    {"ΣΊΣΥΦΟΣ", "Σίσυφος", PATTERN_YES},
    {"ｑｕｉｚ", "quiz", PATTERN_YES},     /* wide letters */
    {"quiz", "qu\xC2\xADiz", PATTERN_YES}, /* a soft hyphen */
    {"спорт", "Спорт сегодня", PATTERN_YES},
    {"спорт", "Спортивный", PATTERN_NO},
    {"東京", "今日の東京株式市場", PATTERN_YES},
    {"서울", "서울에서", PATTERN_YES},
    {"ข่าว", "อ่านข่าวกีฬา", PATTERN_YES},
    {"c++", "Why C++ stays", PATTERN_YES},
    {"c++", "Why C stays", PATTERN_NO},
    {"a.b", "axb", PATTERN_NO}, /* not an expression */
    {"example.org/sport", "https://www.example.org/sport/1", PATTERN_YES},
    {"example.org/sport", "https://example.org/sports/1", PATTERN_NO},
    {"en", "en-GB", PATTERN_YES},
    {"quiz", "", PATTERN_NO},
    {"quiz", NULL, PATTERN_NO},
    /* Expressions. */
    {"/^The .*Quiz$/", "The Friday Quiz", PATTERN_YES},
    {"/quiz/", "The Friday Quiz", PATTERN_NO},
    {"/quiz/i", "The Friday Quiz", PATTERN_YES},
    {"/ὈΔΥΣΣΕΎΣ/i", "ὀδυσσεύς", PATTERN_YES},
    {"/^\\w+$/", "Ελλάδα", PATTERN_YES},
    {"/^.{2}$/", "東京", PATTERN_YES}, /* characters, not bytes */
    {"/sport/", "https://example.org/sport/1", PATTERN_YES},
    {"/a/b/", "x/a/b/c", PATTERN_YES}, /* an inner slash needs no backslash */
    {"/(?<!not )paid/", "not paid", PATTERN_NO},
    {"/(?<!not )paid/", "paid", PATTERN_YES},
    {"/x/", NULL, PATTERN_NO},
};

static void test_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(matches) / sizeof(matches[0]); i++) {
        print_message("%s in %s\n", matches[i].pattern,
                      matches[i].text != NULL ? matches[i].text : "nothing");
        assert_int_equal(ask(matches[i].pattern, matches[i].text), matches[i].answer);
    }
}

/* Invalid patterns and their messages. PCRE2 10.48 reports some at another byte. */
static const struct {
    const char *pattern, *words;
} mistakes[] = {
    {" \t ", "no word, expected one or an expression"},
    {"*", "no word, expected one or an expression"},
    {"**", "no word, expected one or an expression"},
    {"/abc", "an expression without an end, expected another \"/\""},
    {"/", "an expression without an end, expected another \"/\""},
    {"//", "an empty expression, which would match everything"},
    {"/a/g", "\"g\" after the expression, expected \"i\" or nothing"},
    {"/sport/football", "\"football\" after the expression, expected \"i\" or nothing"},
    {"/(a/", "missing closing parenthesis at byte 4 of /(a/"},
    {"/[a/", "missing terminating ] for character class at byte 4 of /[a/"},
    {"/a**/", "quantifier does not follow a repeatable item at byte "},
    {"/(a{1,5}){1,1000}/", "more than 8352 bytes of code with its repeats expanded, expected "
                           "smaller repeat counts: /(a{1,5}){1,1000}/"},
    {"/\\C/", "using \\C is disabled by the application at byte 4 of /\\C/"},
    {"/(?z)/", "unrecognized character after (? or (?- at byte "},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        struct error err = {0};
        struct pattern *pattern = NULL;

        print_message("%s\n", mistakes[i].pattern);
        assert_int_equal(pattern_compile(&pattern, &arena, mistakes[i].pattern, &err), ERR_SYNTAX);
        assert_null(pattern);
        print_message("    %s\n", err.text);
        assert_non_null(strstr(err.text, mistakes[i].words));
    }
}

static char *repeated(const char *text, size_t times)
{
    size_t length = strlen(text);
    char *all = arena_alloc(&arena, length * times + 2);

    for (size_t i = 0; i < times; i++)
        memcpy(all + i * length, text, length);
    return all;
}

/* Expressions that would run for years on these texts. */
static void test_hostile_expressions_end(void **state)
{
    static const char *const expressions[] = {
        "/^(a+)+$/",
        "/(a|a)*[bc]$/",
        "/(a|aa)+$/",
        "/^(([a-z])+.)+[A-Z]([a-z])+$/",
        "/(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)[bc]$/",
        "/(a*)*(a*)*(a*)*[bc]$/",
        "/(?=(a+))(?=(a+))[bc]/",
        "/(\\w+\\s*)+[:;]$/",
        "/((a?){14}){14}a{900}[bc]/",
    };
    char *text = repeated("a", 60000);

    (void)state;
    strcat(text, "!");
    for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++) {
        print_message("%s\n", expressions[i]);
        assert_int_equal(ask(expressions[i], text), PATTERN_TOO_COSTLY);
    }
}

/* A text that is long but not hostile is matched completely. */
static void test_long_texts(void **state)
{
    char *text = repeated("lorem ipsum ", 5000);

    (void)state;
    assert_int_equal(ask("/dolor/", text), PATTERN_NO);
    assert_int_equal(ask("dolor", text), PATTERN_NO);
    assert_int_equal(ask("ipsum lorem", text), PATTERN_YES);
    assert_int_equal(ask("/^lorem.*ipsum $/", text), PATTERN_YES);
}

/* Text beyond the limit is ignored, and no character is split. */
static void test_texts_have_a_bound(void **state)
{
    char *text = repeated("\xE6\x9D\xB1", PATTERN_TEXT_BYTES_MAX / 3 + 1);

    (void)state;
    strcat(text, "!");
    assert_int_equal(ask("/東$/", text), PATTERN_YES);
    assert_int_equal(ask("/!/", text), PATTERN_NO);
}

static void test_patterns_have_a_bound(void **state)
{
    struct error err = {0};
    struct pattern *pattern = NULL;

    (void)state;
    assert_int_equal(pattern_compile(&pattern, &arena, repeated("a", PATTERN_BYTES_MAX + 1), &err),
                     ERR_SYNTAX);
    assert_int_equal(pattern_compile(&pattern, &arena, repeated("(", 500), &err), 0); /* words */
    assert_int_equal(pattern_compile(&pattern, &arena, "/((a{1,900}){1,900}){1,900}/", &err),
                     ERR_SYNTAX);
    assert_non_null(strstr(err.text, "too large"));
}

/* An arena that is too small gives an error, not a wrong result. */
static void test_out_of_memory(void **state)
{
    (void)state;
    for (size_t room = 0; room < 4096; room += 64) {
        static const char *const written[] = {"a word", "/an (expression|two)/i"};

        for (size_t i = 0; i < 2; i++) {
            struct error err = {0};
            struct pattern *pattern = NULL;
            struct arena small;
            int code;

            arena_init(&small, room);
            code = pattern_compile(&pattern, &small, written[i], &err);
            assert_true(code == 0 || code == ERR_MEMORY);
            assert_int_equal(code == 0, pattern != NULL);
            arena_release(&small);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_matches, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mistakes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_expressions_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_texts_have_a_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(test_patterns_have_a_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(test_out_of_memory, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
