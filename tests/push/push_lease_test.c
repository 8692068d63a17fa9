/* When hubs are asked, and relied on. */
#include "aggregator/push/push_lease.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

enum { NOW = 1700000000, DAY = 86400, HOUR = 3600 };

static const struct push_subscription live = {.state = PUSH_LIVE,
                                              .asked_at = NOW - DAY,
                                              .due = NOW + DAY,
                                              .verified_at = NOW - DAY,
                                              .lease_end = NOW + 2 * DAY};

static void test_live(void **state)
{
    struct push_subscription push = live;

    (void)state;
    assert_true(push_lease_is_live(&push, NOW));
    assert_true(push_lease_is_live(&push, NOW + 2 * DAY - 1));
    assert_false(push_lease_is_live(&push, NOW + 2 * DAY));
    push.tries = PUSH_TRIES_MAX - 1;
    push.missed = PUSH_MISSES_MAX - 1;
    assert_true(push_lease_is_live(&push, NOW));
    push.tries++;
    assert_false(push_lease_is_live(&push, NOW));
    push.tries = 0;
    push.missed++;
    assert_false(push_lease_is_live(&push, NOW));
}

static void test_not_live(void **state)
{
    static const enum push_state others[] = {PUSH_ASKED, PUSH_DENIED, PUSH_ENDING};
    struct push_subscription push = live;

    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        push.state = others[i];
        assert_false(push_lease_is_live(&push, NOW));
    }
    push = live;
    push.verified_at = NOW + HOUR; /* a clock was ahead */
    assert_false(push_lease_is_live(&push, NOW));
    push = live;
    push.lease_end = NOW + 31 * DAY;
    assert_false(push_lease_is_live(&push, NOW));
    push.lease_end = TIME_NONE;
    assert_false(push_lease_is_live(&push, NOW));
}

static void test_steps(void **state)
{
    static const struct {
        struct push_subscription push;
        enum push_step expected;
    } rows[] = {
        {{.state = PUSH_ASKED, .asked_at = TIME_NONE, .due = NOW}, PUSH_STEP_SUBSCRIBE},
        {{.state = PUSH_ASKED, .asked_at = NOW - 1, .due = NOW + 1, .tries = 1}, PUSH_STEP_NONE},
        {{.state = PUSH_ASKED, .asked_at = NOW - 1, .due = NOW, .tries = 9}, PUSH_STEP_SUBSCRIBE},
        {{.state = PUSH_LIVE, .asked_at = NOW - 1, .due = NOW + 1}, PUSH_STEP_NONE},
        {{.state = PUSH_LIVE, .asked_at = NOW - 1, .due = NOW}, PUSH_STEP_SUBSCRIBE},
        {{.state = PUSH_LIVE, .asked_at = NOW, .due = NOW + 31 * DAY}, PUSH_STEP_SUBSCRIBE},
        {{.state = PUSH_DENIED, .asked_at = NOW - 1, .due = NOW + 1}, PUSH_STEP_NONE},
        {{.state = PUSH_DENIED, .asked_at = NOW - 1, .due = NOW}, PUSH_STEP_SUBSCRIBE},
        {{.state = PUSH_ENDING, .asked_at = TIME_NONE, .due = NOW}, PUSH_STEP_FORGET},
        {{.state = PUSH_ENDING, .asked_at = NOW - 9, .due = NOW}, PUSH_STEP_UNSUBSCRIBE},
        {{.state = PUSH_ENDING, .asked_at = NOW - 9, .due = NOW + 1, .tries = 1}, PUSH_STEP_NONE},
        {{.state = PUSH_ENDING, .asked_at = NOW - 9, .due = NOW + 1, .tries = 3}, PUSH_STEP_NONE},
        {{.state = PUSH_ENDING, .asked_at = NOW - 9, .due = NOW, .tries = 3}, PUSH_STEP_FORGET},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (push_lease_step(&rows[i].push, NOW) != rows[i].expected)
            fail_msg("row %zu: %d", i, push_lease_step(&rows[i].push, NOW));
}

static void test_tries_wait_longer(void **state)
{
    static const int64_t hours[] = {6, 12, 24, 48, 96, 168, 168};
    struct push_subscription push = live;

    (void)state;
    for (size_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++) {
        push.tries = (int64_t)i;
        assert_int_equal(push_lease_next_try(&push, NOW), NOW + hours[i] * HOUR);
    }
    push.tries = INT64_MAX;
    assert_int_equal(push_lease_next_try(&push, NOW), NOW + 168 * HOUR);
    push.tries = -5;
    assert_int_equal(push_lease_next_try(&push, NOW), NOW + 6 * HOUR);
}

static void test_awaited(void **state)
{
    struct push_subscription push = live;

    (void)state;
    assert_true(push_lease_awaits(&push, true, NOW));
    assert_false(push_lease_awaits(&push, true, NOW + 1));
    assert_false(push_lease_awaits(&push, false, NOW));
    push.state = PUSH_ENDING;
    assert_false(push_lease_awaits(&push, true, NOW));
    assert_true(push_lease_awaits(&push, false, NOW));
    push.asked_at = TIME_NONE;
    assert_false(push_lease_awaits(&push, false, NOW));
    push.asked_at = NOW + HOUR;
    assert_false(push_lease_awaits(&push, false, NOW));
}

static void test_lease(void **state)
{
    static const struct {
        const char *text;
        int64_t expected;
    } rows[] = {
        {NULL, PUSH_LEASE_SECONDS},
        {"1", 1},
        {"86400", 86400},
        {"2592000", PUSH_LEASE_MAX_SECONDS},
        {"2592001", PUSH_LEASE_MAX_SECONDS},
        {"99999999999999999999999999999999", PUSH_LEASE_MAX_SECONDS},
        {"", 0},
        {"0", 0},
        {"-1", 0},
        {"1e9", 0},
        {" 5", 0},
        {"5.0", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (push_lease_read(rows[i].text) != rows[i].expected)
            fail_msg("%s: %lld", rows[i].text, (long long)push_lease_read(rows[i].text));
    assert_int_equal(push_lease_renewal(4 * DAY, NOW), NOW + 3 * DAY);
    assert_int_equal(push_lease_renewal(60, NOW), NOW + HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_live),    cmocka_unit_test(test_not_live),
        cmocka_unit_test(test_steps),   cmocka_unit_test(test_tries_wait_longer),
        cmocka_unit_test(test_awaited), cmocka_unit_test(test_lease),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
