#include "aggregator/fetch/reply.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

static struct arena arena;
static struct reply reply;

static int make(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    reply_init(&reply);
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static void take(const char *line)
{
    assert_int_equal(reply_take_line(&reply, &arena, line, strlen(line), NULL), 0);
}

static void test_fields(void **state)
{
    (void)state;
    take("HTTP/1.1 200 OK\r\n");
    take("etag:\"1\"\r\n");
    take("LAST-MODIFIED: \t Mon, 02 Mar 2026 03:48:46 GMT \t\r\n");
    take("Location: /a:b\n");
    take("no colon\r\n");
    take(": no name\r\n");
    take("Content-Type:\r\n");
    take("\r\n");
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.etag, "\"1\"");
    assert_string_equal(reply.last_modified, "Mon, 02 Mar 2026 03:48:46 GMT");
    assert_string_equal(reply.location, "/a:b");
    assert_null(reply.content_type);
}

static void test_a_status_line_begins_anew(void **state)
{
    (void)state;
    take("HTTP/1.1 103 Early Hints\r\n");
    take("ETag: \"hint\"\r\n");
    take("Retry-After: 5\r\n");
    take("HTTP/2 304 \r\n");
    assert_int_equal(reply.status, 304);
    assert_null(reply.etag);
    assert_int_equal(reply_retry_at(&reply, 100), TIME_NONE);
}

static void test_odd_status_lines(void **state)
{
    (void)state;
    take("HTTP/1.1\r\n");
    assert_int_equal(reply.status, 0);
    take("HTTP/1.1 abc\r\n");
    assert_int_equal(reply.status, 0);
}

/* Of several Link lines the first of each kind counts; an interim response says nothing. */
static void test_links(void **state)
{
    (void)state;
    take("HTTP/1.1 103 Early Hints\r\n");
    take("Link: <https://early.example/>; rel=hub\r\n");
    take("HTTP/1.1 200 OK\r\n");
    take("Link: </style.css>; rel=preload\r\n");
    take("link: <https://hub.example/>; rel=\"hub\"\r\n");
    take("Link: <https://other.example/>; rel=hub, <feed>; rel=self\r\n");
    assert_string_equal(reply.hub, "https://hub.example/");
    assert_string_equal(reply.self, "feed");
}

static void test_too_long_a_value_counts_as_absent(void **state)
{
    char line[REPLY_VALUE_BYTES_MAX + 100];

    (void)state;
    memset(line, 'x', sizeof(line));
    memcpy(line, "ETag: ", 6);
    line[sizeof(line) - 1] = '\0';
    take(line);
    assert_null(reply.etag);
}

static void test_a_value_with_nul_counts_as_absent(void **state)
{
    static const char line[] = "ETag: \"a\0b\"\r\n";

    (void)state;
    assert_int_equal(reply_take_line(&reply, &arena, line, sizeof(line) - 1, NULL), 0);
    assert_null(reply.etag);
}

static void test_the_head_has_an_end(void **state)
{
    static const char line[] = "X-Filler: a line of some forty bytes\r\n";
    struct error err = {0};
    int code = 0;

    (void)state;
    for (int i = 0; i < 10000 && code == 0; i++) {
        take("HTTP/1.1 100 Continue\r\n"); /* must not reset the count */
        code = reply_take_line(&reply, &arena, line, sizeof(line) - 1, &err);
        if (reply.head_bytes > REPLY_HEAD_BYTES_MAX - 100)
            break;
    }
    while (code == 0)
        code = reply_take_line(&reply, &arena, line, sizeof(line) - 1, &err);
    assert_int_equal(code, ERR_LIMIT);
    assert_true(reply.head_bytes <= REPLY_HEAD_BYTES_MAX + sizeof(line));
}

static void test_cache_control_over_several_lines(void **state)
{
    (void)state;
    take("Cache-Control: public\r\n");
    take("Cache-Control: max-age=60\r\n");
    take("Cache-Control: no-transform\r\n");
    assert_int_equal(reply_max_age(&reply), 60);
    take("Cache-Control: no-cache\r\n");
    assert_int_equal(reply_max_age(&reply), -1);
    assert_true(reply.no_cache);
}

static void test_broken_cache_control_ends(void **state)
{
    static const char *const values[] = {"",     ",",       ",,,",        "\"",     "\"\\",
                                         "a=\"", "max-age", "max-age=\"", "=,=\"=", "max-age=\"\""};
    char line[64];

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        snprintf(line, sizeof(line), "Cache-Control: %s\r\n", values[i]);
        take(line);
        assert_int_equal(reply_max_age(&reply), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_fields, make, unmake),
        cmocka_unit_test_setup_teardown(test_a_status_line_begins_anew, make, unmake),
        cmocka_unit_test_setup_teardown(test_odd_status_lines, make, unmake),
        cmocka_unit_test_setup_teardown(test_links, make, unmake),
        cmocka_unit_test_setup_teardown(test_too_long_a_value_counts_as_absent, make, unmake),
        cmocka_unit_test_setup_teardown(test_a_value_with_nul_counts_as_absent, make, unmake),
        cmocka_unit_test_setup_teardown(test_the_head_has_an_end, make, unmake),
        cmocka_unit_test_setup_teardown(test_cache_control_over_several_lines, make, unmake),
        cmocka_unit_test_setup_teardown(test_broken_cache_control_ends, make, unmake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
