#include "aggregator/store/feed_fields.h"
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

/* Texts for the fast path, and the same with a space, which only the general path reads. */
static void test_two_ways_of_reading_agree(void **state)
{
    static const char *const texts[] = {
        "{}",
        "{\"etag\":\"W/\\\"a\\\\b\\\"\",\"body_hash\":-9223372036854775807,\"title\":\"a title\"}",
        "{\"first_poll\":1772423326,\"not_before\":9223372036854775807,\"wait_reason\":3,"
        "\"wait_detail\":\"max-age=5\",\"last_error\":\"\",\"gone\":true,\"ids_unreliable\":false}",
        "{\"skip_hours\":4294967295,\"rhythm\":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,"
        "20,"
        "21,22,4294967295],\"mean_gap_seconds\":77}",
    };
    struct feed_state quick, slow;
    struct arena arena;
    char spaced[512], *short_way, *long_way;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        feed_state_fresh(&quick, "u");
        assert_true(feed_fields_scan(&quick, &arena, texts[i]));
        snprintf(spaced, sizeof(spaced), "%s ", texts[i]);
        assert_false(feed_fields_scan(&slow, &arena, spaced));
        assert_int_equal(feed_state_read(&slow, &arena, "u", spaced, NULL), 0);
        long_way = feed_state_write(&slow);
        short_way = feed_state_write(&quick);
        assert_string_equal(short_way, long_way);
        free(short_way);
        free(long_way);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fresh_state_is_empty),
        cmocka_unit_test(test_bytes_that_are_no_utf8),
        cmocka_unit_test(test_damage_is_told),
        cmocka_unit_test(test_two_ways_of_reading_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
