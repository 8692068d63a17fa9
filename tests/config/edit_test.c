/*
 * Taking a feed out of the text of feeds.yaml, and hiding it there, in every layout.
 */
#include "aggregator/config/config.h"
#include "aggregator/config/edit.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *text;
    size_t index;
    const char *removed, *hidden; /* NULL: refused */
} rows[] = {
    {"the first of a block",
     "feeds:\n  # about a\n  - https://a.example/ # a\n  # about b\n  - https://b.example/ # b\n# "
     "end\n",
     0, "feeds:\n  # about a\n  # about b\n  - https://b.example/ # b\n# end\n",
     "feeds:\n  # about a\n  - {url: \"https://a.example/\", enabled: false, publish: false} # a\n"
     "  # about b\n  - https://b.example/ # b\n# end\n"},
    {"the last of a block, without a newline", "feeds:\n- https://a.example/\n- https://b.example/",
     1, "feeds:\n- https://a.example/\n",
     "feeds:\n- https://a.example/\n"
     "- {url: \"https://b.example/\", enabled: false, publish: false}"},
    {"the only one", "feeds:\n  - https://a.example/\n# end\n", 0, "feeds:\n# end\n",
     "feeds:\n  - {url: \"https://a.example/\", enabled: false, publish: false}\n# end\n"},
    {"a block of maps",
     "feeds:\n  - url: https://a.example/\n    # within\n    tags: [x]\n\n  # about b\n"
     "  - url: https://b.example/\n    name: B\nsettings: {interval: 1h}\n",
     0,
     "feeds:\n\n  # about b\n  - url: https://b.example/\n    name: B\nsettings: {interval: 1h}\n",
     "feeds:\n  - url: https://a.example/\n    # within\n    tags: [x]\n    enabled: false\n"
     "    publish: false\n\n  # about b\n  - url: https://b.example/\n    name: B\n"
     "settings: {interval: 1h}\n"},
    {"a map that begins below its dash",
     "feeds:\n  -\n    # a\n    url: https://a.example/\n  - https://b.example/\n", 0,
     "feeds:\n  - https://b.example/\n",
     "feeds:\n  -\n    # a\n    url: https://a.example/\n    enabled: false\n    publish: false\n"
     "  - https://b.example/\n"},
    {"a map that has the keys",
     "feeds:\n  - {url: 'https://a.example/', publish: yes, enabled: true} # a\n"
     "  - https://b.example/\n",
     0, "feeds:\n  - https://b.example/\n",
     "feeds:\n  - {url: 'https://a.example/', publish: false, enabled: false} # a\n"
     "  - https://b.example/\n"},
    {"a block map that has one of the keys",
     "feeds:\n  - enabled: true # now\n    url: https://a.example/\n  - https://b.example/\n", 0,
     "feeds:\n  - https://b.example/\n",
     "feeds:\n  - enabled: false # now\n    url: https://a.example/\n    publish: false\n"
     "  - https://b.example/\n"},
    {"a map within brackets",
     "feeds:\n  - {url: \"https://a.example/\", tags: [x, y], # some\n    name: A}\n"
     "  - https://b.example/\n",
     0, "feeds:\n  - https://b.example/\n",
     "feeds:\n  - {url: \"https://a.example/\", tags: [x, y], # some\n    name: A, enabled: false, "
     "publish: false}\n  - https://b.example/\n"},
    {"a folded text",
     "feeds:\n  - url: https://a.example/\n    name: >-\n      An\n      A\n\n  # about b\n"
     "  - https://b.example/\n",
     0, "feeds:\n  # about b\n  - https://b.example/\n",
     "feeds:\n  - url: https://a.example/\n    name: >-\n      An\n      A\n\n    enabled: false\n"
     "    publish: false\n  # about b\n  - https://b.example/\n"},
    {"rules within",
     "feeds:\n  - url: https://a.example/\n    rules:\n      - drop: x\n  - https://b.example/\n",
     0, "feeds:\n  - https://b.example/\n",
     "feeds:\n  - url: https://a.example/\n    rules:\n      - drop: x\n    enabled: false\n"
     "    publish: false\n  - https://b.example/\n"},
    {"the first of a flow", "feeds: [https://a.example/, https://b.example/] # short\n", 0,
     "feeds: [https://b.example/] # short\n",
     "feeds: [{url: \"https://a.example/\", enabled: false, publish: false}, https://b.example/] # "
     "short\n"},
    {"the last of a flow", "feeds: [https://a.example/, https://b.example/]\n", 1,
     "feeds: [https://a.example/]\n",
     "feeds: [https://a.example/, {url: \"https://b.example/\", enabled: false, publish: "
     "false}]\n"},
    {"the only one of a flow", "feeds: [https://a.example/]\n", 0, "feeds: []\n",
     "feeds: [{url: \"https://a.example/\", enabled: false, publish: false}]\n"},
    {"a flow over lines",
     "feeds: [\n  # about a\n  https://a.example/, # a\n  # about b\n  https://b.example/ # b\n]\n",
     0, "feeds: [\n  # about a\n  # about b\n  https://b.example/ # b\n]\n",
     "feeds: [\n  # about a\n  {url: \"https://a.example/\", enabled: false, publish: false}, # a\n"
     "  # about b\n  https://b.example/ # b\n]\n"},
    {"the last of a flow over lines",
     "feeds: [\n  https://a.example/,\n  # about b\n  https://b.example/ # b\n]\n", 1,
     "feeds: [\n  https://a.example/,\n  # about b\n]\n",
     "feeds: [\n  https://a.example/,\n  # about b\n"
     "  {url: \"https://b.example/\", enabled: false, publish: false} # b\n]\n"},
    {"the middle of a flow over lines",
     "feeds: [https://a.example/,\n  https://b.example/, https://c.example/]\n", 1,
     "feeds: [https://a.example/,\n  https://c.example/]\n",
     "feeds: [https://a.example/,\n"
     "  {url: \"https://b.example/\", enabled: false, publish: false}, https://c.example/]\n"},
    {"lines of Windows",
     "feeds:\r\n  - url: https://a.example/\r\n  - https://b.example/\r\n# end\r\n", 0,
     "feeds:\r\n  - https://b.example/\r\n# end\r\n",
     "feeds:\r\n  - url: https://a.example/\r\n    enabled: false\r\n    publish: false\r\n"
     "  - https://b.example/\r\n# end\r\n"},
    {"letters of several bytes",
     "\xEF\xBB\xBF# \xC3\x9C\nfeeds:\n  - {url: 'https://a.example/', name: '\xE6\x97\xA5'} # "
     "\xC3\x9F\n"
     "  - https://b.example/ # \xC3\xA9\n",
     1,
     "\xEF\xBB\xBF# \xC3\x9C\nfeeds:\n  - {url: 'https://a.example/', name: '\xE6\x97\xA5'} # "
     "\xC3\x9F\n",
     "\xEF\xBB\xBF# \xC3\x9C\nfeeds:\n  - {url: 'https://a.example/', name: '\xE6\x97\xA5'} # "
     "\xC3\x9F\n"
     "  - {url: \"https://b.example/\", enabled: false, publish: false} # \xC3\xA9\n"},
    {"an alias", "outputs: [&x https://a.example/]\nfeeds: [*x, https://b.example/]\n", 0, NULL,
     NULL},
};

