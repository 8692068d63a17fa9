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
    /* Lazy-loaded pictures, and their placeholders. */
    {"lazy picture",
     "<img data-src='/z.jpg' src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP8A' alt=A>",
     "<img src=\"http://e.org/z.jpg\" alt=\"A\">", ""},
    {"lazy picture, other names",
     "<img data-original=a.jpg><img data-lazy-src=b.jpg src=/blank.gif>",
     "<img src=\"http://e.org/d/a.jpg\"><img src=\"http://e.org/d/b.jpg\">", ""},
    {"lazy set", "<img data-srcset='a.jpg 1x, b.jpg 2x' alt=B>",
     "<img alt=\"B\" srcset=\"http://e.org/d/a.jpg 1x, http://e.org/d/b.jpg 2x\" "
     "src=\"http://e.org/d/a.jpg\">",
     ""},
    {"lazy set of a source", "<picture><source data-srcset=a.webp><img data-src=a.jpg></picture>",
     "<picture><source srcset=\"http://e.org/d/a.webp\"><img "
     "src=\"http://e.org/d/a.jpg\"></picture>",
     ""},
    {"picture of AMP", "<amp-img src=a.jpg alt=A></amp-img><image src=b.jpg>",
     "<img src=\"http://e.org/d/a.jpg\" alt=\"A\"><img src=\"http://e.org/d/b.jpg\">", ""},
    {"lazy template", "<img data-src='a_{width}.jpg' src=a.jpg>",
     "<img src=\"http://e.org/d/a.jpg\">", ""},
    {"lazy script", "<img data-src='javascript:x' src=a.jpg>", "<img src=\"http://e.org/d/a.jpg\">",
     ""},
    {"lazy and without scripts", "<img data-src=a.jpg><noscript><img src=a.jpg></noscript>",
     "<img src=\"http://e.org/d/a.jpg\">", ""},
    {"without scripts, and lazy", "<noscript><img src=a.jpg></noscript><img data-src=a.jpg>b",
     "<img src=\"http://e.org/d/a.jpg\">b", "b"},
    {"two pictures without scripts", "<img data-src=a.jpg><noscript><img src=b.jpg></noscript>",
     "<img src=\"http://e.org/d/a.jpg\"><img src=\"http://e.org/d/b.jpg\">", ""},
    {"the same picture twice", "<img src=a.jpg><img src=a.jpg>",
     "<img src=\"http://e.org/d/a.jpg\"><img src=\"http://e.org/d/a.jpg\">", ""},
    {"srcset with commas", "<img src=a srcset='w_3,h_2/a.jpg 300w,\nb.jpg, c.jpg 2x'>",
     "<img src=\"http://e.org/d/a\" srcset=\"http://e.org/d/w_3,h_2/a.jpg 300w, "
     "http://e.org/d/b.jpg, http://e.org/d/c.jpg 2x\">",
     ""},
    {"counting picture by style", "a<img src=x style='width:1px; height: 1PX !important'>b", "ab",
     "ab"},
    {"counting picture in px", "a<img src=x width=1px height=0>b", "ab", "ab"},
    /* Pictures in data: addresses. */
    {"inline picture", "<img src='data:image/png;base64,iVBO\nRw0K Ggo=' alt=c>",
     "<img src=\"data:image/png;base64,iVBORw0KGgo=\" alt=\"c\">", ""},
    {"inline picture of one pixel",
     "a<img src='data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'>b", "ab",
     "ab"},
    {"inline drawing", "a<img src='data:image/svg+xml;base64,PHN2Zz4='>b", "ab", "ab"},
    {"inline picture elsewhere", "<a href='data:image/png;base64,iVBORw0KGgo='>b</a>", "<a>b</a>",
     "b"},
    /* Nothing left. */
    {"picture of no source",
     "a<picture><source srcset='javascript:x'><img src='javascript:x'></picture>b", "ab", "ab"},
    {"sound without controls", "<audio src=a.mp3 autoplay loop></audio>",
     "<audio src=\"http://e.org/d/a.mp3\" loop=\"\" controls=\"\"></audio>", ""},
    {"film without controls", "<video title='no controls'><source src=a.mp4></video>",
     "<video title=\"no controls\" controls=\"\"><source src=\"http://e.org/d/a.mp4\"></video>",
     ""},
    {"source of nothing", "<audio controls><source type=audio/mpeg><source src=a.mp3></audio>",
     "<audio controls=\"\"><source src=\"http://e.org/d/a.mp3\"></audio>", ""},
    /* Players. */
    {"video",
     "<iframe width=560 src='https://www.youtube.com/embed/ab_C-1?rel=0' title='A talk'></iframe>",
     "<a href=\"https://www.youtube.com/watch?v=ab_C-1\">"
     "<img src=\"https://i.ytimg.com/vi/ab_C-1/hqdefault.jpg\" alt=\"A talk\"></a>",
     ""},
    {"video without a still", "<iframe src='//player.vimeo.com/video/17'></iframe>",
     "<a href=\"https://vimeo.com/17\">vimeo.com</a>", ""},
    {"video of another host",
     "<iframe src='https://tube.e.org/videos/embed/1-2' title='A &lt; B'></iframe>",
     "<a href=\"https://tube.e.org/videos/embed/1-2\">A &lt; B</a>", ""},
    {"video of an old plug-in",
     "<object data='http://www.youtube.com/v/x1'><embed "
     "src='http://www.youtube.com/v/x1&hl=en'></object>",
     "<a href=\"https://www.youtube.com/watch?v=x1\">"
     "<img src=\"https://i.ytimg.com/vi/x1/hqdefault.jpg\" alt=\"youtube.com\"></a>",
     ""},
    {"video loaded late", "<iframe data-src='https://www.dailymotion.com/embed/video/x9'></iframe>",
     "<a href=\"https://www.dailymotion.com/video/x9\">"
     "<img src=\"https://www.dailymotion.com/thumbnail/video/x9\" alt=\"dailymotion.com\"></a>",
     ""},
    {"list of videos", "<iframe src='https://www.youtube.com/embed/videoseries?list=P'></iframe>",
     "<a href=\"https://www.youtube.com/embed/videoseries?list=P\">youtube.com</a>", ""},
    {"video in a link", "<a href=x><iframe src='//player.vimeo.com/video/17'></iframe></a>",
     "<a href=\"http://e.org/d/x\">vimeo.com</a>", ""},
    {"frames of others",
     "a<iframe src='https://ads.e.org/x'></iframe><iframe src=about:blank></iframe>"
     "<iframe src='https://e.org/player' width=1 height=1></iframe>"
     "<iframe src='https://e.org/player' hidden></iframe>b",
     "ab", "ab"},
    /* Hidden content. */
    {"hidden", "a<p hidden>b<i>c</i></p>d<span hidden=hidden>e</span>f<br hidden>", "adf",
     "a\nbc\ndef"},
    {"hidden by style", "a<div style='color:red;DISPLAY : None !important'>b<ul><li>c</ul></div>d",
     "ad", "a\nb\nc\nd"},
    {"invisible by style", "a<b style='visibility:hidden'>b</b>c", "ac", "abc"},
    {"shown by style", "<b style='display:none; display: block'>b</b>",
     "<b style=\"display: none; display: block\">b</b>", "b"},
    {"hidden until found", "<p hidden=until-found>a</p>", "<p>a</p>", "a"},
    {"hidden, of no known name",
     "a<x-y hidden>b</x-y>c<svg style='display:none'><text>d</text></svg>e", "ace", "abcde"},
    {"never shown", "a<template><p>b</p></template>c", "ac", "a\nb\nc"},
    {"hidden and never closed", "<div>a<p hidden>b</div>c", "<div>a</div>c", "a\nb\nc"},
    {"hidden field", "a<input hidden>b", "ab", "ab"},
    /* Footnotes: here the item's address is the base. */
    {"footnotes",
     "<p>A<sup id=r1><a href='#fn%3A1'>1</a></sup><p id='fn:1' class=x>N <a href='#r1'>back</a>",
     "<p>A<sup id=\"note-90c08092-r1\"><a href=\"http://e.org/d/#fn%3A1\">1</a></sup></p>"
     "<p id=\"note-90c08092-fn:1\">N <a href=\"http://e.org/d/#r1\">back</a></p>",
     "A1\nN back"},
    {"footnotes by name", "<a href=#n>1</a><a name=n>2</a><p name=n>3",
     "<a href=\"http://e.org/d/#n\">1</a><a id=\"note-90c08092-n\">2</a><p>3</p>", "12\n3"},
    {"an id twice", "<a href=#n>1</a><p id=n>2<p id=n>3",
     "<a href=\"http://e.org/d/#n\">1</a><p id=\"note-90c08092-n\">2</p><p>3</p>", "1\n2\n3"},
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
        assert_string_equal(clean_html(&arena, rows[i].cleaned, "http://e.org/d/"),
                            rows[i].cleaned);
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
    /* only a link that may name another item's page has a canonical form, and only if it differs */
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

