/*
 * publish.c with a minimal store: which files are written, and what is recorded.
 */
#include "aggregator/base/file.h"
#include "tests/render/publish_fixture.h"
#include "tests/support/test.h"

#include <sys/stat.h>
#include <unistd.h>

static void test_filters_and_second_run(void **state)
{
    static const struct {
        size_t entries;
        const char *lead; /* the leading title of the dam's story */
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

/* With a limit of one, only the newest story is published and recorded. */
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

/* When a copy joins, the file changes and `updated` does not. */
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

/* If one folder is not writable, the other files are written and the error names the file. */
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

/* Rendering one output to a string gives the content of the file and records nothing. */
static void test_one_output(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str one, file;
    struct error err;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        str_init(&one, FILE_BYTES);
        assert_int_equal(
            publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[i], 1, &err),
            0);
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
            publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[i], 1, &err),
            0);
        assert_string_equal(one.text, file.text);
        str_release(&one);
        str_release(&file);
    }
    fixture_free(fixture);
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
    assert_non_null(strstr(page.text, "<h1 id=\"headline\">"));
    assert_non_null(strstr(page.text, "<ol>"));
    assert_int_equal(count_of(page.text, "<article"), 1);
    assert_null(strstr(page.text, "<fieldset"));
    assert_int_equal(publish_story(&page, &node, &fixture->store, &fixture->config, 99, &err),
                     ERR_ABSENT);
    str_release(&page);
    fixture_free(fixture);
}

/* An output of the top stories: the one with the most outlets is in it although newer ones exist,
 * and no story is loaded that cannot be among the first. */
static void test_top_of_the_window(void **state)
{
    struct fixture *fixture = fixture_new();
    struct str document, one;
    struct story turned[STORIES_MAX];
    struct error err;

    (void)state;
    for (size_t i = 0; i < STORIES_MAX; i++) /* the dam's story becomes the oldest */
        turned[i] = fixture->store.stories[(i + 1) % STORIES_MAX];
    memcpy(fixture->store.stories, turned, sizeof(turned));
    fixture->config.output_count = 2;
    fixture->outputs[0].limit = 1;
    fixture->outputs[1].languages = NULL;
    fixture->outputs[1].language_count = 0;
    fixture->outputs[1].order = ORDER_TELLINGS;
    fixture->outputs[1].limit = 1;
    publish_counted(fixture, 2, 0, 2);
    assert_int_equal(fixture->store.loaded, 2); /* to choose, and to render */
    assert_true(has(fixture, "all.atom", "000000000001</id>"));
    assert_false(has(fixture, "all.atom", "000002988751</id>"));
    assert_true(has(fixture, "it/italian.atom", "000002988751</id>"));
    str_init(&one, FILE_BYTES);
    document_read(&document, fixture->paths[1]);
    assert_int_equal(
        publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[1], 1, &err), 0);
    assert_string_equal(one.text, document.text);
    str_release(&document);
    str_release(&one);
    fixture->outputs[1].limit = 3; /* one story is now in both outputs */
    publish_counted(fixture, 1, 1, 3);
    fixture_free(fixture);
}

/* An output of stories with three outlets: the dam's story enters when it has them, is dated then,
 * and stays when it loses them. */
static void test_minimum(void **state)
{
    struct fixture *fixture = fixture_new();
    struct story *dam = &fixture->store.stories[0];
    struct error err;
    struct str one;

    (void)state;
    fixture->outputs[1].languages = NULL;
    fixture->outputs[1].language_count = 0;
    fixture->outputs[1].min_outlets = 3;
    dam->telling_count = 2;
    publish(fixture, 3, 0);
    assert_true(has(fixture, "it/italian.atom", "<author>\n<name>headwater</name>")); /* empty */
    assert_int_equal(fixture->store.entry_count, 0);
    dam->telling_count = 4;
    str_init(&one, FILE_BYTES);
    assert_int_equal(
        publish_output(&one, &fixture->store, &fixture->config, &fixture->outputs[1], 1, &err), 0);
    assert_non_null(strstr(one.text, "<published>2026-03-02T12:00:00Z</published>"));
    assert_int_equal(fixture->store.entry_count, 0); /* only publishing remembers */
    str_release(&one);
    publish(fixture, 3, 0);
    assert_int_equal(fixture->store.entry_count, 1);
    assert_int_equal(fixture->store.entries[0].node, 2988751);
    dam->telling_count = 1;
    publish(fixture, 3, 0);
    assert_true(has(fixture, "it/italian.atom", "<published>2026-03-02T12:00:00Z</published>"));
    assert_true(has(fixture, "it/italian.atom", "<updated>2026-03-02T12:00:00Z</updated>"));
    assert_true(has(fixture, "all.atom", "<published>2026-03-02T08:00:00Z</published>"));
    assert_int_equal(fixture->store.entry_count, 1);
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
        cmocka_unit_test(test_top_of_the_window),
        cmocka_unit_test(test_minimum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
