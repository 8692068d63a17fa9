/*
 * The folder with a page for each story, and the links to its pages from the other outputs.
 */
#include "aggregator/base/file.h"
#include "aggregator/publish/story_address.h"
#include "aggregator/publish/story_pages.h"
#include "tests/render/publish_fixture.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

#include <sys/stat.h>
#include <unistd.h>

#define DAM  "2988751"
#define NOTE "12345678901234567890"
#define ODD  "18446744073709551615"

/* The feed of all stories, the page, and the folder beside the page. */
static struct fixture *pages_fixture(size_t limit)
{
    struct fixture *fixture = fixture_new();

    snprintf(fixture->paths[1], sizeof(fixture->paths[1]), "%s/index.html", fixture->folder);
    snprintf(fixture->paths[2], sizeof(fixture->paths[2]), "%s/some stories", fixture->folder);
    fixture->outputs[1] = (struct output){
        .format = OUTPUT_HTML, .path = fixture->paths[1], .title = "Rivière", .limit = 200};
    fixture->outputs[2] = (struct output){.format = OUTPUT_STORIES,
                                          .path = fixture->paths[2],
                                          .title = "Rivière",
                                          .self = "https://me.example/s",
                                          .limit = limit};
    return fixture;
}

static void file_put(const struct fixture *fixture, const char *name, const char *text)
{
    char path[256];
    struct error err;

    snprintf(path, sizeof(path), "%s/some stories/%s", fixture->folder, name);
    assert_int_equal(file_replace(NULL, path, text, strlen(text), &err), 0);
}

static bool has_page(const struct fixture *fixture, const char *name, const char *word)
{
    char path[128];

    snprintf(path, sizeof(path), "some stories/%s", name);
    return has(fixture, path, word);
}

static void test_pages_and_links(void **state)
{
    struct fixture *fixture = pages_fixture(10);

    (void)state;
    publish(fixture, 2 + STORIES_MAX, 0);
    publish(fixture, 0, 2 + STORIES_MAX);
    assert_true(has_page(fixture, DAM ".html", "<h1 id=\"headline\">"));
    assert_true(has_page(fixture, DAM ".html", "href=\"../index.html#s" DAM "\">Rivière</a>"));
    assert_true(has_page(fixture, DAM ".html",
                         "<link rel=\"canonical\" href=\"https://me.example/s/" DAM ".html\">"));
    assert_true(has_page(fixture, ODD ".html", "&lt;script&gt;"));
    assert_true(has(fixture, "index.html", "href=\"some%20stories/" DAM ".html\""));
    assert_true(has(fixture, "index.html", "<article id=\"s" DAM "\""));
    assert_true(has(fixture, "all.atom", "href=\"https://me.example/s/" DAM ".html\" title="));
    fixture_free(fixture);
}

/* The newest stories have pages; the page of a story that leaves is removed, and no link to it
 * stays. */
static void test_limit(void **state)
{
    struct fixture *fixture = pages_fixture(10);

    (void)state;
    publish_files(fixture);
    assert_true(has_page(fixture, NOTE ".html", "<h1"));
    fixture->outputs[2].limit = 2;
    publish_files(fixture);
    assert_true(has_page(fixture, DAM ".html", "<h1"));
    assert_false(has_page(fixture, NOTE ".html", ""));
    assert_true(has(fixture, "index.html", "some%20stories/" DAM ".html"));
    assert_false(has(fixture, "index.html", "some%20stories/" NOTE ".html"));
    assert_false(has(fixture, "all.atom", "/s/" NOTE ".html"));
    fixture->store.count = 0; /* everything was pruned */
    publish_files(fixture);
    assert_false(has_page(fixture, DAM ".html", ""));
    fixture_free(fixture);
}

/* An alias leads to the story; the alias of a story without a page has none. */
static void test_aliases(void **state)
{
    struct fixture *fixture = pages_fixture(2);

    (void)state;
    fixture->store.aliases[0][0] = 55;
    fixture->store.aliases[0][1] = 2988751;
    fixture->store.aliases[1][0] = 77;
    fixture->store.aliases[1][1] = UINT64_C(12345678901234567890);
    publish_files(fixture);
    assert_true(has_page(fixture, "55.html", "content=\"0;url=" DAM ".html\""));
    assert_true(has_page(fixture, "55.html", "<a href=\"" DAM ".html\">Ce sujet fait"));
    assert_false(has_page(fixture, "77.html", ""));
    fixture->store.aliases[0][0] = 0;
    publish_files(fixture);
    assert_false(has_page(fixture, "55.html", ""));
    fixture_free(fixture);
}

/* Files of others are neither removed nor replaced; what a killed run left is removed. */
static void test_files_of_others(void **state)
{
    struct fixture *fixture = pages_fixture(10);
    struct publish_result result;
    struct error err = {.code = ERR_NONE};

    (void)state;
    publish_files(fixture);
    file_put(fixture, "404.html", "<!DOCTYPE html>\nmine");
    file_put(fixture, "7.html", "<html><meta name=\"generator\" content=\"headwater\">");
    file_put(fixture, "8.html.new", "<html><meta name=\"generator\" content=\"headwater\">");
    file_put(fixture, "007.html", "<meta name=\"generator\" content=\"headwater\">");
    file_put(fixture, "notes.html", "<meta name=\"generator\" content=\"headwater\">");
    publish_files(fixture);
    assert_true(has_page(fixture, "404.html", "mine"));
    assert_true(has_page(fixture, "007.html", "generator"));
    assert_true(has_page(fixture, "notes.html", "generator"));
    assert_false(has_page(fixture, "7.html", ""));
    assert_false(has_page(fixture, "8.html.new", ""));

    file_put(fixture, DAM ".html", "mine, too");
    fixture->outputs[0].title = "Changed";
    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), ERR_IO);
    assert_non_null(strstr(err.text, DAM ".html is not a page of headwater"));
    assert_true(has_page(fixture, DAM ".html", "mine, too"));
    assert_true(has(fixture, "all.atom", "Changed")); /* the other outputs are written */
    fixture_free(fixture);
}

