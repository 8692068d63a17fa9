#include "aggregator/base/clock.h"
#include "aggregator/codec/item_json.h"
#include "tests/support/test.h"

/* An item with every member, as `headwater parse` prints it. */
static const char full[] =
    "{\"authors\":[{\"email\":\"a@b.example\",\"name\":\"Ana\",\"url\":\"https://b.example/ana\"},"
    "{\"name\":\"Bo\"}],"
    "\"canonical\":\"https://b.example/1\","
    "\"categories\":[{\"label\":\"Sea\",\"scheme\":\"tag:s\",\"term\":\"sea\"}],"
    "\"comments\":\"https://b.example/1#c\","
    "\"content\":\"<p>wet</p>\",\"content_kind\":\"html\",\"content_lang\":\"en\","
    "\"enclosures\":[{\"length\":\"about "
    "7\",\"type\":\"audio/mpeg\",\"url\":\"https://b.example/m\"}],"
    "\"id\":\"tag:1\",\"id_is_permalink\":true,\"language\":\"en-GB\","
    "\"link\":\"https://b.example/1?utm_source=x\","
    "\"links\":[{\"canonical\":\"https://b.example/1fr\",\"href\":\"https://b.example/fr/"
    "1\",\"hreflang\":\"fr\",\"rel\":\"alternate\","
    "\"title\":\"en français\",\"type\":\"text/html\"}],"
    "\"plain\":\"wet\",\"published\":\"2026-03-02T03:48:46Z\","
    "\"source\":{\"id\":\"tag:f\",\"link\":\"https://o.example/\",\"title\":\"Origin\"},"
    "\"summary\":\"港\",\"summary_lang\":\"ja\",\"thumbnail\":\"https://b.example/t.png\","
    "\"thumbnail_alt\":\"A sea\",\"thumbnail_height\":90,\"thumbnail_width\":120,"
    "\"title\":\"Water & \\\"words\\\"\",\"updated\":\"1969-12-31T23:59:59Z\"}";

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static int read_item(struct item *item, const char *text, struct error *err)
{
    json_t *object = json_loads(text, JSON_DECODE_ANY, NULL);
    int code;

    assert_non_null(object);
    code = item_from_json(item, &arena, object, err);
    json_decref(object);
    return code;
}

static void assert_written(const struct item *item, const char *expected)
{
    char *written = item_to_text(item);
    json_t *object = json_loads(written, 0, NULL);
    char *text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);

    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
    free(written);
    json_decref(object);
}

static void test_every_member_comes_back(void **state)
{
    struct item item;

    (void)state;
    assert_int_equal(read_item(&item, full, NULL), 0);
    assert_written(&item, full);
    assert_int_equal(item.author_count, 2);
    assert_string_equal(item.authors[1].name, "Bo");
    assert_null(item.authors[1].email);
    assert_int_equal(item.content.kind, TEXT_HTML);
    assert_int_equal(item.summary.kind, TEXT_PLAIN);
    assert_int_equal(item.published, 1772423326);
    assert_int_equal(item.updated, -1);
    assert_string_equal(item.source.title, "Origin");
}

static void test_what_is_absent_is_left_out(void **state)
{
    struct item item;

    (void)state;
    assert_int_equal(read_item(&item, "{}", NULL), 0);
    assert_true(item.published == TIME_NONE && item.updated == TIME_NONE);
    assert_null(item.title.value);
    assert_written(&item, "{}");
    assert_int_equal(read_item(&item, "{\"title\":\"\",\"links\":[],\"source\":{}}", NULL), 0);
    assert_written(&item, "{\"title\":\"\"}");
}

static void test_unknown_members_are_passed_over(void **state)
{
    struct item item;

    (void)state;
    assert_int_equal(read_item(&item, "{\"id\":\"1\",\"later\":{\"x\":[1]}}", NULL), 0);
    assert_written(&item, "{\"id\":\"1\"}");
}

static void test_wrong_types_are_refused(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"[]", "not a JSON object"},
        {"{\"id\":7}", "\"id\" is not a string"},
        {"{\"title\":null}", "\"title\" is not a string"},
        {"{\"title\":\"t\",\"title_lang\":1}", "\"title_lang\" is not a string"},
        {"{\"links\":{}}", "\"links\" is not a list"},
        {"{\"links\":[7]}", "not a JSON object"},
        {"{\"links\":[{\"href\":7}]}", "\"href\" is not a string"},
        {"{\"source\":\"x\"}", "not a JSON object"},
        {"{\"published\":1772423326}", "\"published\" is not an RFC 3339 time"},
        {"{\"updated\":\"soon\"}", "\"updated\" is not an RFC 3339 time"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct item item;
        struct error err = {.code = ERR_NONE};

        assert_int_equal(read_item(&item, rows[i].json, &err), ERR_SYNTAX);
        assert_int_equal(err.scope, SCOPE_ITEM);
        assert_string_equal(err.text, rows[i].text);
    }
}

