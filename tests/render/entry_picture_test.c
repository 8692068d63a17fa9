/*
 * Which picture illustrates an item, and how a page shows it.
 */
#include "aggregator/render/entry_picture.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

enum { ARENA_BYTES = 4 << 20 };

#define IMG(attributes) "<p>Text</p><img " attributes "><p>more</p>"

static const struct {
    const char *name, *thumbnail, *alt, *enclosure, *html;
    int width, height;
    const char *url, *shown;
    int shown_width, shown_height;
} rows[] = {
    {"none", NULL, NULL, NULL, "<p>Text</p>", 0, 0, NULL, NULL, 0, 0},
    {"thumbnail", "https://a.example/1.jpg", "A dam", NULL, IMG("src=\"https://a.example/2.jpg\""),
     640, 480, "https://a.example/1.jpg", "A dam", 640, 480},
    {"a width without a height", "https://a.example/1.jpg", NULL, NULL, NULL, 640, 0,
     "https://a.example/1.jpg", NULL, 0, 0},
    {"thumbnail with blanks and quotes", "https://a.example/a b\".jpg", "a\n\"b\"  <c>", NULL, NULL,
     0, 0, "https://a.example/a%20b%22.jpg", "a \"b\" <c>", 0, 0},
    {"thumbnail that is no picture of the web", "ftp://a.example/1.jpg", "x", NULL,
     IMG("src=\"http://a.example/2.jpg\""), 9, 9, "http://a.example/2.jpg", NULL, 0, 0},
    {"script", "javascript:alert(1)", NULL, NULL, NULL, 0, 0, NULL, NULL, 0, 0},
    {"data", "data:image/png;base64,AAAA", NULL, NULL, IMG("src=\"data:image/png;base64,AAAA\""), 0,
     0, NULL, NULL, 0, 0},
    {"enclosure before text", NULL, NULL, "https://a.example/e.png",
     IMG("src=\"https://a.example/2.jpg\""), 0, 0, "https://a.example/e.png", NULL, 0, 0},
    {"of the text", NULL, NULL, NULL,
     IMG("src=\"https://a.example/2.jpg?a=1&amp;b=2\" alt=\"Cat &amp; &quot;dog&quot;\" "
         "width=\"800\" height=\"600\""),
     0, 0, "https://a.example/2.jpg?a=1&b=2", "Cat & \"dog\"", 800, 600},
    {"attributes in any order", NULL, NULL, NULL,
     IMG("height=\"60\" alt=\"src=&quot;x&quot; width=9\" width=\"80\" "
         "src=\"https://a.example/2\""),
     0, 0, "https://a.example/2", "src=\"x\" width=9", 80, 60},
    {"an icon before it", NULL, NULL, NULL,
     "<img src=\"https://a.example/i.png\" width=\"16\" height=\"16\"><img "
     "src=\"https://a.example/2.jpg\">",
     0, 0, "https://a.example/2.jpg", NULL, 0, 0},
    {"icons only", NULL, NULL, NULL, "<img src=\"https://a.example/i.png\" width=\"16\">", 0, 0,
     NULL, NULL, 0, 0},
    {"size in percent", NULL, NULL, NULL,
     IMG("src=\"https://a.example/2.jpg\" width=\"100%\" height=\"auto\""), 0, 0,
     "https://a.example/2.jpg", NULL, 0, 0},
    {"no src", NULL, NULL, NULL, IMG("alt=\"x\""), 0, 0, NULL, NULL, 0, 0},
    {"cut tag", NULL, NULL, NULL, "<img src=\"https://a.example/2.jpg", 0, 0, NULL, NULL, 0, 0},
    {"cut value", NULL, NULL, NULL, "<img src=\"https://a.example/2.jpg>", 0, 0, NULL, NULL, 0, 0},
    {"nothing", NULL, NULL, NULL, "<img ", 0, 0, NULL, NULL, 0, 0},
};

static void text_check(const char *name, const char *text, const char *expected)
{
    if (strcmp(text != NULL ? text : "none", expected != NULL ? expected : "none") != 0)
        fail_msg("%s: %s", name, text != NULL ? text : "none");
}

static void test_choice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct enclosure files[] = {{"https://a.example/talk.mp3", "audio/mpeg", NULL},
                                    {rows[i].enclosure, "image/png", NULL}};
        struct telling telling = {.item = {.thumbnail = rows[i].thumbnail,
                                           .thumbnail_alt = rows[i].alt,
                                           .thumbnail_width = rows[i].width,
                                           .thumbnail_height = rows[i].height,
                                           .enclosures = files,
                                           .enclosure_count = rows[i].enclosure != NULL ? 2 : 1,
                                           .content = {.value = rows[i].html, .kind = TEXT_HTML}},
                                  .feed_url = "https://a.example/feed"};
        struct entry_picture picture;
        struct arena arena;

        arena_init(&arena, ARENA_BYTES);
        for (int summary = 0; summary < 2; summary++) {
            picture = entry_picture_find(&arena, &telling);
            text_check(rows[i].name, picture.url, rows[i].url);
            text_check(rows[i].name, picture.alt, rows[i].shown);
            assert_int_equal(picture.width, rows[i].shown_width);
            assert_int_equal(picture.height, rows[i].shown_height);
            telling.item.summary = telling.item.content;
            telling.item.content.value = NULL;
        }
        arena_release(&arena);
    }
}

