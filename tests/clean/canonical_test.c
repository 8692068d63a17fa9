#include "aggregator/base/url.h"
#include "aggregator/clean/clean.h"
#include "tests/support/test.h"

/* NULL: the address names no page. */
static const struct {
    const char *url, *canonical;
} rows[] = {
    {"https://example.org/a", "https://example.org/a"},
    {"http://WWW.Example.ORG:80/a/", "https://example.org/a"},
    {"https://example.org", "https://example.org"},
    {"https://example.org/?utm_source=rss&utm_medium=feed", "https://example.org"},
    {"https://example.org/a?b=2&a=1&fbclid=x#top", "https://example.org/a?a=1&b=2"},
    {"https://m.example.org/a", "https://example.org/a"},
    {"https://amp.example.org/a", "https://example.org/a"},
    {"https://www.m.example.org/a", "https://example.org/a"},
    {"https://example.org/a/amp/", "https://example.org/a"},
    {"https://example.org/amp/a", "https://example.org/a"},
    {"https://example.org/a.amp.html", "https://example.org/a.html"},
    {"https://example.org/a?outputType=amp&id=7", "https://example.org/a?id=7"},
    {"https://user@example.org/a", "https://example.org/a"},
    {"https://m.com/a", "https://m.com/a"},
    {"https://example.org/Camp", "https://example.org/Camp"},
    {"mailto:a@example.org", NULL},
    {"javascript:alert(1)", NULL},
    {"https://", NULL},
    {NULL, NULL},
};

static void test_canonical(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *canonical = clean_canonical_url(&arena, rows[i].url);

        if (rows[i].canonical == NULL)
            assert_null(canonical);
        else
            assert_string_equal(canonical, rows[i].canonical);
    }
    arena_release(&arena);
}

/* RFC 3986 §5.4, and what feeds add to it. */
static const struct {
    const char *base, *reference, *joined;
} joins[] = {
    {"http://a/b/c/d;p?q", "g", "http://a/b/c/g"},
    {"http://a/b/c/d;p?q", "./g/", "http://a/b/c/g/"},
    {"http://a/b/c/d;p?q", "/g", "http://a/g"},
    {"http://a/b/c/d;p?q", "//g", "http://g"},
    {"http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"},
    {"http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"},
    {"http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y#s"},
    {"http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q"},
    {"http://a/b/c/d;p?q", ".", "http://a/b/c/"},
    {"http://a/b/c/d;p?q", "..", "http://a/b/"},
    {"http://a/b/c/d;p?q", "../../../g", "http://a/g"},
    {"http://a/b/c/d;p?q", "g:h", "g:h"},
    {"http://a", "g", "http://a/g"},
    {"http://a/b#c", " \n g ", "http://a/g"},
    {"mailto:a@b", "g", "g"},
    {NULL, "g", "g"},
    {"http://a/", "é ü", "http://a/é ü"},
};

static void test_joins(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++)
        assert_string_equal(url_join(&arena, joins[i].base, joins[i].reference), joins[i].joined);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_canonical),
                                       cmocka_unit_test(test_joins)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
