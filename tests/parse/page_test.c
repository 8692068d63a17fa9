/* Items from web pages. */
#include "aggregator/base/clock.h"
#include "aggregator/parse/limits.h"
#include "tests/parse/reading.h"

static const struct scrape teasers = {.paths = {[SCRAPE_AUTHOR] = ".//*[@class='by']",
                                                [SCRAPE_CONTENT] = ".//p",
                                                [SCRAPE_IMAGE] = ".//img",
                                                [SCRAPE_ITEM] = "//article"}};

static void page_read_all(struct reading *r, const char *page)
{
    reading_open(r, page, strlen(page));
}

static void test_parts(void **state)
{
    static const char page[] =
        "<!DOCTYPE html><html lang=fr_CA><head><title> The\n news </title><base href='/n/'></head>"
        "<body><script>'<article>no</article>'</script>"
        "<article><h2>One <b>title</b><script>x</script></h2><a href='1.html'>more</a>"
        "<time datetime='2025-10-01T10:00:00Z'>yesterday</time>"
        "<p>Text <i>one</i>.</p><p>Second &amp; last.</p><img data-src='/lazy.jpg' src='dot.gif'>"
        "<span class=by> Ana \n B. </span></article>"
        "<article><a href='/2.html'>Two</a> <time>2025-10-02</time></article></body></html>";
    struct reading r = {.scrape = &teasers};

    (void)state;
    page_read_all(&r, page);
    assert_int_equal(r.code, 0);
    assert_int_equal(r.document.format, FORMAT_PAGE);
    assert_string_equal(r.document.title.value, "The news");
    assert_string_equal(r.document.language, "fr-CA");
    assert_string_equal(r.document.link, "http://127.0.0.1/feed");
    assert_int_equal(json_array_size(r.items), 2);
    assert_string_equal(reading_item_text(&r, 0, "link"), "http://127.0.0.1/n/1.html");
    assert_string_equal(reading_item_text(&r, 0, "published"), "2025-10-01T10:00:00Z");
    assert_string_equal(reading_item_text(&r, 0, "thumbnail"), "http://127.0.0.1/lazy.jpg");
    assert_string_equal(reading_item_text(&r, 1, "link"), "http://127.0.0.1/2.html");
    assert_string_equal(reading_item_text(&r, 1, "published"), "2025-10-02T00:00:00Z");
    assert_string_equal(reading_item_text(&r, 0, "title"), "One title");
    assert_string_equal(reading_item_text(&r, 0, "content"),
                        "<p>Text <i>one</i>.</p><p>Second &amp; last.</p>");
    assert_string_equal(
        json_string_value(json_object_get(
            json_array_get(json_object_get(json_array_get(r.items, 0), "authors"), 0), "name")),
        "Ana B.");
    reading_close(&r);
}

/* Every element that matches is one, the same name once. */
static void test_authors(void **state)
{
    struct reading r = {.scrape = &teasers};
    const json_t *authors;

    (void)state;
    page_read_all(&r, "<article><h2>x</h2><div class=by><b class=by>Ana</b></div><i class=by> </i>"
                      "<i class=by>Bo</i><i class=by>Ana</i></article>");
    assert_int_equal(r.code, 0);
    authors = json_object_get(json_array_get(r.items, 0), "authors");
    assert_int_equal(json_array_size(authors), 2);
    for (size_t i = 0; i < 2; i++)
        assert_string_equal(json_string_value(json_object_get(json_array_get(authors, i), "name")),
                            i == 0 ? "Ana" : "Bo");
    reading_close(&r);
}

static void test_many_authors(void **state)
{
    struct reading r = {.scrape = &teasers};
    char page[32 * (PARSE_LIST_MAX + 2)];
    size_t used = (size_t)sprintf(page, "<article><h2>x</h2>");

    (void)state;
    for (int i = 0; i < PARSE_LIST_MAX + 1; i++)
        used += (size_t)sprintf(page + used, "<i class=by>%d</i>", i);
    page_read_all(&r, page);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(json_object_get(json_array_get(r.items, 0), "authors")),
                     PARSE_LIST_MAX);
    assert_int_equal(r.document.warning_count, 1);
    reading_close(&r);
}

static const struct {
    const char *name, *page, *error;
} refused[] = {
    {"no item", "<html><body><p>x</p></body></html>", "nothing on the page matches item of scrape"},
    {"a feed", "<rss version='2.0'><channel><item><title>x</title></item></channel></rss>",
     "nothing on the page matches item of scrape"},
    {"nothing", "", "an empty body, not a feed"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct reading r = {.scrape = &teasers};

        page_read_all(&r, refused[i].page);
        assert_int_equal(r.code, ERR_NOT_FEED);
        assert_string_equal(r.err.text, refused[i].error);
        reading_close(&r);
    }
}

