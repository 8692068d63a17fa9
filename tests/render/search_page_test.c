/* The page of search results, the form, and the words on the ways between pages. */
#include "aggregator/base/clock.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/render.h"
#include "aggregator/render/search_page.h"
#include "aggregator/render/way_messages.h"

#include "tests/support/test.h"

static const struct output output = {.format = OUTPUT_HTML, .title = "River & Sea"};
static const char *languages[] = {"en"};
static const struct settings settings = {.languages = languages, .language_count = 1};
static const struct render_input input = {.output = &output, .settings = &settings};

static void assert_has(const struct str *page, const char *text)
{
    if (strstr(page->text, text) == NULL)
        fail_msg("no \"%s\" in %s", text, strstr(page->text, "<body"));
}

static void page_render(struct str *page, const struct render_results *results)
{
    struct error err = {.text = ""};

    str_init(page, 1 << 20);
    if (render_results_page(page, &input, results, &err) != 0)
        fail_msg("%s", err.text);
}

static void test_results(void **state)
{
    const struct telling telling = {.feed_title = "The <b>Post",
                                    .feed_url = "https://post.example/",
                                    .language = "ar",
                                    .first_seen = 1772409600,
                                    .item = {.title = {.value = "a<script>b"},
                                             .link = "https://post.example/?a=1&b=2",
                                             .published = 1772409600}};
    struct search_range marks[] = {{1, 9}, {9, 10}};
    const struct render_result result = {.telling = &telling,
                                         .node = 42,
                                         .tellings = 3,
                                         .title = {"a<script>b", marks, 1},
                                         .excerpt = {"a<script>b", marks, 2}};
    const struct render_results results = {.query = "\"><script>alert(1)</script>&'",
                                           .results = &result,
                                           .count = 1,
                                           .page = 2,
                                           .more = true,
                                           .asked = true};
    struct str page;

    (void)state;
    page_render(&page, &results);
    assert_null(strstr(page.text, "<script"));
    assert_null(strstr(page.text, "<b>Post"));
    assert_has(&page, "a<mark>&lt;script&gt;</mark>b</a></h2>");
    assert_has(&page, "a<mark>&lt;script&gt;</mark><mark>b</mark></p>");
    assert_has(&page, "<article class=\"story\" lang=\"ar\" dir=\"rtl\">");
    assert_has(&page, "href=\"https://post.example/?a=1&amp;b=2\"");
    assert_has(&page, "<a href=\"story/42\">Tellings 3</a>");
    assert_has(&page, "value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;\"");
    assert_has(&page,
               "search?q=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26%27\" rel=\"prev\"");
    assert_has(&page, "%26%27&amp;page=3\" rel=\"next\"");
    assert_has(&page, "form-action 'self'");
    str_release(&page);
}

static void test_what_it_says(void **state)
{
    static const struct {
        struct render_results results;
        const char *has, *not ;
    } rows[] = {
        {{.query = "", .page = 1}, "<h1 dir=\"auto\">Search</h1>", "class=\"none\""},
        {{.query = "x", .page = 1, .asked = true},
         "No story contains all these words.",
         "Next page"},
        {{.query = "-x", .page = 1},
         "<h1 dir=\"auto\">-x</h1>\n<p class=\"none\">No word to search for.</p>",
         "search.atom"},
        {{.query = "x", .page = 1, .asked = true, .no_index = true},
         "Search is not available now.",
         "search.atom"},
        {{.query = "x", .page = 1, .asked = true, .too_long = true},
         "Too many common words; try rarer ones.",
         "search.atom"},
    };
    struct str page;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        page_render(&page, &rows[i].results);
        assert_has(&page, rows[i].has);
        if (strstr(page.text, rows[i].not ) != NULL)
            fail_msg("row %zu has \"%s\"", i, rows[i].not );
        str_release(&page);
    }
}

/* A page of ours gets the form; other text stays as it is. */
static void test_the_form(void **state)
{
    struct error err;
    struct str page, again;

    (void)state;
    str_init(&page, 1 << 20);
    assert_int_equal(render_document(&page, &input, &err), 0);
    assert_null(strstr(page.text, "<form"));
    assert_int_equal(render_search_embed(&page, &input, "", "../", &err), 0);
    assert_has(&page, "<form class=\"search\" role=\"search\" action=\"../search\">");
    assert_has(&page, "href=\"../opensearch.xml\" title=\"River &amp; Sea\">");
    assert_null(strstr(page.text, "form-action 'none'"));
    assert_null(strstr(page.text, " value="));
    str_init(&again, 1 << 20);
    str_append(&again, "<html><title>no page of ours</title>\n</html>");
    assert_int_equal(render_search_embed(&again, &input, "", "", &err), 0);
    assert_string_equal(again.text, "<html><title>no page of ours</title>\n</html>");
    str_release(&again);
    str_release(&page);
}

static void test_the_description(void **state)
{
    const struct output named = {.format = OUTPUT_HTML, .title = "Ένας μακρύς τίτλος ποταμού"};
    const struct render_input other = {.output = &named, .settings = &settings};
    struct str text;

    (void)state;
    str_init(&text, 1 << 20);
    render_search_description(&text, &other, "http://a.example:8080/");
    assert_has(&text, "<ShortName>Ένας μακρύς τίτλ</ShortName>"); /* 16 characters */
    assert_has(&text, "template=\"http://a.example:8080/search?q={searchTerms}\"/>");
    str_release(&text);
}

/* A row for each language of the page, with every word. */
static void test_messages(void **state)
{
    size_t count, pages;
    const struct way_messages *all = way_messages_all(&count);
    const struct messages *page = messages_all(&pages);

    (void)state;
    assert_int_equal(count, pages);
    for (size_t i = 0; i < count; i++) {
        const char *const words[] = {all[i].search,        all[i].nothing,   all[i].no_index,
                                     all[i].next_page,     all[i].older_day, all[i].newer_day,
                                     all[i].previous_page, all[i].latest,    all[i].days,
                                     all[i].too_long,      all[i].no_word};

        assert_string_equal(all[i].language, page[i].language);
        for (size_t j = 0; j < sizeof(words) / sizeof(words[0]); j++)
            assert_true(words[j] != NULL && words[j][0] != '\0');
        assert_ptr_equal(way_messages_find(all[i].language), &all[i]);
    }
    assert_string_equal(way_messages_find("pt-BR")->language, "pt");
    assert_string_equal(way_messages_find("xx")->language, "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),  cmocka_unit_test(test_what_it_says),
        cmocka_unit_test(test_the_form), cmocka_unit_test(test_the_description),
        cmocka_unit_test(test_messages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
