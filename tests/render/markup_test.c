#include "aggregator/render/entry.h"
#include "aggregator/render/markup.h"
#include "aggregator/render/render.h"
#include "tests/support/test.h"

static const struct {
    const char *in, *out;
} escapes[] = {
    {NULL, ""},
    {"a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"},
    {"tab\tline\nreturn\rbell\a\x1B[31m", "tab\tline\nreturnbell[31m"},
    {"\xEF\xBF\xBE\xEF\xBF\xBF|\xEF\xBF\xBD", "|\xEF\xBF\xBD"},
    {"don\xC2\x92t\xC2\x81 \x7F", "don\xE2\x80\x99t "},
    {"half \xE2\x82", "half \xEF\xBF\xBD"},
    {"surrogate \xED\xA0\x80", "surrogate \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"\xF0\x9F\x8C\x8A", "\xF0\x9F\x8C\x8A"},
};

static const struct {
    const char *in, *out;
} urls[] = {
    {NULL, NULL},
    {"", NULL},
    {"relative/path", NULL},
    {"javascript:alert(1)", NULL},
    {"JaVaScRiPt:alert(1)", NULL},
    {" java\nscript:alert(1)", NULL},
    {"data:text/html,x", NULL},
    {"vbscript:x", NULL},
    {"file:///etc/passwd", NULL},
    {"https://a.example/b c?d=\"e\"", "https://a.example/b%20c?d=%22e%22"},
    {"https://a.example/\xC3\xA9", "https://a.example/%C3%A9"},
    {"https://\xC3\xA9.example/\xC3\xA9", "https://xn--9ca.example/%C3%A9"},
    {"https://me@\xC3\x89.example:8080", "https://me@xn--9ca.example:8080"},
    {"https://\xC3\xA9..example/", "https://%C3%A9..example/"},
    {"https://\xFF.example/", "https://%FF.example/"},
    {"https://a.example/#b#c", "https://a.example/#b%23c"},
    {"https://a.example/100%/%41", "https://a.example/100%25/%41"},
    {"https://a.example/\n<x>", "https://a.example/%3Cx%3E"},
    {"https://[::1]/[a]", "https://[::1]/%5Ba%5D"},
    {"http:///a.example/b", "http://a.example/b"},
    {"https:/a.example", "https://a.example"},
    {"http:\\\\a.example/b", "http://a.example/b"},
    {"http:a.example/b:c", "http://a.example/b:c"},
    {"http://", NULL},
    {"http:", NULL},
    {"http:///?a", NULL},
    {"http://[::1/a", NULL},
    {"mailto:a@b.example", "mailto:a@b.example"},
    {"HTTPS://A.example", "https://A.example"},
};

static const struct {
    const char *in, *out;
} languages[] = {{NULL, NULL},
                 {"", NULL},
                 {"fr", "fr"},
                 {"pt_BR", "pt-BR"},
                 {"zh-Hant-TW", "zh-Hant-TW"},
                 {"und", NULL},
                 {"xx", NULL},
                 {"english", NULL},
                 {"gsw", "gsw"},
                 {"x", NULL},
                 {"-fr", NULL},
                 {"fr-", NULL},
                 {"fr--FR", NULL},
                 {"f\"r", NULL},
                 {"12-fr", NULL},
                 {"abcdefghi", NULL},
                 {"fr FR", NULL}};

static const struct {
    const char *text;
    bool html;
} looks[] = {{NULL, false},   {"a < b && c", false}, {"AT & T", false}, {"<enfin>", true},
             {"</b>", true},  {"R&D", true},         {"&#8217;", true}, {"1<2", false},
             {"&amp;", true}, {"x <- y", false}};

/* A feed's own id: whether it is valid as an id. */
static const struct {
    const char *id;
    bool sound;
} own_ids[] = {{NULL, false},
               {"", false},
               {"tag:eau.example,2020:fil", true},
               {"tag:me@eau.example,2020-10-09:/a?b=c#d", true},
               {"tag:Eau.example,2020:fil", false},
               {"tag:eau.example,20:fil", false},
               {"tag:eau.example,2020-1-1:fil", false},
               {"tag:eau.example:fil", false},
               {"tag:eau.example,2020:f i l", false},
               {"urn:uuid:68656164-7700-8000-8000-000002988751", true},
               {"urn:uuid:68656164770080008000000002988751", false},
               {"urn:isbn:0451450523", true},
               {"urn:x:y", false},
               {"urn:isbn:", false},
               {"urn:isbn:a b", false},
               {"yt:channel:x", false}};

static const struct {
    const char *one, *other;
    bool matches;
} matches[] = {{"pt", "pt-BR", true},         {"PT-br", "pt", true}, {"en_GB", "en", true},
               {"zh-Hans", "zh-Hant", false}, {"fr", "fro", false},  {"fr", "fr", true},
               {NULL, "fr", false},           {"", "fr", false}};

static const struct {
    const char *in;
    size_t characters;
    const char *out;
} excerpts[] = {
    {NULL, 9, NULL},
    {" \n\t ", 9, NULL},
    {"one\n two  three ", 99, "one two three"},
    {"one two three", 8, "one two…"},
    {"one two three", 7, "one two…"},
    {"一二三四五", 3, "一二三…"},
    {"onetwothree", 4, "onet…"},
};

static const struct {
    uint64_t number;
    enum render_id_kind kind;
    const char *id;
} ids[] = {
    {2988751, RENDER_ID_STORY, "urn:uuid:68656164-7700-8000-8000-000002988751"},
    {0, RENDER_ID_FEED, "urn:uuid:68656164-7700-8000-9000-000000000000"},
    {7, RENDER_ID_DIGEST, "urn:uuid:68656164-7700-8000-b000-000000000007"},
    {UINT64_MAX, RENDER_ID_OUTLET, "urn:uuid:68656164-7718-8446-a744-073709551615"},
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void same(const char *out, const char *expected)
{
    if (expected == NULL) {
        assert_null(out);
    } else {
        assert_non_null(out);
        assert_string_equal(out, expected);
    }
}

static void test_escape(void **state)
{
    struct str text;

    (void)state;
    for (size_t i = 0; i < COUNT(escapes); i++) {
        str_init(&text, 1000);
        markup_escape(&text, escapes[i].in);
        assert_string_equal(text.text, escapes[i].out);
        str_release(&text);
    }
}

static void test_tables(void **state)
{
    struct arena arena;
    char id[RENDER_ID_SIZE];

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < COUNT(urls); i++)
        same(markup_url(&arena, urls[i].in), urls[i].out);
    for (size_t i = 0; i < COUNT(languages); i++)
        same(markup_language(&arena, languages[i].in), languages[i].out);
    for (size_t i = 0; i < COUNT(matches); i++)
        assert_int_equal(render_language_matches(matches[i].one, matches[i].other),
                         matches[i].matches);
    for (size_t i = 0; i < COUNT(excerpts); i++)
        same(markup_excerpt(&arena, excerpts[i].in, excerpts[i].characters), excerpts[i].out);
    for (size_t i = 0; i < COUNT(looks); i++)
        assert_int_equal(markup_looks_like_html(looks[i].text), looks[i].html);
    for (size_t i = 0; i < COUNT(own_ids); i++)
        assert_int_equal(entry_id_is_sound(own_ids[i].id), own_ids[i].sound);
    for (size_t i = 0; i < COUNT(ids); i++) {
        render_id_format(id, ids[i].kind, ids[i].number);
        assert_string_equal(id, ids[i].id);
    }
    arena_release(&arena);
}

static void test_paragraphs(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    same(markup_paragraphs(&arena, "\none <\n\r\ntwo & \n"), "<p>one &lt;</p><p>two &amp; </p>");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escape),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_paragraphs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
