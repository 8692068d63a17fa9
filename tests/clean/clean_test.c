#include "aggregator/base/clock.h"
#include "aggregator/base/str.h"
#include "aggregator/clean/clean.h"
#include "aggregator/clean/html_elements.h"
#include "aggregator/clean/limits.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *html, *cleaned, *plain;
} rows[] = {
    {"text", "a & b < c > d", "a &amp; b &lt; c &gt; d", "a & b < c > d"},
    {"references", "&eacute;&#233;&#xE9;&copy &nonsense; &#150;", "ééé© &amp;nonsense; –",
     "ééé© &nonsense; –"},
    {"double escaping stays", "&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;", "&lt;b&gt;"},
    {"closes what is open", "<p>a<b>b", "<p>a<b>b</b></p>", "ab"},
    {"paragraphs do not nest", "<p>a<p>b", "<p>a</p><p>b</p>", "a\nb"},
    {"list items", "<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>", "a\nb"},
    {"nested lists", "<ul><li>a<ul><li>b</ul><li>c</ul>",
     "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "a\nb\nc"},
    {"table cells", "<table><tr><td>a<td>b<tr><td>c</table>",
     "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
    {"misnested", "<b><i>x</b>y</i>", "<b><i>x</i></b>y", "xy"},
    {"stray end", "</div>x</p>", "x", "x"},
    {"void elements", "a<br/>b<hr>c</br>", "a<br>b<hr>c", "a\nb\nc"},
    {"unknown elements keep their text", "<blink>a</blink><x-y>b</x-y>", "ab", "ab"},
    {"comments", "a<!-- <b> -->b<!-->c<!--->d<!-- x --!>e", "abcde", "abcde"},
    {"declarations", "<!doctype html>a<?php x ?>b", "ab", "ab"},
    {"addresses", "<a href='/x'>a</a><img src='y.png'>",
     "<a href=\"http://e.org/x\">a</a><img src=\"http://e.org/d/y.png\">", "a"},
    {"srcset", "<img srcset='a.png 1x, /b.png 2x'>",
     "<img srcset=\"http://e.org/d/a.png 1x, http://e.org/b.png 2x\">", ""},
    {"counting picture", "a<img src=x width=1 height='1'>b", "ab", "ab"},
    {"picture of nothing", "a<img src='javascript:x' alt=y>b<img>c", "abc", "abc"},
    {"attributes", "<p id=a class=b title='\"q\"' align=left onclick=x data-x=y>z</p>",
     "<p title=\"&quot;q&quot;\" align=\"left\">z</p>", "z"},
    {"style", "<p style='color: red; position: fixed; margin-top:1em'>x</p>",
     "<p style=\"color: red; margin-top: 1em\">x</p>", "x"},
    {"blanks", " a \n\n b&nbsp;c ",
     "a \n\n b\xC2\xA0"
     "c",
     "a b c"},
    {"invisible",
     "a\xE2\x80\x8B"
     "b&shy;c",
     "a\xE2\x80\x8B"
     "b\xC2\xAD"
     "c",
     "abc"},
};

static void test_fragments(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].name);
        assert_string_equal(clean_html(&arena, rows[i].html, "http://e.org/d/"), rows[i].cleaned);
        assert_string_equal(clean_plain(&arena, rows[i].html), rows[i].plain);
    }
    arena_release(&arena);
}