static void test_empty_items_are_skipped(void **state)
{
    struct reading r = {.scrape = &teasers};

    (void)state;
    page_read_all(&r,
                  "<article></article><article><h2>x</h2></article><article> <p></p></article>");
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), 2); /* an empty paragraph is a content */
    assert_int_equal(r.document.warning_count, 1);
    reading_close(&r);
}

static const struct {
    const char *name, *content_type, *page, *title;
} charsets[] = {
    {"declared", NULL,
     "<html><head><meta charset=\"windows-1251\"><title>\xcd\xee\xe2\xee\xf1\xf2\xe8</title></head>"
     "<article><h2>x</h2></article></html>",
     "Новости"},
    {"declared the old way", NULL,
     "<!doctype html><meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>"
     "<title>\x93\xfa\x96\x7b</title><article><h2>x</h2></article>",
     "日本"},
    {"in the header", "text/html; charset=iso-8859-7",
     "<html><title>\xcd\xdd\xe1</title><article><h2>x</h2></article>", "Νέα"},
};

static void test_charsets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
        struct reading r = {.scrape = &teasers, .content_type = charsets[i].content_type};

        page_read_all(&r, charsets[i].page);
        assert_int_equal(r.code, 0);
        assert_string_equal(r.document.title.value, charsets[i].title);
        reading_close(&r);
    }
}

static char *repeated(const char *start, const char *piece, size_t count, const char *end)
{
    const size_t length = strlen(piece);
    char *text = malloc(strlen(start) + length * count + strlen(end) + 1), *at = text;

    assert_non_null(text);
    at += sprintf(at, "%s", start);
    for (size_t i = 0; i < count; i++, at += length)
        memcpy(at, piece, length);
    strcpy(at, end);
    return text;
}

static void test_many_items(void **state)
{
    struct reading r = {.scrape = &teasers};
    char *text = repeated("", "<article><h2>x</h2></article>", PARSE_PAGE_ITEMS_MAX + 1, "");

    (void)state;
    page_read_all(&r, text);
    assert_int_equal(r.code, 0);
    assert_int_equal(json_array_size(r.items), PARSE_PAGE_ITEMS_MAX);
    assert_int_equal(r.document.warning_count, 1);
    reading_close(&r);
    free(text);
}

/* Pages of hostile form: a result or an error, in little time. */
static void test_hostile(void **state)
{
    static const struct scrape places = {
        .paths = {[SCRAPE_ITEM] = "//li[count(preceding-sibling::*) mod 2 = 0]"}};
    static const struct scrape everything = {
        .paths = {[SCRAPE_ITEM] = "//div", [SCRAPE_CONTENT] = ".", [SCRAPE_TITLE] = "."}};
    const struct {
        const struct scrape *scrape;
        const char *start, *piece;
        size_t count;
        int code;
    } pages[] = {
        {&everything, "<html><body>", "<div>x", 100000, 0},
        {&everything, "<html><body>", "<b><div>", 100000, 0},
        {&teasers, "<html><body>", "<article><h2>x</h2>", 100000, 0},
        {&places, "<html><body><ul>", "<li>x", 100000, ERR_LIMIT},
        {&teasers, "<html><body><article ", "a=b ", 100000, 0},
        {&teasers, "<html><body>", "<p>&amp;", 1500000, ERR_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        struct reading r = {.scrape = pages[i].scrape};
        char *text = repeated(pages[i].start, pages[i].piece, pages[i].count, "");

        page_read_all(&r, text);
        if (pages[i].code == 0 && r.code != 0 && r.code != ERR_NOT_FEED)
            fail_msg("page %zu: %s", i, r.err.text);
        if (pages[i].code != 0)
            assert_int_equal(r.code, pages[i].code);
        if (pages[i].scrape == &places)
            assert_string_equal(
                r.err.text, "the expressions of scrape take more than 50000000 steps on this page");
        assert_true(json_array_size(r.items) <= PARSE_PAGE_ITEMS_MAX);
        reading_close(&r);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),        cmocka_unit_test(test_authors),
        cmocka_unit_test(test_many_authors), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_charsets),     cmocka_unit_test(test_empty_items_are_skipped),
        cmocka_unit_test(test_many_items),   cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
