/*
 * publish.c over a store of a few lines: which files are written, what is remembered.
 */
#include "aggregator/publish.h"

#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/publish_file.h"
#include "tests/render/stories.h"
#include "tests/support/test.h"

#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES = 1 << 20, STORIES_MAX = 4 };

/* The store: stories of stories.c, and what was published of them. */
struct store {
    struct story stories[STORIES_MAX];
    size_t count;
    size_t published, begun, committed;
    int fail; /* the code that store_story_published returns */
};

int store_feed_number(uint64_t *ret, struct store *store, struct error *err)
{
    (void)store, (void)err;
    *ret = 7;
    return 0;
}

int store_stories(struct store *store, size_t limit, store_story_fn *each, void *context,
                  struct error *err)
{
    int code = 0;

    for (size_t i = 0; i < store->count && i < limit && code == 0; i++)
        code = each(context, &store->stories[i], err);
    return code;
}

int store_story_load(struct story *ret, struct store *store, struct arena *arena, uint64_t node,
                     struct error *err)
{
    (void)arena;
    for (size_t i = 0; i < store->count; i++)
        if (store->stories[i].node == node) {
            *ret = store->stories[i];
            return 0;
        }
    return error_set(err, ERR_ABSENT, SCOPE_RUN, "no such story");
}

int store_begin(struct store *store, struct error *err)
{
    (void)err;
    store->begun++;
    return 0;
}

int store_commit(struct store *store, struct error *err)
{
    (void)err;
    store->committed++;
    return 0;
}

void store_rollback(struct store *store)
{
    (void)store;
}

int store_story_published(struct store *store, uint64_t node, uint64_t lead, uint64_t lead_hash,
                          int64_t updated, struct error *err)
{
    for (size_t i = 0; i < store->count; i++)
        if (store->stories[i].node == node && store->fail == 0) {
            store->stories[i].lead = lead;
            store->stories[i].lead_hash = lead_hash;
            store->stories[i].updated = updated;
            store->published++;
        }
    return store->fail == 0 ? 0 : error_set(err, store->fail, SCOPE_RUN, "no");
}

/* The configuration: three outputs in a folder of the test's own. */
struct fixture {
    struct store store;
    struct config config;
    struct output outputs[3];
    char folder[64], paths[3][128];
};

static const char *italian[] = {"it"};
static const char *water[] = {"eau"};

static struct fixture *fixture_new(void)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    static const char *const names[] = {"all.atom", "it/italian.atom", "eau.atom"};

    assert_non_null(fixture);
    snprintf(fixture->folder, sizeof(fixture->folder), "publish-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->store.count = STORIES_MAX;
    memcpy(fixture->store.stories, stories, sizeof(fixture->store.stories));
    for (size_t i = 0; i < 3; i++) {
        snprintf(fixture->paths[i], sizeof(fixture->paths[i]), "%s/%s", fixture->folder, names[i]);
        fixture->outputs[i] = (struct output){
            .format = OUTPUT_ATOM, .path = fixture->paths[i], .title = names[i], .limit = 200};
    }
    fixture->outputs[1].languages = italian;
    fixture->outputs[1].language_count = 1;
    fixture->outputs[2].tags = water;
    fixture->outputs[2].tag_count = 1;
    fixture->config.settings = stories_settings;
    fixture->config.outputs = fixture->outputs;
    fixture->config.output_count = 3;
    fixture->config.feeds = (struct feed *)stories_feeds;
    fixture->config.feed_count = stories_feed_count;
    return fixture;
}

static void fixture_free(struct fixture *fixture)
{
    char command[256];

    snprintf(command, sizeof(command), "chmod -R u+w %s; rm -r %s", fixture->folder,
             fixture->folder);
    assert_int_equal(system(command), 0);
    free(fixture);
}