static void test_item(void **state)
{
    struct link links[] = {
        {.rel = "alternate", .href = "x?utm_source=b"},
        {.rel = "x", .href = "javascript:1"},
        {.rel = "alternate", .href = "http://www.f.org/x?utm_source=b", .hreflang = "fr"},
        {.rel = "Via", .href = "http://m.g.org/x#top"},
        {.rel = "via", .href = "https://g.org/z"},
    };
    /* Only what may name another item's page is compared, and told where it differs. */
    static const char *const canonical[] = {NULL, "https://f.org/x", "https://g.org/x", NULL};
    struct enclosure enclosures[] = {{.url = "data:1"}, {.url = "/e.mp3"}};
    const struct item item = {
        .title = {.value = " a <b>x</b>\n&amp; ", .kind = TEXT_HTML},
        .summary = {.value = "1 < 2", .kind = TEXT_PLAIN},
        .content = {.value = "<p>c <a href='y'>d</a>", .kind = TEXT_HTML, .base = "http://b.org/"},
        .link = "x?utm_source=a",
        .links = links,
        .link_count = sizeof(links) / sizeof(links[0]),
        .enclosures = enclosures,
        .enclosure_count = 2,
        .published = TIME_NONE,
        .updated = 5,
    };
    struct arena arena;
    struct item ret;

    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(clean_item(&ret, &arena, &item, "http://e.org/d/", NULL), 0);
    assert_string_equal(ret.title.value, "a x &");
    assert_int_equal(ret.title.kind, TEXT_PLAIN);
    assert_string_equal(ret.summary.value, "1 &lt; 2");
    assert_string_equal(ret.content.value, "<p>c <a href=\"http://b.org/y\">d</a></p>");
    assert_string_equal(ret.link, "http://e.org/d/x?utm_source=a");
    assert_string_equal(ret.canonical, "https://e.org/d/x");
    assert_string_equal(ret.plain, "c d");
    assert_int_equal(ret.link_count, 4);
    for (size_t i = 0; i < ret.link_count; i++)
        assert_true(canonical[i] == NULL ? ret.links[i].canonical == NULL
                                         : strcmp(canonical[i], ret.links[i].canonical) == 0);
    assert_int_equal(ret.enclosure_count, 1);
    assert_string_equal(ret.enclosures[0].url, "http://e.org/e.mp3");
    assert_int_equal(ret.updated, 5);
    arena_release(&arena);
}

/* A news search and the outlet that it names have one headline. */
static void test_outlets(void **state)
{
    static const struct {
        const char *title, *outlet, *summary, *cleaned, *plain;
    } titles[] = {
        {"Ferry runs again - The Quay", "The Quay", "<a>Ferry runs again</a>&nbsp;&nbsp;The Quay",
         "Ferry runs again", "Ferry runs again"},
        {"Ferry runs again \xE2\x80\x93 the quay", "The Quay", "At noon.", "Ferry runs again",
         "At noon."},
        {"Ferry runs again | Quay &amp; Co", "Quay & Co", NULL, "Ferry runs again", NULL},
        {"Ferry - and bus - The Quay", "The Quay", NULL, "Ferry - and bus", NULL},
        {"Ferry runs again - The Quay", "Quay", NULL, "Ferry runs again - The Quay", NULL},
        {"Ferry runs again - The Quay", NULL, NULL, "Ferry runs again - The Quay", NULL},
        {"Ferry runs again - The Quay", "", NULL, "Ferry runs again - The Quay", NULL},
        {"- The Quay", "The Quay", NULL, "- The Quay", NULL},
        {"The Quay", "The Quay", "The Quay", "The Quay", "The Quay"},
        {"Half-The Quay", "The Quay", NULL, "Half-The Quay", NULL},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        const struct item item = {.title = {.value = titles[i].title, .kind = TEXT_HTML},
                                  .summary = {.value = titles[i].summary, .kind = TEXT_HTML},
                                  .source = {.title = titles[i].outlet}};
        struct item ret;

        assert_int_equal(clean_item(&ret, &arena, &item, NULL, NULL), 0);
        assert_string_equal(ret.title.value, titles[i].cleaned);
        if (titles[i].plain != NULL)
            assert_string_equal(ret.plain, titles[i].plain);
    }
    arena_release(&arena);
}

static void repeat(struct str *into, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_append(into, text);
}

