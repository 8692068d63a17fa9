#include "aggregator/plan/rhythm.h"

#include "tests/plan/states.h"

static void test_first_poll_learns_from_the_dates(void **unused)
{
    struct feed_state state = fresh_state;
    int64_t published[10];

    (void)unused;
    for (int i = 0; i < 10; i++)
        published[i] = NOON - (i + 1) * 3 * HOUR;
    plan_take_items(&state, published, 10, NOON);
    assert_int_equal(state.mean_gap_seconds, 3 * HOUR);
    assert_int_equal(state.last_change, NOON);
    assert_int_equal(state.rhythm[9], 2 * RHYTHM_ITEM); /* 9:00 today and yesterday */
    assert_int_equal(state.rhythm[10], 0);
}

static void test_dates_that_cannot_be_true(void **unused)
{
    const int64_t published[] = {TIME_NONE, NOON + DAY, NOON - 900 * (int64_t)DAY, NOON - 4 * HOUR};
    struct feed_state state = fresh_state;

    (void)unused;
    plan_take_items(&state, published, 4, NOON);
    assert_int_equal(state.mean_gap_seconds, HOUR);
    assert_int_equal(state.rhythm[12], 3 * RHYTHM_ITEM);
    assert_int_equal(state.rhythm[8], RHYTHM_ITEM);
}

static void test_gap_follows_the_feed(void **unused)
{
    struct feed_state state = asked_state();
    const int64_t published[] = {NOON};

    (void)unused;
    state.mean_gap_seconds = 10 * HOUR;
    state.last_change = NOON;
    for (int i = 1; i <= 100; i++) { /* an item every hour from now on */
        int64_t at = NOON + i * HOUR;

        plan_take_items(&state, published, 1, at);
    }
    assert_in_range(state.mean_gap_seconds, HOUR, HOUR + 5 * MINUTE);
    plan_take_items(&state, published, 0, NOON + 200 * HOUR); /* no new items: nothing changes */
    assert_int_equal(state.last_change, NOON + 100 * HOUR);
}

static void test_silence_slows_down(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    state.mean_gap_seconds = HOUR;
    state.last_change = NOON;
    assert_int_equal(rhythm_interval(&state, NOON, HOUR, DAY), HOUR);
    assert_in_range(rhythm_interval(&state, NOON + 27 * HOUR, HOUR, DAY), 3 * HOUR - 60,
                    3 * HOUR + 60);
    assert_int_equal(rhythm_interval(&state, NOON + 1000 * (int64_t)DAY, HOUR, DAY), DAY);
}

/* Eight items a day, all at eight in the morning: polled then, and rarely at other hours. */
static void test_hours_of_the_day(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    state.mean_gap_seconds = 3 * HOUR;
    state.last_change = NOON;
    state.rhythm[8] = 100 * RHYTHM_ITEM;
    assert_in_range(rhythm_interval(&state, NOON, HOUR, 2 * DAY), 10 * HOUR,
                    10 * HOUR + 15 * MINUTE);
    assert_in_range(rhythm_interval(&state, NOON + 20 * HOUR, HOUR, 2 * DAY), 10 * MINUTE,
                    25 * MINUTE);
}

static void test_weights_age(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    state.rhythm[3] = 1000 * RHYTHM_ITEM;
    rhythm_age(&state, RHYTHM_AGE_SECONDS);
    assert_in_range(state.rhythm[3], 367 * RHYTHM_ITEM, 368 * RHYTHM_ITEM);
    rhythm_age(&state, 0);
    rhythm_age(&state, -5);
    assert_in_range(state.rhythm[3], 367 * RHYTHM_ITEM, 368 * RHYTHM_ITEM);
}

static void test_weights_do_not_overflow(void **unused)
{
    struct feed_state state = asked_state();
    const int64_t published[] = {NOON};

    (void)unused;
    state.rhythm[12] = UINT32_MAX - 10;
    plan_take_items(&state, published, 1, NOON);
    assert_int_equal(state.rhythm[12], UINT32_MAX - 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_poll_learns_from_the_dates),
        cmocka_unit_test(test_dates_that_cannot_be_true),
        cmocka_unit_test(test_gap_follows_the_feed),
        cmocka_unit_test(test_silence_slows_down),
        cmocka_unit_test(test_hours_of_the_day),
        cmocka_unit_test(test_weights_age),
        cmocka_unit_test(test_weights_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