/* A folder that cannot be written does not stop the documents. */
static void test_unwritable(void **state)
{
    struct fixture *fixture = pages_fixture(10);
    struct publish_result result;
    struct error err = {.code = ERR_NONE};
    FILE *file = fopen(fixture->paths[2], "w");

    (void)state;
    assert_non_null(file);
    fclose(file);
    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), ERR_IO);
    assert_non_null(strstr(err.text, "some stories"));
    assert_int_equal(result.written, 2);
    fixture_free(fixture);
}

/* Rendered alone, a document is the same as in a publication, and no page is written. */
static void test_one_output(void **state)
{
    struct fixture *fixture = pages_fixture(2);
    struct str one, file;
    struct error err;

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        str_init(&one, FILE_BYTES);
        assert_int_equal(
            publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[i], 1, &err),
            0);
        assert_int_not_equal(access(fixture->paths[2], F_OK), 0);
        publish_files(fixture);
        document_read(&file, fixture->paths[i]);
        assert_string_equal(one.text, file.text);
        str_release(&one);
        str_release(&file);
        assert_int_equal(system("rm -r publish-*/some*"), 0);
    }
    fixture_free(fixture);
}

/* Where each kind of output links to. */
static void test_addresses(void **state)
{
    static const struct {
        const char *name, *site;
        enum output_format format;
        const char *path;
        enum output_format other_format; /* OUTPUT_STORIES: a folder; OPML: nothing that counts */
        const char *other_path, *other_self;
        const char *prefix, *suffix;
    } rows[] = {
        {"nowhere", NULL, OUTPUT_ATOM, "/w/a", OUTPUT_OPML, "/w/o", NULL, NULL, ""},
        {"serve's own page", "https://x.example", OUTPUT_HTML, NULL, OUTPUT_STORIES, "/w/s", NULL,
         "story/", ""},
        {"beside", "https://x.example", OUTPUT_HTML, "/w/i.html", OUTPUT_STORIES, "/w/é", NULL,
         "%C3%A9/", ".html"},
        {"not beside", NULL, OUTPUT_HTML, "/w/i.html", OUTPUT_STORIES, "/w/x/s", NULL, NULL, ""},
        {"site", "https://x.example/r", OUTPUT_HTML, "/w/i.html", OUTPUT_STORIES, "/v/s",
         "https://y.example/s", "https://x.example/r/story/", ""},
        {"site, feed", "https://x.example/", OUTPUT_RSS, "/w/r", OUTPUT_STORIES, "/w/s",
         "https://y.example/s", "https://x.example/story/", ""},
        {"self", NULL, OUTPUT_RSS, "/w/r", OUTPUT_STORIES, "/w/s", "https://y.example/s",
         "https://y.example/s/", ".html"},
        {"a folder's own pages", NULL, OUTPUT_STORIES, "/w/r", OUTPUT_STORIES, "/w/s",
         "https://y.example/s/", "https://y.example/s/", ".html"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct output outputs[] = {{.format = rows[i].format, .path = rows[i].path},
                                   {.format = rows[i].other_format,
                                    .path = rows[i].other_path,
                                    .self = rows[i].other_self}};
        const struct config config = {
            .settings = {.site = rows[i].site}, .outputs = outputs, .output_count = 2};
        struct story_address address;
        struct arena arena;
        struct error err;

        arena_init(&arena, FILE_BYTES);
        assert_int_equal(story_address_find(&address, &arena, &config, &outputs[0], &err), 0);
        if (rows[i].prefix == NULL)
            assert_null(address.pages.prefix);
        else
            assert_string_equal(address.pages.prefix, rows[i].prefix);
        assert_string_equal(address.pages.suffix, rows[i].suffix);
        assert_int_equal(address.folder, rows[i].suffix[0] != '\0' ? 1 : STORY_PAGES_ALL);
        arena_release(&arena);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        const char *name;
        uint64_t number; /* 0: none */
    } rows[] = {{"7.html", 7},     {ODD ".html", UINT64_MAX},
                {"07.html", 0},    {"7.htm", 0},
                {"7.html.new", 0}, {"-7.html", 0},
                {"x.html", 0},     {"184467440737095516160.html", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t number = 0;

        assert_int_equal(story_page_number(&number, rows[i].name), rows[i].number != 0);
        assert_true(number == rows[i].number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_and_links), cmocka_unit_test(test_limit),
        cmocka_unit_test(test_aliases),         cmocka_unit_test(test_files_of_others),
        cmocka_unit_test(test_unwritable),      cmocka_unit_test(test_one_output),
        cmocka_unit_test(test_addresses),       cmocka_unit_test(test_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