/* The base of a text: its own, else the item's page. */
static void test_bases(void **state)
{
    static const struct {
        const char *link, *base, *html, *cleaned;
    } texts[] = {
        {"http://e.org/2026/post/", NULL, "<img src=a.png>",
         "<img src=\"http://e.org/2026/post/a.png\">"},
        {"/2026/post/", "http://e.org/feed", "<img src=a.png>",
         "<img src=\"http://e.org/2026/post/a.png\">"},
        {"http://e.org/1", "http://cdn.e.org/x/", "<img src=a.png>",
         "<img src=\"http://cdn.e.org/x/a.png\">"},
        {"http://e.org/1", "http://cdn.e.org/x/", "<a href='#n'>1</a>",
         "<a href=\"http://e.org/1#n\">1</a>"},
        {"http://e.org/1#top", NULL, "<a href='#n'>1</a>", "<a href=\"http://e.org/1#n\">1</a>"},
        {NULL, NULL, "<img src=a.png>", "<img src=\"http://e.org/a.png\">"},
        {"javascript:x", NULL, "<img src=a.png>", "<img src=\"http://e.org/a.png\">"},
        {"mailto:a@e.org", NULL, "<img src=a.png>", "<img src=\"http://e.org/a.png\">"},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct item item = {
            .link = texts[i].link,
            .content = {.value = texts[i].html, .kind = TEXT_HTML, .base = texts[i].base}};
        struct item ret;

        assert_int_equal(clean_item(&ret, &arena, &item, "http://e.org/feed", NULL), 0);
        assert_string_equal(ret.content.value, texts[i].cleaned);
    }
    arena_release(&arena);
}