typedef int edit_fn(struct str *, const char *, size_t, size_t, struct error *);

/* The new text, which a run can read; refused when expected is NULL. */
static void check(edit_fn *edit, size_t row, const char *expected)
{
    struct str text;
    struct error err = {0};
    int code;

    str_init(&text, 1 << 20);
    code = edit(&text, rows[row].text, strlen(rows[row].text), rows[row].index, &err);
    assert_int_equal(code, expected != NULL ? 0 : ERR_CONFIG);
    if (expected != NULL)
        assert_string_equal(text.text, expected);
    else
        assert_non_null(strstr(err.text, "change it by hand"));
    str_release(&text);
}

static void test_every_layout(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].name);
        check(config_remove_feed, i, rows[i].removed);
        check(config_hide_feed, i, rows[i].hidden);
    }
}

/* What the reader of the file makes of it. */
static void test_a_hidden_feed_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct config config;
        struct str problems;
        struct error err = {0};

        if (rows[i].hidden == NULL)
            continue;
        str_init(&problems, 1 << 20);
        print_message("%s\n", rows[i].name);
        assert_int_equal(config_parse(&config, &problems, "feeds.yaml", rows[i].hidden,
                                      strlen(rows[i].hidden), &err),
                         0);
        for (size_t k = 0; k < config.feed_count; k++) {
            assert_int_equal(config.feeds[k].hidden, k == rows[i].index);
            assert_int_equal(config.feeds[k].enabled, k != rows[i].index);
        }
        config_release(&config);
        str_release(&problems);
    }
}

static void test_there_is_no_such_feed(void **state)
{
    static const char *const texts[] = {"feeds: [https://a.example/]\n", "feeds:\n", "",
                                        "feeds: {a: b}\n", "a\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str text;
        struct error err = {0};

        str_init(&text, 1 << 20);
        assert_int_equal(config_remove_feed(&text, texts[i], strlen(texts[i]), 1, &err),
                         ERR_CONFIG);
        assert_int_equal(config_hide_feed(&text, texts[i], strlen(texts[i]), 1, &err), ERR_CONFIG);
        assert_int_equal(text.length, 0);
        str_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_layout),
        cmocka_unit_test(test_a_hidden_feed_is_read),
        cmocka_unit_test(test_there_is_no_such_feed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