/* With every ceiling from 0 up: an error or the whole item, never a part of it. */
static void test_memory_runs_out(void **state)
{
    size_t ceiling = 0;
    int code;

    (void)state;
    do {
        struct item item;

        arena_release(&arena);
        arena_init(&arena, ceiling);
        code = read_item(&item, full, NULL);
        assert_true(code == 0 || code == ERR_MEMORY);
        if (code == 0)
            assert_written(&item, full);
        ceiling += 16;
    } while (code != 0);
    assert_true(ceiling > 500);
}

static void test_bytes_that_are_no_text_are_replaced(void **state)
{
    static const struct {
        const char *title, *json;
    } rows[] = {
        {"caf\xE9 noir", "{\"title\":\"caf\xEF\xBF\xBD noir\"}"},
        {"\xE6\x9D", "{\"title\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}"},
        {"\xED\xA0\x80x", "{\"title\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx\"}"},
        {"\xC0\xAF", "{\"title\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}"},
        {"\xF4\x90\x80\x80", "{\"title\":\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"}"},
        {"\xE6\x9D\xB1 \xFF \xF0\x9F\x8C\x8A",
         "{\"title\":\"\xE6\x9D\xB1 \xEF\xBF\xBD \xF0\x9F\x8C\x8A\"}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct item item = {
            .title = {.value = rows[i].title}, .published = TIME_NONE, .updated = TIME_NONE};

        assert_written(&item, rows[i].json);
    }
}

static void test_characters_that_json_forbids_are_escaped(void **state)
{
    static const char title[] = "\"a\"\\b/\n\t\r\x01\x1f\x7f|\xc3\xbc|\xf0\x9f\x8c\x8a";
    const struct item item = {
        .title = {.value = title}, .published = TIME_NONE, .updated = TIME_NONE};
    char *text = item_to_text(&item);
    json_t *object = json_loads(text, 0, NULL);

    (void)state;
    assert_string_equal(text, "{\"title\":\"\\\"a\\\"\\\\b/\\n\\t\\u000D\\u0001\\u001F\x7f|"
                              "\xc3\xbc|\xf0\x9f\x8c\x8a\"}");
    assert_string_equal(json_string_value(json_object_get(object, "title")), title);
    json_decref(object);
    free(text);
}

static void test_documents(void **state)
{
    struct document document = {.format = FORMAT_RSS_10,
                                .title = {.value = "T", .kind = TEXT_HTML},
                                .updated = 0,
                                .published = TIME_NONE,
                                .hub = "https://hub.example/"};
    char *text = document_to_text(&document);

    (void)state;
    assert_string_equal(text, "{\"title\":\"T\",\"title_kind\":\"html\","
                              "\"updated\":\"1970-01-01T00:00:00Z\","
                              "\"hub\":\"https://hub.example/\",\"format\":\"rss-1.0\"}");
    free(text);
    document =
        (struct document){.format = FORMAT_ATOM_10, .updated = TIME_NONE, .published = TIME_NONE};
    text = document_to_text(&document);
    assert_string_equal(text, "{\"format\":\"atom-1.0\"}");
    free(text);
}

static void test_formats_have_names(void **state)
{
    (void)state;
    assert_null(feed_format_name(FORMAT_UNKNOWN));
    for (int format = FORMAT_RSS; format <= FORMAT_PAGE; format++)
        assert_non_null(feed_format_name((enum feed_format)format));
    assert_string_equal(feed_format_name(FORMAT_RSS_090), "rss-0.90");
    assert_string_equal(feed_format_name(FORMAT_ATOM_03), "atom-0.3");
    assert_string_equal(feed_format_name(FORMAT_JSON_11), "json-1.1");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_every_member_comes_back),
        CASE(test_what_is_absent_is_left_out),
        CASE(test_unknown_members_are_passed_over),
        CASE(test_wrong_types_are_refused),
        CASE(test_memory_runs_out),
        CASE(test_bytes_that_are_no_text_are_replaced),
        CASE(test_characters_that_json_forbids_are_escaped),
        CASE(test_documents),
        CASE(test_formats_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
