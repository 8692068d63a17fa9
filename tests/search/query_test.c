/* What becomes of a query as typed: everything is a query, and nothing is an error. */
#include "aggregator/search/query.h"

#include "tests/support/test.h"

/* The terms as "(two words)", with "-" before excluded ones and "*" after beginnings. */
static void query_tell(char *ret, size_t room, const char *text)
{
    struct search_query query;
    size_t used = 0;

    search_query_read(&query, text);
    ret[0] = '\0';
    for (size_t i = 0; i < query.count; i++) {
        const struct search_term *term = &query.terms[i];

        used += (size_t)snprintf(ret + used, room - used, "%s%s(", i > 0 ? " " : "",
                                 term->excluded ? "-" : "");
        for (size_t k = 0; k < term->count; k++)
            used += (size_t)snprintf(ret + used, room - used, "%s%s", k > 0 ? " " : "",
                                     query.words[term->first + k]);
        used += (size_t)snprintf(ret + used, room - used, ")%s", term->prefix ? "*" : "");
    }
    snprintf(ret + used, room - used, "%s", query.shortened ? " shortened" : "");
}

static void test_queries(void **state)
{
    static const struct {
        const char *text, *terms;
    } rows[] = {
        {"", ""},
        {"  \t\u3000 ", ""},
        {"harbour Festival", "(harbour) (festival)"},
        {"\"harbour festival\" opens", "(harbour festival) (opens)"},
        {"elect*", "(elect)*"},
        {"\"new elect\"*", "(new elect)*"},
        {"\"new elect*\"", "(new elect)*"},
        {"e*", "(e)"},
        {"el* 20* 2026*", "(el)* (20)* (2026)*"},
        {"harbour -storm -\"heavy rain\"", "(harbour) -(storm) -(heavy rain)"},
        {"-storm", "-(storm)"},
        {"e-mail U.S.A.", "(e mail) (u s a)"},
        /* without a closing mark the phrase ends with the query */
        {"\"harbour fest", "(harbour fest)"},
        {"„große Flut“ «la crue»", "(grosse flut) (la crue)"},
        {"l'été", "(l ete)"},
        {"港口", "(港口)"},
        {"北京大学", "(北京 京大 大学)"},
        {"港", "(港)*"},
        {"港 口岸", "(港)* (口岸)"},
        {"\"港 口岸\"", "(港 口岸)"},
        {"手机iPhone", "(手机 机 iphone)"},
        {"iPhone手", "(iphone 手)*"},
        {"ท่าเรือ", "(ท่ ่า าเ เร รื ือ)"},
        /* what FTS5 would read as its own language is words */
        {"a AND OR NOT NEAR(b, 3) {title}: ^c + d",
         "(a) (and) (or) (not) (near b) (3) (title) (c) (d)"},
        {"\" * - -- -* '; DROP TABLE item; --", "(drop table item)"},
        {"%_\\*?[]()|&<script>", "(script)"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
         "(1) (2) (3) (4) (5) (6) (7) (8) (9) (10) (11) (12) (13) (14) (15) (16) shortened"},
    };
    char terms[4096];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        query_tell(terms, sizeof(terms), rows[i].text);
        if (strcmp(terms, rows[i].terms) != 0)
            fail_msg("\"%s\" gave %s, not %s", rows[i].text, terms, rows[i].terms);
    }
}

static void test_long_queries(void **state)
{
    struct search_query query;
    char text[5001];

    (void)state;
    for (size_t i = 0; i < 5000; i++)
        text[i] = i % 2 == 0 ? 'x' : '-';
    text[5000] = '\0';
    search_query_read(&query, text);
    assert_int_equal(query.word_count, SEARCH_QUERY_WORDS_MAX);
    assert_int_equal(query.count, 1);
    assert_true(query.shortened);
    memset(text, '"', 5000);
    search_query_read(&query, text);
    assert_int_equal(query.count, 0);
}

static void test_asks(void **state)
{
    struct search_query query;

    (void)state;
    search_query_read(&query, "-storm");
    assert_false(search_query_asks(&query));
    search_query_read(&query, "-storm harbour");
    assert_true(search_query_asks(&query));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_queries),
                                       cmocka_unit_test(test_long_queries),
                                       cmocka_unit_test(test_asks)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
