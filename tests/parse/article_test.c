/* The text of an article on its page. */
#include "aggregator/parse/article.h"

#include "tests/support/test.h"

struct page {
    const char *text;
    size_t at;
};

static int page_piece(size_t *ret_size, void *context, void *into, size_t room, struct error *err)
{
    struct page *page = context;
    const size_t left = strlen(page->text + page->at);

    (void)err;
    *ret_size = left < room ? left : room;
    memcpy(into, page->text + page->at, *ret_size);
    page->at += *ret_size;
    return 0;
}

static struct arena arena;

/* Returns the HTML, or the error's text. */
static const char *article_of(const char *text, const char *path, const char *title)
{
    static struct error err;
    struct page page = {text, 0};
    const struct parse_request request = {
        .read = page_piece, .read_context = &page, .url = "https://a.example/news/1"};
    const struct article_request article = {.page = &request, .path = path, .title = title};
    const char *html = NULL, *base = NULL;
    int code = article_parse(&html, &base, &arena, &article, &err);

    if (code == 0)
        return html;
    assert_int_equal(code, ERR_ABSENT);
    return err.text;
}

#define FIRST                                                                                      \
    "The swing bridge over the inner dock opened to boats on Wednesday, after eleven months of "   \
    "repair, said the harbour master."
#define SECOND                                                                                     \
    "Two divers had replaced the bearing ring, which had worn out in the years of the heavy "      \
    "barges, and the town paid 1.2 million for the work."
#define THIRD "The first boat to pass was a tug of 1911, with a band on board."
#define TITLE "The swing bridge turns again"

#define HEAD "<!DOCTYPE html><html><head><title>" TITLE " - The Quay</title></head><body>"
#define BESIDE                                                                                     \
    "<header><nav><ul><li><a href=/>Home</a><li><a href=/s>Sport, and more of it, for all</a>"     \
    "</ul></nav></header><div class='cookie-banner'><p>We use cookies, as everybody does, and "    \
    "you may accept them, or refuse them, or read more about them in a long text.</p></div>"
#define BEHIND                                                                                     \
    "<div class='related'><p>Read also: a long text about another thing, which happened "          \
    "elsewhere, and has nothing to do with this, but is promoted.</p></div><section "              \
    "id=comments><p>I was there, and I saw it, and it was a great day for all of us, really, "     \
    "with the band, and the tug, and everything.</p></section><footer><p>All rights, and all "     \
    "wrongs, are reserved, by us, everywhere.</p></footer><script>var x = '<p>" FIRST              \
    "</p>'</script>"

static const struct {
    const char *name, *page;
} articles[] = {
    {"an article element", HEAD BESIDE "<article><h1>" TITLE "</h1><p>" FIRST "</p><p>" SECOND
                                       "</p><p>" THIRD "</p></article>" BEHIND},
    {"divisions", HEAD BESIDE "<div id=main><div class=story><p>" FIRST "</p><p>" SECOND
                              "</p><p>" THIRD "</p></div></div>" BEHIND},
    {"line breaks instead of paragraphs",
     HEAD BESIDE "<div id=main><div class=story>" FIRST "<br><br>" SECOND "<br><br>" THIRD
                 "</div></div>" BEHIND},
    {"a body with a name of its own",
     HEAD BESIDE "<main class='has-sidebar widget'><p>" FIRST "</p><p>" SECOND "</p><p>" THIRD
                 "</p></main>" BEHIND},
    {"in two parts",
     HEAD BESIDE "<div><div><p>" FIRST "</p><p>" SECOND "</p></div><div class=ad><a href=x>Buy</a>"
                 "</div><p>And the rest of it, which stands outside, is a paragraph of its own. "
                 "It is long.</p><div><p>" FIRST "</p><p>" THIRD "</p></div></div>" BEHIND},
    {"no body", HEAD "<p>" FIRST "</p><p>" SECOND "</p><p>" THIRD "</p>"},
};

