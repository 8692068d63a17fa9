#include "aggregator/store/feed_json.h"
#include "tests/support/test.h"

static void test_fresh_state_is_empty(void **state)
{
    struct feed_state fresh;
    char *text;

    (void)state;
    feed_state_fresh(&fresh, "http://a.test/");
    text = feed_state_write(&fresh);
    assert_string_equal(text, "{}");
    free(text);
}

static void test_bytes_that_are_no_utf8(void **state)
{
    struct feed_state feed, back;
    struct arena arena;
    char *text;

    (void)state;
    arena_init(&arena, 1 << 20);
    feed_state_fresh(&feed, "http://a.test/");
    feed.etag = "\"\xff\x80\x7f\"";
    feed.title = "bad \xff title";
    text = feed_state_write(&feed);
    assert_int_equal(feed_state_read(&back, &arena, feed.url, text, NULL), 0);
    assert_string_equal(back.etag, feed.etag);
    assert_string_equal(back.title, "bad ? title");
    free(text);
    arena_release(&arena);
}

static const struct {
    const char *text, *message;
} damaged[] = {
    {"", "the state of feed u is damaged"},
    {"[]", "the state of feed u is damaged"},
    {"{\"etag\":1}", "the state of feed u is damaged at etag"},
    {"{\"last_poll\":\"x\"}", "the state of feed u is damaged at last_poll"},
    {"{\"gone\":1}", "the state of feed u is damaged at gone"},
    {"{\"rhythm\":{}}", "the state of feed u is damaged at rhythm"},
    {"{\"title\":null}", "the state of feed u is damaged at title"},
};

static void test_damage_is_told(void **state)
{
    struct feed_state feed;
    struct arena arena;
    struct error err;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
        assert_int_equal(feed_state_read(&feed, &arena, "u", damaged[i].text, &err), ERR_STORE);
        assert_string_equal(err.text, damaged[i].message);
    }
    assert_int_equal(feed_state_read(&feed, &arena, "u", "{\"unheard of\":[1]}", &err), 0);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fresh_state_is_empty),
        cmocka_unit_test(test_bytes_that_are_no_utf8),
        cmocka_unit_test(test_damage_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
