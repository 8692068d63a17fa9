/*
 * The effect of responses on the state.
 */
#include "tests/plan/states.h"

static void test_first_success(void **unused)
{
    struct feed_state state = fresh_state;

    (void)unused;
    plan_take_response(&state, &usual_response, NOON);
    assert_int_equal(state.first_poll, NOON);
    assert_int_equal(state.last_poll, NOON);
    assert_int_equal(state.last_success, NOON);
    assert_int_equal(state.last_status, 200);
    assert_int_equal(state.errors_in_row, 0);
    assert_int_equal(state.last_change, TIME_NONE);
}

static void test_errors_count_and_success_forgives(void **unused)
{
    struct feed_state state = asked_state();
    struct plan_response response = usual_response;

    (void)unused;
    response.status = 500;
    response.error = "answered 500";
    plan_take_response(&state, &response, NOON + 1);
    plan_take_response(&state, &response, NOON + 2);
    assert_int_equal(state.errors_in_row, 2);
    assert_string_equal(state.last_error, "answered 500");
    assert_int_equal(state.last_success, NOON);
    assert_int_equal(state.last_poll, NOON + 2);
    assert_string_equal(state.etag, "\"1\""); /* kept after errors */
    plan_take_response(&state, &usual_response, NOON + 3);
    assert_int_equal(state.errors_in_row, 0);
    assert_string_equal(state.last_error, "");
}

static void test_freshness(void **unused)
{
    static const struct {
        const char *name;
        int status;
        bool no_cache, failed;
        int64_t max_age, expires_at;
        int64_t want_max_age, want_expires_at;
    } rows[] = {
        /* before each: max-age 100, no Expires */
        {"200 replaces", 200, false, false, 50, TIME_NONE, 50, TIME_NONE},
        {"200 without forgets", 200, false, false, -1, TIME_NONE, -1, TIME_NONE},
        {"304 replaces", 304, false, false, 50, TIME_NONE, 50, TIME_NONE},
        {"304 without keeps", 304, false, false, -1, TIME_NONE, 100, TIME_NONE},
        {"304 with Expires replaces", 304, false, false, -1, 7, -1, 7},
        {"304 with no-cache forgets", 304, true, false, -1, TIME_NONE, -1, TIME_NONE},
        {"no-cache switches Expires off", 200, true, false, -1, 7, -1, TIME_NONE},
        {"max-age goes before Expires", 200, false, false, 50, 7, 50, TIME_NONE},
        {"max-age 0 goes before Expires", 200, false, false, 0, 7, 0, TIME_NONE},
        {"an error's headers count for nothing", 404, false, true, 50, 7, -1, TIME_NONE},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feed_state state = asked_state();
        const struct plan_response response = {.status = rows[i].status,
                                               .error = rows[i].failed ? "answered 404" : NULL,
                                               .no_cache = rows[i].no_cache,
                                               .max_age_seconds = rows[i].max_age,
                                               .expires_at = rows[i].expires_at,
                                               .retry_at = TIME_NONE};

        print_message("%s\n", rows[i].name);
        state.max_age_seconds = 100;
        plan_take_response(&state, &response, NOON + 1);
        assert_int_equal(state.max_age_seconds, rows[i].want_max_age);
        assert_int_equal(state.expires_at, rows[i].want_expires_at);
    }
}

static void test_validators_are_one_set(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    plan_take_validators(&state, 200, NULL, "Mon, 02 Mar 2026 03:48:46 GMT");
    assert_null(state.etag);
    assert_string_equal(state.last_modified, "Mon, 02 Mar 2026 03:48:46 GMT");
    plan_take_validators(&state, 304, "W/\"x\"", NULL);
    assert_string_equal(state.etag, "W/\"x\"");
    assert_string_equal(state.last_modified, "Mon, 02 Mar 2026 03:48:46 GMT");
    plan_take_validators(&state, 200, NULL, NULL);
    assert_null(state.etag);
    assert_null(state.last_modified);
}

static void test_gone_stays(void **unused)
{
    struct feed_state state = asked_state();
    struct plan_response response = usual_response;

    (void)unused;
    response.status = 410;
    response.error = "answered 410";
    plan_take_response(&state, &response, NOON);
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    assert_true(state.gone);
    assert_int_equal(state.not_before, INT64_MAX);
}

static void test_throttled_is_no_poll(void **unused)
{
    struct feed_state state = asked_state();
    struct plan_response response = usual_response;

    (void)unused;
    response.status = 0;
    response.error = "not asked";
    response.throttled = true;
    response.retry_at = NOON + 3 * HOUR;
    plan_take_response(&state, &response, NOON + HOUR);
    plan_next(&state, &usual_feed, &usual_settings, NOON + HOUR, 0);
    assert_int_equal(state.last_poll, NOON);
    assert_int_equal(state.errors_in_row, 0);
    assert_int_equal(state.last_status, 200);
    assert_int_equal(state.not_before, NOON + 3 * HOUR);
    assert_int_equal(state.wait_reason, WAIT_RETRY_AFTER);
}

static void test_move_is_forgotten_when_it_fails(void **unused)
{
    struct feed_state state = asked_state();
    struct plan_response response = usual_response;

    (void)unused;
    state.moved_to = "https://b.example/feed";
    response.status = 404;
    response.error = "answered 404";
    for (int i = 1; i < PLAN_MOVE_ERRORS_MAX; i++)
        plan_take_response(&state, &response, NOON + i);
    assert_string_equal(state.moved_to, "https://b.example/feed");
    plan_take_response(&state, &response, NOON + 9);
    assert_null(state.moved_to);
}

static void test_document_s_own_words(void **unused)
{
    const struct document document = {
        .ttl_minutes = 90, .update_seconds = 7200, .skip_hours = 3, .skip_days = 1};
    const struct document silent = {0};
    struct feed_state state = asked_state();

    (void)unused;
    plan_take_document(&state, &document);
    assert_int_equal(state.ttl_minutes, 90);
    assert_int_equal(state.update_seconds, 7200);
    assert_int_equal(state.skip_hours, 3);
    assert_int_equal(state.skip_days, 1);
    plan_take_document(&state, &silent);
    assert_int_equal(state.ttl_minutes, 0);
    assert_int_equal(state.skip_hours, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_success),
        cmocka_unit_test(test_errors_count_and_success_forgives),
        cmocka_unit_test(test_freshness),
        cmocka_unit_test(test_validators_are_one_set),
        cmocka_unit_test(test_gone_stays),
        cmocka_unit_test(test_throttled_is_no_poll),
        cmocka_unit_test(test_move_is_forgotten_when_it_fails),
        cmocka_unit_test(test_document_s_own_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
