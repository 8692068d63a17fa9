/*
 * The page of a story: a list of cases, each a story and what its page must say, in this order; and
 * the table of its words.
 */
#include "aggregator/base/clock.h"
#include "aggregator/render/messages.h"
#include "aggregator/render/render.h"
#include "aggregator/render/story_messages.h"
#include "tests/support/test.h"

enum { T0 = 1772438400, ARENA_BYTES = 8 << 20, TELLINGS_MAX = 4, WORDS_MAX = 8 };

#define HOUR        3600
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* A telling in few words: outlet, language, title, text, when it was published and read. */
struct told {
    const char *outlet, *language, *title, *plain;
    int64_t published, seen;
    struct evidence evidence;
};

static const struct {
    const char *name;
    struct told told[TELLINGS_MAX];
    const char *words[WORDS_MAX]; /* on the page, one after the other */
    const char *absent[4];
} rows[] = {
    {"one telling has no sections",
     {{"Post", "en", "Alone", "Just this.", 0, 0, {.channel = "founder"}}},
     {"<h1 id=\"headline\"><a href=\"https://0.example/\" accesskey=\"o\">Alone</a></h1>",
      "<p>Just this.</p>"},
     {"<section", "<details", "<ol>"}},
    {"a headline of several outlets is there once, each with its link and time",
     {{"Post", "en", "Same", "Words one.", 0, 0, {.channel = "founder"}},
      {"Courier", "en", "Same", "Words one.", HOUR, 60, {.channel = "surface", .with = 1}},
      {"Bote", "de", "Anders", "Worte.", 2 * HOUR, 90, {.channel = "neutral", .with = 1}}},
     {"<h2 id=\"told\">", "<h3>English</h3>", "<div class=\"headline\">",
      "<a href=\"https://0.example/\"><bdi>Post</bdi></a> <time datetime=\"2026-03-02T08:00:00Z\">",
      "<a href=\"https://1.example/\"><bdi>Courier</bdi></a> <time", "<h3>German</h3>",
      "<summary><bdi>Post</bdi>, <bdi>Courier</bdi>", "<summary><bdi>Bote</bdi>"},
     {NULL}},
    {"the first by time leads the timeline, whoever was read first",
     {{"Late", "en", "A", "a", HOUR, 0, {.channel = "founder"}},
      {"Early", "en", "B", "b", 0, 60, {.channel = "surface", .with = 1}},
      {"Days", "en", "C", "c", 73 * HOUR, 80 * HOUR, {.channel = "link", .with = 2}}},
     {"<h2 id=\"when\">Who told it when", "<circle cx=\"8\"", "<b><bdi>Early</bdi></b>",
      "<em>first</em>", "<b><bdi>Late</bdi></b>", "<small>+60 min</small>", "<bdi>Days</bdi>",
      "<small>+3 days</small>"},
     {NULL}},
    {"reasons are words with outlets",
     {{"Post", "en", "A", "a", 0, 0, {.channel = "founder"}},
      {"Other", "en", "B", "b", 0, 10, {.channel = "founder"}},
      {"Hand", "en", "C", "c", 0, 20, {.channel = "reader", .with = 2}},
      {"Copy", "en", "D", "d", 0, 30, {.channel = "via", .with = 77}}},
     {"Why these are one story", "Post</bdi></b>", "was read first",
      "was a story of its own at first", "joined by hand with <b><bdi>Other</bdi></b>",
      "names a version that is no longer shown as its source"},
     {"surface", "neutral", "<svg"}},
    {"what feeds say stays text",
     {{"<b>Post</b>", "en", "<script>x</script>", "<img src=x>", 0, 0, {.channel = "founder"}},
      {"</bdi>", "xx\"", "\"><i>", "<p>", 0, 10, {.channel = "<u>", .with = 1}}},
     {"&lt;script&gt;", "&lt;/bdi&gt;"},
     {"<script", "<img", "<i>", "<u>"}},
};

static void story_make(struct story *ret, struct arena *arena, const struct told *told)
{
    *ret = (struct story){.node = 7, .updated = TIME_NONE};
    ret->tellings = arena_array(arena, TELLINGS_MAX, sizeof(*ret->tellings));
    assert_non_null(ret->tellings);
    for (size_t i = 0; i < TELLINGS_MAX && told[i].outlet != NULL; i++) {
        struct telling *telling = &ret->tellings[ret->telling_count++];

        *telling = (struct telling){.key = i + 1,
                                    .language = told[i].language,
                                    .feed_url = arena_printf(arena, "https://%zu.example/feed", i),
                                    .feed_title = told[i].outlet,
                                    .first_seen = T0 + 99 * HOUR + told[i].seen,
                                    .changed = T0 + 99 * HOUR + told[i].seen,
                                    .evidence = told[i].evidence};
        telling->item.title.value = told[i].title;
        telling->item.plain = told[i].plain;
        telling->item.link = arena_printf(arena, "https://%zu.example/", i);
        telling->item.published = T0 + told[i].published;
        telling->item.updated = TIME_NONE;
    }
}

