/*
 * Around the stories: links to the feeds, folded filters, keys.
 */
#include "aggregator/render/html.h"
#include "aggregator/render/messages.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

enum { ARENA_BYTES = 4 << 20, PAGE_BYTES = 1 << 20 };

static void page_make(struct str *into, struct render_input *input)
{
    str_init(into, PAGE_BYTES);
    assert_int_equal(render_document(into, input, NULL), 0);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

/* A feed without an address is linked when it lies beside the page. */
static void test_links_to_feeds(void **state)
{
    static const struct {
        const char *name;
        enum output_format page;
        const char *page_path, *home;
        struct output feed;
        const char *href; /* NULL: no link */
    } cases[] = {
        {"its own address",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/elsewhere/a.atom", .self = "https://r.example/a.atom"},
         "https://r.example/a.atom"},
        {"beside the page",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "merged.atom"},
        {"in another folder",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/srv/merged.atom"},
         NULL},
        {"in a folder of the same length",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/srv/put/merged.atom"},
         NULL},
        {"below the page",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/srv/out/more/merged.atom"},
         NULL},
        {"a page that is only served",
         OUTPUT_HTML,
         NULL,
         NULL,
         {.format = OUTPUT_JSON, .path = "/srv/any/merged.json"},
         "merged.json"},
        {"a name with odd characters",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_RSS, .path = "/srv/out/a:b c\"<é>.rss"},
         "a%3Ab%20c%22%3C%C3%A9%3E.rss"},
        {"no feed",
         OUTPUT_HTML,
         "/srv/out/index.html",
         NULL,
         {.format = OUTPUT_OPML, .path = "/srv/out/feeds.opml"},
         NULL},
        {"from a story, served",
         OUTPUT_STORIES,
         "/srv/out/index.html",
         "../",
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "../merged.atom"},
        {"from a story, as a file",
         OUTPUT_STORIES,
         "/srv/out/story",
         "../index.html#s1",
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "../merged.atom"},
        {"from a story without a page of all",
         OUTPUT_STORIES,
         "/srv/out/story",
         NULL,
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "../merged.atom"},
        {"from where there is nothing",
         OUTPUT_STORIES,
         "/srv/out/index.html",
         "/",
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "/merged.atom"},
        {"from where there is nothing, on a site",
         OUTPUT_STORIES,
         "/srv/out/index.html",
         "https://r.example",
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "https://r.example/merged.atom"},
        {"from where there is nothing, below a site",
         OUTPUT_STORIES,
         "/srv/out/index.html",
         "https://r.example/news/",
         {.format = OUTPUT_ATOM, .path = "/srv/out/merged.atom"},
         "https://r.example/news/merged.atom"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct output page = {
            .format = cases[i].page, .path = cases[i].page_path, .title = "River"};
        struct render_input *input;
        struct arena arena;
        struct str text;
        char link[256], head[256];

        print_message("%s\n", cases[i].name);
        arena_init(&arena, ARENA_BYTES);
        input = stories_input(&arena, cases[i].page);
        input->output = &page;
        input->outputs = &cases[i].feed;
        input->output_count = 1;
        input->home = cases[i].home;
        page_make(&text, input);
        snprintf(link, sizeof(link), "<a href=\"%s\">",
                 cases[i].href != NULL ? cases[i].href : "none");
        snprintf(head, sizeof(head), " href=\"%s\">",
                 cases[i].href != NULL ? cases[i].href : "none");
        assert_int_equal(strstr(text.text, "class=\"feeds\"") != NULL, cases[i].href != NULL);
        assert_int_equal(count_of(text.text, link), cases[i].href != NULL);
        assert_int_equal(count_of(text.text, "<link rel=\"alternate\""), cases[i].href != NULL);
        assert_int_equal(strstr(text.text, head) != NULL, cases[i].href != NULL);
        str_release(&text);
        arena_release(&arena);
    }
}

/* Two feeds of one format are told apart by their titles. */
static void test_feeds_of_one_format(void **state)
{
    static const struct output outputs[] = {
        {.format = OUTPUT_HTML, .path = "/o/index.html", .title = "River"},
        {.format = OUTPUT_ATOM, .path = "/o/all.atom", .title = "All"},
        {.format = OUTPUT_ATOM, .path = "/o/top.atom", .title = "<Top>"},
        {.format = OUTPUT_JSON, .path = "/o/all.json", .title = "All"}};
    struct render_input *input;
    struct arena arena;
    struct str text;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    input = stories_input(&arena, OUTPUT_HTML);
    input->output = outputs;
    input->outputs = outputs;
    input->output_count = 4;
    page_make(&text, input);
    assert_non_null(strstr(text.text, "title=\"All\"><bdi>All</bdi> · Atom</a>"));
    assert_non_null(strstr(text.text, "title=\"&lt;Top&gt;\"><bdi>&lt;Top&gt;</bdi> · Atom</a>"));
    assert_non_null(strstr(text.text, "title=\"All\">JSON</a>"));
    str_release(&text);
    arena_release(&arena);
}

/* Beyond a dozen outlets the filters fold, but not for a single one more. */
static void test_folded_filters(void **state)
{
    static const struct {
        size_t outlets, folded;
    } cases[] = {{2, 0}, {12, 0}, {13, 0}, {14, 2}, {40, 28}, {100, 48}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct facet *facets;
        struct page page = {.language = "en", .messages = messages_find("en")};
        struct arena arena;
        struct str text;
        char summary[64];
        const char *fold;

        arena_init(&arena, ARENA_BYTES);
        str_init(&text, PAGE_BYTES);
        facets = arena_array(&arena, cases[i].outlets, sizeof(*facets));
        assert_non_null(facets);
        for (size_t k = 0; k < cases[i].outlets; k++)
            facets[k] =
                (struct facet){.name = "Outlet", .label = "Outlet", .number = k, .stories = 1};
        page.outlets = (struct facet_list){facets, cases[i].outlets};
        html_filters_append(&text, &page);
        fold = strstr(text.text, "<details class=\"more\">");
        snprintf(summary, sizeof(summary), "<summary><bdi>+%zu</bdi></summary>", cases[i].folded);
        assert_int_equal(fold != NULL, cases[i].folded > 0);
        if (fold != NULL) {
            assert_non_null(strstr(fold, summary));
            assert_int_equal(count_of(fold, "<label>"), cases[i].folded);
        }
        str_release(&text);
        arena_release(&arena);
    }
}

/* Each key once, so that it does what it says. */
static void test_keys(void **state)
{
    static const struct {
        enum output_format format;
        const char *keys[4];
    } pages[] = {
        {OUTPUT_HTML,
         {"class=\"skip\" accesskey=\"s\" href=\"#river\"",
          "<a accesskey=\"j\" rel=\"prev\" href=\"older.html\"",
          "<a accesskey=\"u\" href=\"latest.html\"",
          "<a accesskey=\"k\" rel=\"next\" href=\"newer.html\""}},
        {OUTPUT_STORIES,
         {"class=\"skip\" accesskey=\"s\" href=\"#river\"", "accesskey=\"u\" href=\"../#s",
          "href=\"https://eau.example/barrage\" accesskey=\"o\""}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        size_t expected = 0;
        struct render_input *input;
        struct arena arena;
        struct str text;

        arena_init(&arena, ARENA_BYTES);
        input = stories_input(&arena, pages[i].format);
        input->count = pages[i].format == OUTPUT_STORIES ? 1 : input->count;
        input->home = "../";
        input->older = "older.html";
        input->newer = "newer.html";
        input->latest = "latest.html";
        page_make(&text, input);
        for (; expected < 4 && pages[i].keys[expected] != NULL; expected++)
            if (count_of(text.text, pages[i].keys[expected]) != 1)
                fail_msg("%s", pages[i].keys[expected]);
        assert_int_equal(count_of(text.text, "accesskey="), expected);
        str_release(&text);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links_to_feeds),
        cmocka_unit_test(test_feeds_of_one_format),
        cmocka_unit_test(test_folded_filters),
        cmocka_unit_test(test_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