static void document_read(struct str *into, const char *path)
{
    struct error err;

    str_init(into, FILE_BYTES);
    assert_int_equal(file_read(into, path, &err), 0);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;

    for (; (text = strstr(text, word)) != NULL; text += strlen(word))
        count++;
    return count;
}

static void publish(struct fixture *fixture, size_t written, size_t unchanged)
{
    struct publish_result result;
    struct error err = {.code = ERR_NONE};

    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
    assert_int_equal(result.written, written);
    assert_int_equal(result.unchanged, unchanged);
    assert_int_equal(result.stories, STORIES_MAX);
}

static void publish_files(struct fixture *fixture)
{
    struct publish_result result;
    struct error err = {.code = ERR_NONE};

    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
}

static void test_filters_and_second_run(void **state)
{
    static const struct {
        size_t entries;
        const char *lead; /* the title that leads the dam's story */
    } expected[] = {{4, "fr\">Le barrage"}, {1, "it\">La diga"}, {1, "fr\">Le barrage"}};
    struct fixture *fixture = fixture_new();
    struct str document;

    (void)state;
    publish(fixture, 3, 0);
    assert_int_equal(fixture->store.published, STORIES_MAX);
    assert_int_equal(fixture->store.committed, 1);
    for (size_t i = 0; i < 3; i++) {
        document_read(&document, fixture->paths[i]);
        assert_int_equal(count_of(document.text, "<entry>"), expected[i].entries);
        assert_non_null(strstr(document.text, expected[i].lead));
        str_release(&document);
    }
    publish(fixture, 0, 3);
    assert_int_equal(fixture->store.begun, 1);
    fixture_free(fixture);
}

/* A limit of one: the newest story only, the others not marked as published. */
static void test_limit(void **state)
{
    struct fixture *fixture = fixture_new();
    struct publish_result result;
    struct str document;
    struct error err;

    (void)state;
    fixture->config.output_count = 1;
    fixture->outputs[0].limit = 1;
    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
    assert_int_equal(result.stories, 1);
    assert_int_equal(fixture->store.published, 1);
    document_read(&document, fixture->paths[0]);
    assert_int_equal(count_of(document.text, "<entry>"), 1);
    assert_non_null(strstr(document.text, "000002988751"));
    str_release(&document);
    fixture_free(fixture);
}

/* A copy joins: the file changes, `updated` does not. */
static void test_copy_joins(void **state)
{
    struct fixture *fixture = fixture_new();
    struct story *dam = &fixture->store.stories[0];
    struct str document;

    (void)state;
    dam->telling_count = 1;
    publish(fixture, 3, 0);
    dam->telling_count = 4;
    publish(fixture, 3, 0);
    assert_int_equal(fixture->store.published, STORIES_MAX + 1);
    document_read(&document, fixture->paths[0]);
    assert_non_null(strstr(document.text, "Vallombra, la diga"));
    assert_non_null(strstr(document.text, "<updated>2026-03-02T08:10:00Z</updated>"));
    str_release(&document);
    fixture_free(fixture);
}

/* One folder cannot be written: the others are, the error names the file. */
static void test_unwritable(void **state)
{
    struct fixture *fixture = fixture_new();
    struct publish_result result;
    struct error err;
    char blocked[128];

    (void)state;
    snprintf(blocked, sizeof(blocked), "%s/it", fixture->folder);
    assert_int_equal(file_replace(NULL, blocked, "a file", 6, &err), 0);
    assert_int_not_equal(publish_all(&result, &fixture->store, &fixture->config, &err), 0);
    assert_int_equal(result.written, 2);
    assert_non_null(strstr(err.text, "it/italian.atom"));
    assert_int_equal(fixture->store.published, 0);
    fixture_free(fixture);
}

static void test_store_fails(void **state)
{
    struct fixture *fixture = fixture_new();
    struct publish_result result;
    struct error err;

    (void)state;
    fixture->store.fail = ERR_STORE;
    assert_int_equal(publish_all(&result, &fixture->store, &fixture->config, &err), ERR_STORE);
    assert_int_equal(fixture->store.committed, 0);
    fixture_free(fixture);
}

