/*
 * Documents besides the current one: archives by day, and pages.
 */
#include "aggregator/base/file.h"
#include "tests/render/publish_fixture.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

/* The days on which the stories arrived: 2 March, 1 March, twice 28 February. */
static void test_archives(void **state)
{
    struct fixture *fixture = fixture_new();
    const int64_t days[] = {1772438400, 1772352000, 1772250000, 1772240000};
    const char *const fh = "<fh:archive xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>";
    struct str current, one;
    struct error err;

    (void)state;
    fixture->config.output_count = 1;
    fixture->outputs[0].archives = true;
    fixture->outputs[0].self = "https://me.example/feeds/all.atom";
    fixture->outputs[0].limit = 1;
    for (size_t i = 0; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = days[i];
    fixture->store.count = 3; /* the state of 1 March */
    memmove(fixture->store.stories, fixture->store.stories + 1, 3 * sizeof(struct story));
    publish_files(fixture);
    assert_true(has(fixture, "all.atom",
                    "rel=\"prev-archive\" type=\"application/atom+xml\" "
                    "href=\"https://me.example/feeds/all-2026-02-28.atom\""));
    assert_true(has(fixture, "all-2026-02-28.atom", fh));
    assert_false(has(fixture, "all-2026-02-28.atom", "prev-archive"));
    assert_false(has(fixture, "all-2026-03-01.atom", fh));

    memcpy(fixture->store.stories, stories, sizeof(fixture->store.stories));
    for (size_t i = 0; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = days[i];
    fixture->store.count = STORIES_MAX;
    publish_files(fixture);
    assert_true(has(fixture, "all.atom", "all-2026-03-01.atom"));
    assert_true(has(fixture, "all-2026-03-01.atom", "all-2026-02-28.atom"));
    assert_true(has(fixture, "all-2026-03-01.atom",
                    "rel=\"current\" type=\"application/atom+xml\" "
                    "href=\"https://me.example/feeds/all.atom\""));
    assert_false(has(fixture, "all-2026-02-28.atom.part", "feed"));

    document_read(&current, fixture->paths[0]);
    assert_int_equal(count_of(current.text, "<entry>"), 1);
    str_init(&one, FILE_BYTES);
    assert_int_equal(
        publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[0], 1, &err), 0);
    assert_string_equal(one.text, current.text);
    str_release(&one);
    str_release(&current);
    fixture_free(fixture);
}

/* An existing archive never changes; today's stories are shown regardless of the limit. */
static void test_archives_never_change(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str current;
    struct error err;
    char path[256];

    (void)state;
    fixture->config.output_count = 1;
    fixture->outputs[0].archives = true;
    fixture->outputs[0].self = "https://me.example/all.atom";
    fixture->outputs[0].limit = 1;
    for (size_t i = 0; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = i < 3 ? 1772438400 : 1772352000;
    snprintf(path, sizeof(path), "%s/all-2026-03-01.atom", fixture->folder);
    assert_int_equal(file_replace(NULL, path, "old", 3, &err), 0);
    publish_files(fixture);
    assert_true(has(fixture, "all-2026-03-01.atom", "old"));
    document_read(&current, fixture->paths[0]);
    assert_int_equal(count_of(current.text, "<entry>"), 3);
    str_release(&current);
    fixture_free(fixture);
}

/* Before the first archive nobody can have missed anything, so the limit applies. */
static void test_the_first_day(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str current;

    (void)state;
    fixture->config.output_count = 1;
    fixture->outputs[0].archives = true;
    fixture->outputs[0].self = "https://me.example/all.atom";
    fixture->outputs[0].limit = 2;
    for (size_t i = 0; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = 1772438400;
    publish_files(fixture);
    document_read(&current, fixture->paths[0]);
    assert_int_equal(count_of(current.text, "<entry>"), 2);
    str_release(&current);
    fixture_free(fixture);
}

/* A copy joins a story of an archived day, and the story is edited: the archive stays identical,
 * although the current document includes both changes. */
static void test_a_late_copy(void **state)
{
    struct fixture *fixture = fixture_new();
    struct story *dam = &fixture->store.stories[1];
    struct str before, after;
    char path[256];

    (void)state;
    fixture->config.output_count = 1;
    fixture->outputs[0].archives = true;
    fixture->outputs[0].self = "https://me.example/all.atom";
    fixture->store.stories[0] = stories[1];
    fixture->store.stories[0].first_seen = 1772438400;
    fixture->store.stories[1] = stories[0];
    for (size_t i = 1; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = 1772352000;
    dam->telling_count = 2;
    snprintf(path, sizeof(path), "%s/all-2026-03-01.atom", fixture->folder);
    publish_files(fixture);
    document_read(&before, path);
    assert_non_null(strstr(before.text, "Le barrage"));
    dam->telling_count = 4;
    publish_files(fixture);
    document_read(&after, path);
    assert_string_equal(before.text, after.text);
    assert_true(has(fixture, "all.atom", "Vallombra, la diga"));
    str_release(&before);
    str_release(&after);
    fixture_free(fixture);
}

enum { TEXT_BYTES = 100 * 1024 };

/* A JSON Feed with stories so large that two fill a page. tellings must have room for all. */
static struct fixture *large_new(struct telling *tellings, char *text)
{
    struct fixture *fixture = fixture_new();

    memset(text, 'x', TEXT_BYTES - 1);
    text[TEXT_BYTES - 1] = '\0';
    snprintf(fixture->paths[0], sizeof(fixture->paths[0]), "%s/all.json", fixture->folder);
    fixture->config.output_count = 1;
    fixture->outputs[0].format = OUTPUT_JSON;
    fixture->outputs[0].self = "https://me.example/all.json";
    for (size_t i = 0; i < STORIES_MAX; i++) {
        tellings[i] = fixture->store.stories[i].tellings[0];
        tellings[i].item.content.value = text;
        tellings[i].item.content.kind = TEXT_HTML;
        fixture->store.stories[i].tellings = &tellings[i];
        fixture->store.stories[i].telling_count = 1;
    }
    return fixture;
}

/* A JSON Feed in pages: each within its limit and linked to the next; every story is on exactly one
 * page. */
static void test_pages(void **state)
{
    struct telling tellings[STORIES_MAX];
    static char text[TEXT_BYTES];
    struct fixture *fixture = large_new(tellings, text);

    (void)state;
    publish_files(fixture);
    assert_true(has(fixture, "all.json", "\"next_url\":\"https://me.example/all-p2.json\""));
    assert_true(has(fixture, "all-p2.json", "\"items\":["));
    assert_false(has(fixture, "all-p2.json", "next_url"));
    assert_false(has(fixture, "all-p3.json", "items"));

    fixture->store.count = 2; /* an unnecessary second page is removed */
    publish_files(fixture);
    assert_false(has(fixture, "all.json", "next_url"));
    assert_false(has(fixture, "all-p2.json", "items"));
    fixture_free(fixture);
}

/* The days are linked through their pages. */
static void test_archives_in_pages(void **state)
{
    static const struct {
        const char *name, *next;
    } chain[] = {
        {"all.json", "\"next_url\":\"https://me.example/all-2026-03-02.json\""},
        {"all-2026-03-02.json", "\"next_url\":\"https://me.example/all-2026-03-02-p2.json\""},
        {"all-2026-03-02-p2.json", "\"items\":["},
    };
    static const int64_t days[] = {1772524800, 1772438400, 1772438400, 1772438400};
    struct telling tellings[STORIES_MAX];
    static char text[TEXT_BYTES];
    struct fixture *fixture = large_new(tellings, text);

    (void)state;
    fixture->outputs[0].archives = true;
    fixture->outputs[0].limit = 1;
    for (size_t i = 0; i < STORIES_MAX; i++)
        fixture->store.stories[i].first_seen = days[i];
    publish_files(fixture);
    for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++)
        assert_true(has(fixture, chain[i].name, chain[i].next));
    assert_false(has(fixture, "all-2026-03-02-p2.json", "next_url"));
    assert_false(has(fixture, "all-2026-03-02-p3.json", "items"));
    assert_false(has(fixture, "all-2026-03-02-p2.json.part", "items"));
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_the_first_day),
        cmocka_unit_test(test_archives_never_change),
        cmocka_unit_test(test_a_late_copy),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_archives_in_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
