/* When hubs are told, and when again. */
#include "aggregator/run/ping.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

#include <string.h>

enum { NOW = 1772438400, MINUTE = 60, HOUR = 3600, DAY = 86400 };

static struct store_ping fresh(void)
{
    return (struct store_ping){.hub = "https://hub.test/",
                               .topic = "https://news.test/",
                               .due_since = TIME_NONE,
                               .tried = TIME_NONE,
                               .pinged = TIME_NONE};
}

static void fail_at(struct store_ping *ping, int64_t now)
{
    const struct ping_failure failure = {
        .error = "status 500", .retry_at = TIME_NONE, .retry_max_seconds = 2 * DAY};

    ping_take_failure(ping, &failure, now);
}

static void test_due_for_a_change(void **state)
{
    struct store_ping ping = fresh();

    (void)state;
    assert_false(ping_is_due(&ping, NOW));
    assert_true(ping_take_content(&ping, 5, NOW));
    assert_true(ping_is_due(&ping, NOW));
    assert_false(ping_take_content(&ping, 5, NOW + 1)); /* nothing to save */
    assert_true(ping_is_due(&ping, NOW + 1));
    ping_take_success(&ping, NOW + 1);
    assert_false(ping_is_due(&ping, NOW + 9999));
    assert_int_equal(ping.pinged, NOW + 1);
    assert_false(ping_take_content(&ping, 5, NOW + 2));
    assert_false(ping_is_due(&ping, NOW + 2));
    assert_true(ping_take_content(&ping, 0, NOW + 3)); /* a hash that happens to be 0 */
    assert_true(ping_is_due(&ping, NOW + 3));
    ping_take_success(&ping, NOW + 3);
    assert_false(ping_take_content(&ping, 0, NOW + 4));
    assert_int_not_equal(ping.content, 0);
}

static void test_pauses(void **state)
{
    static const int minutes[] = {5, 10, 20, 40, 80, 160, 320, 360, 360, 360};
    struct store_ping ping = fresh();

    (void)state;
    ping_take_content(&ping, 1, NOW);
    for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
        fail_at(&ping, NOW);
        assert_int_equal(ping.not_before, NOW + minutes[i] * MINUTE);
        assert_int_equal(ping.failures, i + 1);
        assert_false(ping_is_due(&ping, ping.not_before - 1));
        assert_true(ping_is_due(&ping, ping.not_before));
        ping_take_content(&ping, i + 2, NOW); /* news change nothing about it */
        assert_false(ping_is_due(&ping, ping.not_before - 1));
    }
    ping.failures = 2147483647;
    fail_at(&ping, NOW);
    assert_int_equal(ping.failures, 2147483647);
    assert_int_equal(ping.not_before, NOW + PING_PAUSE_MAX_SECONDS);
    ping_take_success(&ping, NOW);
    assert_int_equal(ping.failures, 0);
    assert_string_equal(ping.error, "");
    ping_take_content(&ping, 999, NOW + 1);
    fail_at(&ping, NOW + 1);
    assert_int_equal(ping.not_before, NOW + 1 + PING_PAUSE_SECONDS);
}

static void test_retry_after_and_jitter(void **state)
{
    static const struct {
        const char *name;
        int64_t retry_at, retry_max;
        double jitter;
        int64_t expected; /* after NOW */
    } rows[] = {
        {"none", TIME_NONE, DAY, 0, 300},
        {"jitter", TIME_NONE, DAY, 0.5, 337},
        {"all jitter", TIME_NONE, DAY, 0.999999, 374},
        {"later", NOW + 1000, DAY, 0.5, 1000},
        {"sooner than the pause", NOW + 30, DAY, 0, 300},
        {"of the past", NOW - 30, DAY, 0, 300},
        {"absurd", INT64_MAX, DAY, 0, DAY},
        {"no wait is accepted", NOW + 1000, 0, 0, 300},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct store_ping ping = fresh();
        const struct ping_failure failure = {.error = "status 429",
                                             .retry_at = rows[i].retry_at,
                                             .retry_max_seconds = rows[i].retry_max,
                                             .jitter = rows[i].jitter};

        ping_take_content(&ping, 1, NOW);
        ping_take_failure(&ping, &failure, NOW);
        if (ping.not_before != NOW + rows[i].expected)
            fail_msg("%s: %lld", rows[i].name, (long long)(ping.not_before - NOW));
    }
}