/* Markup that a feed wrote as plain text is no picture. */
static void test_plain_text(void **state)
{
    struct telling telling = {
        .item.content = {.value = "<img src=\"https://a.example/1.jpg\">", .kind = TEXT_PLAIN}};
    struct arena arena;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    assert_null(entry_picture_find(&arena, &telling).url);
    arena_release(&arena);
}

/* An address of a megabyte, and as many pictures as a text can hold. */
static void test_large(void **state)
{
    struct telling telling = {.item.content = {.kind = TEXT_HTML}};
    struct arena arena;
    struct str text;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    str_init(&text, 8 << 20);
    for (int i = 0; i < 100000; i++)
        str_append(&text, "<img src=\"x\">");
    str_append(&text, "<img src=\"https://a.example/1.jpg\">");
    telling.item.content.value = text.text;
    assert_null(entry_picture_find(&arena, &telling).url);
    str_clear(&text);
    str_append(&text, "<img src=\"https://a.example/");
    for (int i = 0; i < 1000000; i++)
        str_append_char(&text, 'x');
    str_append(&text, "\"><img src=\"https://a.example/2.jpg\">");
    telling.item.content.value = text.text;
    assert_string_equal(entry_picture_find(&arena, &telling).url, "https://a.example/2.jpg");
    assert_int_equal(arena_status(&arena), ERR_NONE);
    str_release(&text);
    arena_release(&arena);
}

/* A feed of the internet does not make the browser ask a device at home. */
static void test_the_users_own_network(void **state)
{
    static const struct {
        const char *feed, *picture;
        bool shown;
    } cases[] = {
        {"https://news.example/feed", "http://127.0.0.1/1.png", false},
        {"https://news.example/feed", "http://192.168.1.1:8080/reboot?x.png", false},
        {"https://news.example/feed", "http://8.8.8.8/1.png", false},
        {"https://news.example/feed", "http://2130706433/1.png", false},
        {"https://news.example/feed", "http://0x7f.1/1.png", false},
        {"https://news.example/feed", "http://0x7f000001/1.png", false},
        {"https://news.example/feed", "http://127.0.0.1./1.png", false},
        {"https://news.example/feed", "http://[::1]/1.png", false},
        {"https://news.example/feed", "http://%31%32%37.0.0.1/1.png", false},
        {"https://news.example/feed", "http://１２７.0.0.1/1.png", false},
        {"https://news.example/feed", "http://a.example@127.0.0.1/1.png", false},
        {"https://news.example/feed", "http://127.0.0.1\\@a.example/1.png", false},
        {"https://news.example/feed", "http://localhost/1.png", false},
        {"https://news.example/feed", "http://localhost.:80/1.png", false},
        {"https://news.example/feed", "http://app.localhost/1.png", false},
        {"https://news.example/feed", "http://fritz/1.png", false},
        {"https://news.example/feed", "https://PRINTER.Local/1.png", false},
        {"https://news.example/feed", "https://printer.home.arpa/1.png", false},
        {"https://news.example/feed", "https://localhost.example/1.png", true},
        {"https://news.example/feed", "https://local.news.example:8443/1.png", true},
        {"file:/srv/news.xml", "http://127.0.0.1/1.png", false},
        {"http://127.0.0.1:8000/feed", "http://127.0.0.1:8000/1.png", true},
        {"http://127.0.0.1:8000/feed", "http://127.0.0.1:9000/1.png", false},
        {"http://wiki.local/feed", "http://WIKI.local/1.png", true},
        {"http://wiki.local/feed", "http://fritz.local/1.png", false},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct telling telling = {.item.thumbnail = cases[i].picture, .feed_url = cases[i].feed};

        if ((entry_picture_find(&arena, &telling).url != NULL) != cases[i].shown)
            fail_msg("%s of %s", cases[i].picture, cases[i].feed);
    }
    arena_release(&arena);
}

/* Both kinds of page show the lead's picture, and only if the user wants it; the policy says the
 * same. */
static void test_pages(void **state)
{
    static const char shown[] =
        "<img class=\"picture\" src=\"https://eau.example/barrage%20small.jpg\" alt=\"Le barrage\" "
        "width=\"320\" height=\"240\" loading=\"lazy\" decoding=\"async\" "
        "referrerpolicy=\"no-referrer\">";
    static const enum output_format formats[] = {OUTPUT_HTML, OUTPUT_STORIES};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct settings settings = stories_settings;
        struct render_input *input;
        struct arena arena;
        struct str page;

        arena_init(&arena, ARENA_BYTES);
        str_init(&page, 1 << 20);
        settings.pictures = i % 2 == 0;
        input = stories_input(&arena, formats[i / 2]);
        input->settings = &settings;
        assert_int_equal(render_document(&page, input, NULL), 0);
        assert_int_equal(strstr(page.text, shown) != NULL, settings.pictures);
        assert_int_equal(strstr(page.text, "<img") != NULL, settings.pictures);
        assert_int_equal(strstr(page.text, "img-src data: https: http:;") != NULL,
                         settings.pictures);
        assert_int_equal(strstr(page.text, "img-src data:;") != NULL, !settings.pictures);
        str_release(&page);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice), cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_large),  cmocka_unit_test(test_the_users_own_network),
        cmocka_unit_test(test_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