static void page_make(struct str *into, struct arena *arena, const struct told *told)
{
    static const char *languages[] = {"en"};
    static const struct settings settings = {.languages = languages, .language_count = 1};
    static const struct output output = {.format = OUTPUT_STORIES, .title = "River"};
    struct story story;
    struct render_story ready;
    const struct render_input input = {
        .output = &output, .settings = &settings, .stories = &ready, .count = 1};
    struct error err;

    story_make(&story, arena, told);
    assert_int_equal(render_prepare(&ready, arena, &story, &settings, &err), 0);
    assert_int_equal(render_document(into, &input, &err), 0);
}

static void test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena arena;
        struct str page;
        const char *at;

        arena_init(&arena, ARENA_BYTES);
        str_init(&page, ARENA_BYTES);
        page_make(&page, &arena, rows[i].told);
        at = page.text;
        for (size_t j = 0; j < WORDS_MAX && rows[i].words[j] != NULL; j++) {
            const char *found = strstr(at, rows[i].words[j]);

            if (found == NULL)
                print_message("%s: %s\n", rows[i].name, rows[i].words[j]);
            assert_non_null(found);
            at = found;
        }
        for (size_t j = 0; j < COUNT(rows[i].absent) && rows[i].absent[j] != NULL; j++)
            assert_null(strstr(strstr(page.text, "<main"), rows[i].absent[j]));
        str_release(&page);
        arena_release(&arena);
    }
}

/* Many long texts: the page stays small and shows something of each. */
static void test_texts_share_the_page(void **state)
{
    enum { LETTERS = 5000, OUTLETS = 150 };
    struct telling *tellings;
    struct arena arena;
    struct str page;
    struct error err;
    size_t shown = 0, folded = 0;

    (void)state;
    arena_init(&arena, 64 << 20);
    str_init(&page, 64 << 20);
    tellings = arena_array(&arena, OUTLETS, sizeof(*tellings));
    for (size_t i = 0; i < OUTLETS; i++) {
        char *text = arena_alloc(&arena, LETTERS + 1);

        for (size_t k = 0; k < LETTERS; k++)
            text[k] = k % 7 == 6 ? ' ' : (char)('a' + (i + k) % 26);
        text[LETTERS] = '\0';
        tellings[i] = (struct telling){
            .key = i + 1, .language = "en", .feed_url = "https://a.example/", .first_seen = T0};
        tellings[i].feed_title = arena_printf(&arena, "Outlet %zu", i);
        tellings[i].item.title.value = tellings[i].feed_title;
        tellings[i].item.plain = arena_printf(&arena, "n%zu %s", i, text);
        tellings[i].item.published = T0;
    }
    {
        static const struct settings settings = {.languages = NULL};
        static const struct output output = {.format = OUTPUT_STORIES};
        const struct story story = {
            .node = 7, .updated = TIME_NONE, .tellings = tellings, .telling_count = OUTLETS};
        struct render_story ready;
        const struct render_input input = {
            .output = &output, .settings = &settings, .stories = &ready, .count = 1};

        assert_int_equal(render_prepare(&ready, &arena, &story, &settings, &err), 0);
        assert_int_equal(render_document(&page, &input, &err), 0);
    }
    assert_true(page.length < 400 * 1024);
    /* Only a dozen rows of the timeline and of the reasons are shown at first. */
    for (const char *at = page.text; (at = strstr(at, "<summary>Tellings +138</summary>")) != NULL;
         at++)
        folded++;
    assert_int_equal(folded, 2);
    for (const char *at = page.text; (at = strstr(at, "…</p></div></details>")) != NULL; at++)
        shown++;
    assert_int_equal(shown, OUTLETS);
    str_release(&page);
    arena_release(&arena);
}

/* A row for each language of the page, every word in it, and one place for the outlet in each
 * reason but the first two. */
static void test_messages(void **state)
{
    size_t count, pages;
    const struct story_messages *all = story_messages_all(&count);
    const struct messages *page = messages_all(&pages);

    (void)state;
    assert_int_equal(count, pages);
    for (size_t i = 0; i < count; i++) {
        const char *const words[] = {all[i].timeline, all[i].first, all[i].texts,  all[i].why,
                                     all[i].gone,     all[i].whole, all[i].absent, all[i].moved};

        assert_string_equal(all[i].language, page[i].language);
        for (size_t j = 0; j < COUNT(words); j++)
            assert_true(words[j] != NULL && words[j][0] != '\0');
        for (size_t j = 0; j < STORY_REASONS; j++) {
            const char *place;

            assert_non_null(all[i].reasons[j]);
            place = strstr(all[i].reasons[j], "{}");
            assert_int_equal(place != NULL, j > STORY_MERGED);
            assert_true(place == NULL || strstr(place + 2, "{}") == NULL);
        }
        assert_ptr_equal(story_messages_find(all[i].language), &all[i]);
    }
    assert_string_equal(story_messages_find("pt-BR")->language, "pt");
    assert_string_equal(story_messages_find("xx")->language, "en");
}

static void test_durations(void **state)
{
    static const struct {
        int64_t seconds;
        const char *language, *text;
    } durations[] = {
        {0, "en", "0 min"},         {5399, "en", "89 min"},      {7200, "en", "2 hr"},
        {47 * HOUR, "en", "47 hr"}, {48 * HOUR, "en", "2 days"}, {90 * 24 * HOUR, "de", "90 Tg."},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < COUNT(durations); i++)
        assert_string_equal(story_duration(&arena, durations[i].language, durations[i].seconds),
                            durations[i].text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_texts_share_the_page),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_durations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