/* One output to a string: as the file, and nothing is remembered. */
static void test_one_output(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str one, file;
    struct error err;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        str_init(&one, FILE_BYTES);
        assert_int_equal(
            publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[i], &err), 0);
        assert_int_equal(fixture->store.begun, 0);
        assert_int_not_equal(access(fixture->paths[i], F_OK), 0);
        assert_true(one.length > 500);
        str_release(&one);
    }
    publish(fixture, 3, 0);
    for (size_t i = 0; i < 3; i++) {
        str_init(&one, FILE_BYTES);
        document_read(&file, fixture->paths[i]);
        assert_int_equal(
            publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[i], &err), 0);
        assert_string_equal(one.text, file.text);
        str_release(&one);
        str_release(&file);
    }
    fixture_free(fixture);
}

static bool has(const struct fixture *fixture, const char *name, const char *word)
{
    char path[256];
    struct str document;
    bool found;

    snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    if (access(path, F_OK) != 0)
        return false;
    document_read(&document, path);
    found = strstr(document.text, word) != NULL;
    str_release(&document);
    return found;
}

/* Days of the stories' arrival: 2 March, 1 March, twice 28 February. */
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
    fixture->store.count = 3; /* as it was on 1 March */
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
        publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[0], &err), 0);
    assert_string_equal(one.text, current.text);
    str_release(&one);
    str_release(&current);
    fixture_free(fixture);
}

/* An archive that is there is never touched again; today's stories are shown whatever the limit. */
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

/* A JSON Feed in pages: each under its bound, linked to the next, every story in one of them. */
static void test_pages(void **state)
{
    struct fixture *fixture = fixture_new();
    struct telling tellings[STORIES_MAX];
    char *text = malloc(100 * 1024);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 100 * 1024 - 1);
    text[100 * 1024 - 1] = '\0';
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
    publish_files(fixture);
    assert_true(has(fixture, "all.json", "\"next_url\":\"https://me.example/all-p2.json\""));
    assert_true(has(fixture, "all-p2.json", "\"items\":["));
    assert_false(has(fixture, "all-p2.json", "next_url"));
    assert_false(has(fixture, "all-p3.json", "items"));
    free(text);
    fixture_free(fixture);
}

static void test_page_names(void **state)
{
    static const struct {
        const char *name;
        unsigned page;
    } names[] = {{"/all-p2.json", 2},   {"/all-p10.json", 10}, {"/all-p1.json", 0},
                 {"/all-p02.json", 0},  {"/all-p2.atom", 0},   {"/all-p.json", 0},
                 {"/all-p2x.json", 0},  {"/all-p-2.json", 0},  {"/all-p9999.json", 0},
                 {"/other-p2.json", 0}, {"/all.json", 0},      {"", 0}};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(publish_page_number("/all.json", names[i].name), names[i].page);
}

static void test_story(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str page;
    struct error err;
    uint64_t node = 0;

    (void)state;
    str_init(&page, FILE_BYTES);
    assert_int_equal(publish_story(&page, &node, &fixture->store, &fixture->config, 2988751, &err),
                     0);
    assert_int_equal(node, 2988751);
    assert_non_null(strstr(page.text, "<details open"));
    assert_int_equal(count_of(page.text, "<article"), 1);
    assert_null(strstr(page.text, "<fieldset"));
    assert_int_equal(publish_story(&page, &node, &fixture->store, &fixture->config, 99, &err),
                     ERR_ABSENT);
    str_release(&page);
    fixture_free(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters_and_second_run),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_copy_joins),
        cmocka_unit_test(test_unwritable),
        cmocka_unit_test(test_store_fails),
        cmocka_unit_test(test_one_output),
        cmocka_unit_test(test_story),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_page_names),
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_archives_never_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