/* A large picture in a data: address is dropped. */
static void test_large_inline_picture(void **state)
{
    struct arena arena;
    struct str html;

    (void)state;
    arena_init(&arena, (size_t)4 << 20);
    str_init(&html, (size_t)4 << 20);
    str_append(&html, "a<img src='data:image/png;base64,");
    for (int i = 0; i < CLEAN_IMAGE_BYTES_MAX; i++)
        str_append_char(&html, 'A');
    str_append(&html, "'>b");
    assert_string_equal(clean_html(&arena, html.text, "http://e.org/"), "ab");
    str_release(&html);
    arena_release(&arena);
}

/* A news search and the outlet that it names have the same headline. */
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

/* Shapes that take a naive cleaner hours: each must finish, with a small multiple of its size. */
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
        {"<a href=#a", 100000},
        {"<a href=#a id=a>", 50000},
        {"<picture>", 50000},
        {"<p hidden>", 50000},
        {"<x-y hidden>", 50000},
        {"</x-y>", 100000},
        {"<noscript><img src=a>", 50000},
        {"<iframe src=//e.org/embed/x>", 20000},
        {"<img data-src=x data-srcset=y>", 20000},
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

/* A text that exceeds the ceiling must not be truncated: the cut may be inside an attribute. */
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

/* Absurdly long addresses of a feed are dropped. */
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
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_large_inline_picture),
        cmocka_unit_test(test_outlets),
        cmocka_unit_test(test_hostile_shapes),
        cmocka_unit_test(test_attribute_of_ten_megabytes),
        cmocka_unit_test(test_text_beyond_the_ceiling),
        cmocka_unit_test(test_long_addresses),
        cmocka_unit_test(test_elements_are_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