/* Shapes that cost a careless cleaner hours: each must end, in a small multiple of its size. */
static void test_hostile_shapes(void **state)
{
    static const struct {
        const char *part;
        size_t count;
    } shapes[] = {
        {"<div>", 10000},
        {"<b><i></b></i>", 20000},
        {"<!--", 200000},
        {"<!x", 200000},
        {"<script", 100000},
        {"<style>", 100000},
        {"&", 1000000},
        {"<table><tr><td>", 20000},
        {"<a href='x", 100000},
        {"<a b=c ", 100000},
        {"</p>", 200000},
        {"<p>", 100000},
        {"<li><ul>", 50000},
        {"&#", 500000},
        {"<", 1000000},
        {"&amp;amp;", 100000},
        {"<img srcset='a,", 50000},
        {"<td></table>", 50000},
        {"<?", 300000},
        {"</script", 100000},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        struct arena arena;
        struct str html;

        print_message("%s\n", shapes[i].part);
        arena_init(&arena, (size_t)256 << 20);
        str_init(&html, (size_t)64 << 20);
        repeat(&html, shapes[i].part, shapes[i].count);
        assert_non_null(clean_html(&arena, html.text, "http://e.org/"));
        assert_non_null(clean_plain(&arena, html.text));
        str_release(&html);
        arena_release(&arena);
    }
}

static void test_attribute_of_ten_megabytes(void **state)
{
    struct arena arena;
    struct str html;

    (void)state;
    arena_init(&arena, (size_t)64 << 20);
    str_init(&html, (size_t)64 << 20);
    str_append(&html, "<a title='");
    repeat(&html, "0123456789", 1000000);
    str_append(&html, "' href='x'>y</a>");
    assert_string_equal(clean_html(&arena, html.text, "http://e.org/"),
                        "<a href=\"http://e.org/x\">y</a>");
    str_release(&html);
    arena_release(&arena);
}

/* A text that grows beyond the ceiling may not be cut: the cut may lie within an attribute. */
static void test_text_beyond_the_ceiling(void **state)
{
    enum { TAGS = 1000, REST = CLEAN_VALUE_BYTES_MAX };
    struct item hostile = {.content = {.kind = TEXT_HTML}}, ret;
    struct arena arena;
    struct str html;
    char *rest;

    (void)state;
    rest = test_calloc(REST + 1, 1);
    memset(rest, '&', REST);
    str_init(&html, 16 << 20);
    for (int i = 0; i < TAGS; i++)
        str_appendf(&html, "<b title=\"%s\"></b>", rest);
    hostile.content.value = html.text;
    arena_init(&arena, 64 << 20);
    assert_int_equal(clean_item(&ret, &arena, &hostile, "http://e.org/", NULL), ERR_LIMIT);
    assert_null(ret.content.value);
    arena_release(&arena);
    str_release(&html);
    test_free(rest);
}

/* Addresses of a feed that are absurdly long are none. */
static void test_long_addresses(void **state)
{
    struct document document = {.title = {.value = "x"}}, ret;
    struct arena arena;
    char *text = test_calloc(100001, 1);

    (void)state;
    memset(text, 'a', 100000);
    memcpy(text, "http://e.org/", strlen("http://e.org/"));
    document.link = document.id = document.self = text;
    document.hub = "http://e.org/hub";
    arena_init(&arena, 1 << 20);
    assert_int_equal(clean_document(&ret, &arena, &document, "http://e.org/", NULL), 0);
    assert_null(ret.link);
    assert_null(ret.id);
    assert_null(ret.self);
    assert_string_equal(ret.hub, "http://e.org/hub");
    arena_release(&arena);
    test_free(text);
}

static void test_elements_are_sorted(void **state)
{
    size_t count;
    const struct html_element *elements = html_element_rows(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(html_element_find(elements[i].name), &elements[i]);
        assert_true(i == 0 || strcmp(elements[i - 1].name, elements[i].name) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_item),
        cmocka_unit_test(test_outlets),
        cmocka_unit_test(test_hostile_shapes),
        cmocka_unit_test(test_attribute_of_ten_megabytes),
        cmocka_unit_test(test_text_beyond_the_ceiling),
        cmocka_unit_test(test_long_addresses),
        cmocka_unit_test(test_elements_are_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
