#include "aggregator/base/url.h"
#include "tests/support/test.h"

#define BASE "https://example.org/news/world/index.html?page=2#top"

/* The first ones are from RFC 3986 §5.4, with a different base. */
static const struct {
    const char *base, *reference, *expected;
} resolved[] = {
    {BASE, "a.html", "https://example.org/news/world/a.html"},
    {BASE, "./a.html", "https://example.org/news/world/a.html"},
    {BASE, "../a.html", "https://example.org/news/a.html"},
    {BASE, "../../../a.html", "https://example.org/a.html"},
    {BASE, "/a.html", "https://example.org/a.html"},
    {BASE, "//other.example/a", "https://other.example/a"},
    {BASE, "?page=3", "https://example.org/news/world/index.html?page=3"},
    {BASE, "http://other.example/", "http://other.example/"},
    {BASE, " \n a.html\t", "https://example.org/news/world/a.html"},
    {NULL, " a.html ", "a.html"},
    {"", "a.html", "a.html"},
    {BASE, "mailto:editor@example.org", "mailto:editor@example.org"},
    {BASE, "javascript:alert(1)", "javascript:alert(1)"},
    {"no base at all", "a.html", "a.html"},
};

static void test_resolving(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(resolved) / sizeof(resolved[0]); i++)
        assert_string_equal(url_resolve(&arena, resolved[i].base, resolved[i].reference),
                            resolved[i].expected);
    arena_release(&arena);
}

static void test_memory_runs_out(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 16);
    assert_null(url_resolve(&arena, BASE, "a-name-that-is-longer-than-the-arena.html"));
    assert_null(url_host(&arena, "https://a-host-that-is-longer-than-the-arena.example/"));
    arena_release(&arena);
}

static const struct {
    const char *url, *host; /* "": none */
    bool http;
} hosts[] = {
    {"https://Example.ORG:8443/x", "example.org", true},
    {"HTTP://user:secret@example.org/", "example.org", true},
    {"https://[2001:db8::1]/feed", "[2001:db8::1]", true},
    {"file:///etc/feeds.xml", "", false},
    {"ftp://example.org/", "example.org", false},
    {"not an address", "", false},
    {"", "", false},
};

static void test_hosts(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        assert_string_equal(url_host(&arena, hosts[i].url), hosts[i].host);
        assert_int_equal(url_is_http(hosts[i].url), hosts[i].http);
    }
    assert_false(url_is_http(NULL));
    arena_release(&arena);
}

static void test_hex_digits(void **state)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    (void)state;
    for (int c = 0; c < 256; c++) {
        const char *at = c != 0 ? strchr(digits, c) : NULL;

        assert_int_equal(url_hex_digit((char)c), at == NULL         ? -1
                                                 : at - digits < 16 ? at - digits
                                                                    : at - digits - 6);
    }
}

static void test_file_paths(void **state)
{
    static const struct {
        const char *url, *path; /* NULL: none */
    } rows[] = {
        {"file:///a/b.xml", "/a/b.xml"},
        {"FILE:/a/b.xml", "/a/b.xml"},
        {"file:///a/b%20c%", "/a/b c%"},
        {"file:///%c3%A9", "/\xC3\xA9"},
        {"https://a.example/b.xml", NULL},
        {"/a/b.xml", NULL},
        {"file:///a/longer/than/it/is", NULL},
        {"file:///%4a%4A", "/JJ"},
        {"file:///%1\x10%\x19\x30", "/%1\x10%\x19\x30"},
        {"file:///a%00b", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char path[16];

        assert_int_equal(url_file_path(path, sizeof(path), rows[i].url), rows[i].path != NULL);
        if (rows[i].path != NULL)
            assert_string_equal(path, rows[i].path);
    }
}

static void test_same_addresses(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        {"https://a.example/b", "https://a.example/b", true},
        {"HTTPS://A.Example/b", "https://a.example/b", true},
        {"http://a.example/b", "https://a.example/b", true},
        {"https://a.example:443/b", "http://a.example:80/b", true},
        {"https://a.example./b", "https://a.example/b", true},
        {"https://a.example:8443/b", "https://a.example/b", false},
        {"http://a.example:443/b", "https://a.example/b", false},
        {"https://a.example", "https://a.example/", true},
        {"https://a.example?c", "https://a.example/?c", true},
        {"https://a.example/b#c", "https://a.example/b", true},
        {"https://a.example/b%20%7E%C3%A9", "https://a.example/b ~\xC3\xA9", true},
        {"https://a.example/b%2fc", "https://a.example/b%2Fc", true},
        {"https://a.example/b%2Fc", "https://a.example/b/c", false},
        {"https://a.example/b%", "https://a.example/b%", true},
        {"https://a.example/b%00", "https://a.example/b", false},
        {"https://a.example/b", "https://a.example/B", false},
        {"https://a.example/b", "https://a.example/b/", false},
        {"https://a.example/b", "https://a.example/b?", false},
        {"https://a.example/b?c=1", "https://a.example/b?c=2", false},
        {"https://www.a.example/b", "https://a.example/b", false},
        {"https://a.example.org/", "https://a.example/", false},
        {"file:///b", "file:///b", false},
        {"ftp://a.example/b", "ftp://a.example/b", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s %s\n", rows[i].a, rows[i].b);
        assert_int_equal(url_is_same(rows[i].a, rows[i].b), rows[i].same);
        assert_int_equal(url_is_same(rows[i].b, rows[i].a), rows[i].same);
    }
}

static void test_escaping(void **state)
{
    static const struct {
        const char *text, *escaped;
    } rows[] = {
        {"", ""},
        {"AZaz09-._~", "AZaz09-._~"},
        {"a b/c?d&e=f#g%20", "a%20b%2Fc%3Fd%26e%3Df%23g%2520"},
        {"\xC3\xA9\x7F\x01+", "%C3%A9%7F%01%2B"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str text;

        str_init(&text, 100);
        url_escape(&text, rows[i].text);
        assert_string_equal(text.text, rows[i].escaped);
        str_release(&text);
    }
}

static void test_folders(void **state)
{
    static const struct {
        const char *path, *other;
        size_t length; /* of the folder of the path */
        bool beside;
    } rows[] = {
        {"/w/a.html", "/w/story", 3, true},
        {"/w/a.html", "/w/b/a.html", 3, false},
        {"/w/a.html", "/v/a.html", 3, false},
        {"/a.html", "/story", 1, true},
        {"/a.html", "/w/a.html", 1, false},
        {"a.html", "story", 0, true},
        {"a.html", "/story", 0, false},
        {"https://a.example/w/", "https://a.example/w/b", 20, true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s %s\n", rows[i].path, rows[i].other);
        assert_int_equal(url_folder_length(rows[i].path), rows[i].length);
        assert_int_equal(url_is_beside(rows[i].path, rows[i].other), rows[i].beside);
        assert_int_equal(url_is_beside(rows[i].other, rows[i].path), rows[i].beside);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resolving),  cmocka_unit_test(test_memory_runs_out),
        cmocka_unit_test(test_hosts),      cmocka_unit_test(test_hex_digits),
        cmocka_unit_test(test_file_paths), cmocka_unit_test(test_same_addresses),
        cmocka_unit_test(test_escaping),   cmocka_unit_test(test_folders),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