static void test_articles(void **state)
{
    static const char *const others[] = {"cookies", "Read also", "I was there", "All rights",
                                         "Sport",   "Buy",       "<script",     "<h1"};

    (void)state;
    for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++) {
        const char *html = article_of(articles[i].page, NULL, TITLE);

        if (strstr(html, FIRST) == NULL || strstr(html, THIRD) == NULL)
            fail_msg("%s: %s", articles[i].name, html);
        for (size_t k = 0; k < sizeof(others) / sizeof(others[0]); k++)
            if (strstr(html, others[k]) != NULL)
                fail_msg("%s: contains \"%s\": %s", articles[i].name, others[k], html);
    }
}

static void test_where_the_user_says(void **state)
{
    static const char page[] = HEAD "<div><p>" FIRST "</p></div><div id=b><div><p>" SECOND "</p>"
                                    "</div><p>" FIRST "</p></div>";

    (void)state;
    assert_string_equal(article_of(page, "//div[@id='b']//p", TITLE),
                        "<p>" SECOND "</p><p>" FIRST "</p>");
    /* one inside another is not repeated */
    assert_string_equal(article_of(page, "//div[@id='b']|//div[@id='b']//p", TITLE),
                        "<div id=\"b\"><div><p>" SECOND "</p></div><p>" FIRST "</p></div>");
    assert_string_equal(article_of(page, "//main", TITLE), "nothing on the page matches fulltext");
}

static const struct {
    const char *name, *page, *title, *why;
} refused[] = {
    {"a notice that stands in the place of every article",
     "<html><head><title>The Quay</title></head><body><div><p>Before you go on to The Quay, we and "
     "our 812 partners store data on your device, and use them, for purposes that you can choose. "
     "</p><p>Your choice holds for this site, and you can take it back at any time, below.</p>"
     "</div></body></html>",
     TITLE, "the page is about something else than the item"},
    {"a notice in a script without spaces",
     "<html><head><title>港新報</title></"
     "head><body><div><p>ご利用の前に、当社と提携企業は、お使いの端末"
     "に情報を保存し、利用します。目的は、選ぶことができます。いつでも、取り消すことができます。詳"
     "しくは、規約"
     "をご覧ください。</p></div></body></html>",
     "可動橋が十一か月ぶりに再開", "the page is about something else than the item"},
    {"an application", "<html><body><div id=app></div><script>app()</script></body></html>", TITLE,
     "the page has no article"},
    {"a line", HEAD "<p>The swing bridge turns again, at last.</p>", TITLE,
     "the page has too little text"},
    {"nothing", "", TITLE, "an empty page"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        assert_string_equal(article_of(refused[i].page, NULL, refused[i].title), refused[i].why);
}

static void test_titles_in_other_scripts(void **state)
{
    static const char page[] = "<html><head><title>可動橋が再開</title></"
                               "head><body><p>内港の可動橋は、十一か月の修理を経て、水曜日に"
                               "船に開放されたと、港長が述べた。潜水士二人が、重い艀の年月で摩耗し"
                               "た軸受を、交換した。町は工事に百二十"
                               "万を支払った。最初に通過したのは、楽隊を乗せた千九百十一年の曳船だ"
                               "った。</p></body></html>";

    (void)state;
    assert_non_null(strstr(article_of(page, NULL, "可動橋が十一か月ぶりに再開"), "潜水士"));
}

/* Large and deep pages take little time. */
static void test_hostile(void **state)
{
    static const char *const pieces[] = {"<div>", "<div class=ad>x", "<p>a, b",
                                         "<a>",   "<ul><li>x",       "<table><td>x"};
    enum { COUNT = 60000 };

    (void)state;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        const size_t length = strlen(pieces[i]);
        char *text = malloc(COUNT * length + 1);

        assert_non_null(text);
        for (size_t k = 0; k < COUNT; k++)
            memcpy(text + k * length, pieces[i], length);
        text[COUNT * length] = '\0';
        article_of(text, NULL, NULL);
        arena_reset(&arena);
        free(text);
    }
}

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_articles), cmocka_unit_test(test_where_the_user_says),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_titles_in_other_scripts),
        cmocka_unit_test(test_hostile),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