static void test_given_up(void **state)
{
    struct store_ping ping = fresh();

    (void)state;
    assert_false(ping_is_given_up(&ping));
    ping_take_content(&ping, 1, NOW);
    fail_at(&ping, NOW + PING_TRIED_SECONDS - 1);
    assert_false(ping_is_given_up(&ping));
    fail_at(&ping, NOW + PING_TRIED_SECONDS);
    assert_true(ping_is_given_up(&ping));
    assert_false(ping_is_due(&ping, NOW + 99 * DAY));
    assert_false(ping_take_content(&ping, 1, NOW + 99 * DAY));
    assert_true(ping_take_content(&ping, 2, NOW + 99 * DAY));
    assert_false(ping_is_given_up(&ping));
    assert_true(ping_is_due(&ping, NOW + 99 * DAY));
    assert_int_equal(ping.due_since, NOW + 99 * DAY);
    ping_take_success(&ping, NOW + 99 * DAY);
    assert_false(ping_is_given_up(&ping));
}

/* Times that no clock but a wrong one has stored. */
static void test_a_clock_that_was_ahead(void **state)
{
    struct store_ping ping = fresh();

    (void)state;
    ping_take_content(&ping, 1, NOW + 400 * DAY);
    fail_at(&ping, NOW + 400 * DAY);
    assert_true(ping_take_content(&ping, 1, NOW));
    assert_int_equal(ping.due_since, NOW);
    assert_int_equal(ping.tried, NOW);
    assert_true(ping_is_due(&ping, NOW));
    assert_false(ping_take_content(&ping, 1, NOW));
    ping_take_success(&ping, NOW + 400 * DAY);
    assert_true(ping_take_content(&ping, 1, NOW));
    assert_int_equal(ping.pinged, NOW);
    assert_false(ping_is_due(&ping, NOW));
    ping_take_success(&ping, NOW + 60); /* clocks are adjusted a little */
    assert_false(ping_take_content(&ping, 1, NOW));
    assert_int_equal(ping.pinged, NOW + 60);
}

static void test_error_that_is_cut(void **state)
{
    struct store_ping ping = fresh();
    char text[STORE_PING_ERROR_SIZE * 2 + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(text) - 1; i += 2)
        memcpy(text + i, "\xc3\xa9", 2);
    text[sizeof(text) - 1] = '\0';
    ping_take_content(&ping, 1, NOW);
    ping_take_failure(&ping, &(struct ping_failure){.error = text, .retry_at = TIME_NONE}, NOW);
    assert_int_equal(strlen(ping.error), STORE_PING_ERROR_SIZE - 2); /* whole characters */
    ping_take_failure(&ping, &(struct ping_failure){.error = "", .retry_at = TIME_NONE}, NOW);
    assert_string_equal(ping.error, "");
    ping_take_failure(&ping, &(struct ping_failure){.error = "x", .retry_at = TIME_NONE},
                      NOW + HOUR);
    assert_string_equal(ping.error, "x");
    ping_take_failure(
        &ping,
        &(struct ping_failure){.error = "to \xff\xc3 \x1b[1m\x7f\xc2\x9b \xe6\xb0\xb4 \xe6\xb0",
                               .retry_at = TIME_NONE},
        NOW);
    assert_string_equal(ping.error, "to ?? ?[1m?? \xe6\xb0\xb4 ??");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_due_for_a_change),       cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_retry_after_and_jitter), cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_a_clock_that_was_ahead), cmocka_unit_test(test_error_that_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
