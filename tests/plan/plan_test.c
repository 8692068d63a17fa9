/*
 * Which signal decides, to the second, and its description.
 */
#include "aggregator/base/zone.h"
#include "tests/plan/states.h"

/* Each function makes one change to the usual state; the row's number is its argument. */
static void nothing(struct feed_state *s, int64_t value)
{
    (void)s;
    (void)value;
}

static void max_age(struct feed_state *s, int64_t value)
{
    s->max_age_seconds = value;
}

static void expires_in(struct feed_state *s, int64_t value)
{
    s->expires_at = NOON + value;
}

static void ttl(struct feed_state *s, int64_t value)
{
    s->ttl_minutes = (int)value;
}

static void update_each(struct feed_state *s, int64_t value)
{
    s->update_seconds = (int)value;
}

static void skip_hours(struct feed_state *s, int64_t value)
{
    s->skip_hours = (uint32_t)value;
}

static void skip_days(struct feed_state *s, int64_t value)
{
    s->skip_days = (uint32_t)value;
}

/* Skips Saturday, Sunday, and other days before 6:00: from Friday 23:30 the next time is Monday
 * 6:00. */
static void weekend(struct feed_state *s, int64_t value)
{
    s->skip_days = 1u << 0 | 1u << 6;
    s->skip_hours = 0x3f;
    s->last_poll = value;
}

static void error_with_status(struct feed_state *s, int64_t value)
{
    s->last_status = (int)value;
    s->errors_in_row = 1;
}

static void retry_in(struct feed_state *s, int64_t value)
{
    s->last_status = 503;
    s->errors_in_row = 1;
    s->retry_at = NOON + value;
}

static void retry_of_the_host(struct feed_state *s, int64_t value)
{
    s->retry_at = NOON + value;
}

static void errors(struct feed_state *s, int64_t value)
{
    s->last_status = 404;
    s->errors_in_row = (int)value;
}

static void no_responses(struct feed_state *s, int64_t value)
{
    s->last_status = 0;
    s->errors_in_row = (int)value;
}

static void without_validators(struct feed_state *s, int64_t value)
{
    s->mean_gap_seconds = value;
    s->etag = NULL;
}

static void items_each(struct feed_state *s, int64_t value)
{
    s->mean_gap_seconds = value;
}

/* A busy feed whose server declares this freshness. */
static void busy_and_fresh(struct feed_state *s, int64_t value)
{
    s->mean_gap_seconds = 60;
    s->max_age_seconds = value;
}

static void busy_with_ttl(struct feed_state *s, int64_t value)
{
    s->mean_gap_seconds = 60;
    s->ttl_minutes = (int)value;
}

static void quiet_and_fresh(struct feed_state *s, int64_t value)
{
    s->mean_gap_seconds = 9 * HOUR;
    s->max_age_seconds = value;
}

static void gone(struct feed_state *s, int64_t value)
{
    s->last_status = (int)value;
    s->gone = true;
}

/* The last poll was earlier; now the host is throttled. */
static void throttled(struct feed_state *s, int64_t value)
{
    s->last_poll = NOON - DAY;
    s->retry_at = NOON + value;
}

#define NEVER INT64_MAX

static const struct {
    const char *name;
    void (*change)(struct feed_state *s, int64_t value);
    int64_t value;
    int64_t after; /* seconds after NOON */
    enum wait_reason reason;
    const char *detail;
} rows[] = {
    {"nothing said", nothing, 0, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"max-age over the interval", max_age, 7800, 7800, WAIT_MAX_AGE, "max-age=7800"},
    {"max-age under the interval", max_age, 60, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"max-age 0", max_age, 0, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"max-age of a year is capped", max_age, 31536000, DAY, WAIT_MAX_AGE, "max-age=31536000"},
    {"Expires", expires_in, 3 * HOUR, 3 * HOUR, WAIT_EXPIRES, "Expires"},
    {"Expires in the past", expires_in, -HOUR, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"Expires in a year is capped", expires_in, 365 * DAY, DAY, WAIT_EXPIRES, "Expires"},
    {"ttl", ttl, 120, 2 * HOUR, WAIT_TTL, "ttl 120"},
    {"ttl under the interval", ttl, 5, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"ttl of a year is capped", ttl, 525600, DAY, WAIT_TTL, "ttl 525600"},
    {"ttl of the largest number", ttl, INT32_MAX, DAY, WAIT_TTL, "ttl 2147483647"},
    {"sy:update", update_each, 4 * HOUR, 4 * HOUR, WAIT_UPDATE_PERIOD, "an update every 4 h"},
    {"skipHours, the next one is skipped", skip_hours, 1 << 13, 2 * HOUR, WAIT_SKIP_HOURS,
     "skipHours"},
    {"skipHours, another one", skip_hours, 1 << 15, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"skipHours through the night", skip_hours, 0xffe000, 12 * HOUR, WAIT_SKIP_HOURS, "skipHours"},
    {"skipHours, all of them: not believed", skip_hours, 0xffffff, HOUR, WAIT_INTERVAL,
     "1 h, the default"},
    {"skipDays, today", skip_days, 1 << 3, 12 * HOUR, WAIT_SKIP_DAYS, "skipDays"},
    {"skipDays, today and tomorrow", skip_days, 3 << 3, 36 * HOUR, WAIT_SKIP_DAYS, "skipDays"},
    {"skipDays, another day", skip_days, 1 << 5, HOUR, WAIT_INTERVAL, "1 h, the default"},
    {"skipDays, all of them: not believed", skip_days, 0x7f, HOUR, WAIT_INTERVAL,
     "1 h, the default"},
    {"days and hours together", weekend, INT64_C(1772838000), 4 * DAY + 18 * HOUR, WAIT_SKIP_HOURS,
     "skipHours"},
    {"Retry-After over the back-off", retry_in, 5 * HOUR, 5 * HOUR, WAIT_RETRY_AFTER,
     "Retry-After (503)"},
    {"Retry-After under the back-off", retry_in, 60, 2 * HOUR, WAIT_SLOW_DOWN, "503"},
    {"Retry-After of a month is capped", retry_in, 30 * DAY, 2 * DAY, WAIT_RETRY_AFTER,
     "Retry-After (503)"},
    {"Retry-After of another feed of the host", retry_of_the_host, 2 * HOUR, 2 * HOUR,
     WAIT_RETRY_AFTER, "Retry-After for the whole host"},
    {"429 without Retry-After", error_with_status, 429, 2 * HOUR, WAIT_SLOW_DOWN, "429"},
    {"503 without Retry-After", error_with_status, 503, 2 * HOUR, WAIT_SLOW_DOWN, "503"},
    {"404 once", error_with_status, 404, HOUR, WAIT_ERROR, "1 in a row"},
    {"2 errors in a row", errors, 2, 2 * HOUR, WAIT_ERROR, "2 in a row"},
    {"4 errors in a row", errors, 4, 8 * HOUR, WAIT_ERROR, "4 in a row"},
    {"9 errors in a row: a day at most", errors, 9, DAY, WAIT_ERROR, "9 in a row"},
    {"1000 errors in a row: never more", errors, 1000, DAY, WAIT_ERROR, "1000 in a row"},
    {"no answer 3 times", no_responses, 3, 4 * HOUR, WAIT_ERROR, "3 in a row"},
    {"no answer 9 times: the fault may be ours", no_responses, 9, 6 * HOUR, WAIT_ERROR,
     "9 in a row"},
    {"without validators, rhythm unknown", without_validators, 0, 2 * HOUR, WAIT_INTERVAL,
     "2 h, longer without ETag or Last-Modified"},
    {"busy feed: the floor", items_each, 60, HOUR, WAIT_INTERVAL,
     "1 h, estimated from its updates"},
    {"busy feed, fresh for 20 min: as often as that", busy_and_fresh, 20 * MINUTE, 20 * MINUTE,
     WAIT_INTERVAL, "20 min, estimated from its updates"},
    {"busy feed, fresh for a minute: each 15", busy_and_fresh, 60, 15 * MINUTE, WAIT_INTERVAL,
     "15 min, estimated from its updates"},
    {"busy feed, fresh for no time: nothing said", busy_and_fresh, 0, HOUR, WAIT_INTERVAL,
     "1 h, estimated from its updates"},
    {"busy feed, ttl of 30: as often as that", busy_with_ttl, 30, 30 * MINUTE, WAIT_INTERVAL,
     "30 min, estimated from its updates"},
    {"busy feed, ttl of 90", busy_with_ttl, 90, 90 * MINUTE, WAIT_TTL, "ttl 90"},
    {"quiet feed, fresh for 20 min: no oftener", quiet_and_fresh, 20 * MINUTE, 3 * HOUR,
     WAIT_INTERVAL, "3 h, estimated from its updates"},
    {"an item an hour: the usual", items_each, HOUR, HOUR, WAIT_INTERVAL,
     "1 h, estimated from its updates"},
    {"an item each nine hours: three times that", items_each, 9 * HOUR, 3 * HOUR, WAIT_INTERVAL,
     "3 h, estimated from its updates"},
    {"an item a year: the ceiling", items_each, 365 * DAY, DAY, WAIT_INTERVAL,
     "1 d, estimated from its updates"},
    {"410", gone, 410, NEVER, WAIT_GONE, "410"},
    {"held: counts from the hold, not from now", throttled, 10 * MINUTE, 10 * MINUTE,
     WAIT_RETRY_AFTER, "Retry-After for the whole host"},
};

static void test_what_decides(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feed_state state = asked_state();

        print_message("%s\n", rows[i].name);
        rows[i].change(&state, rows[i].value);
        plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
        assert_int_equal(state.not_before, rows[i].after == NEVER ? NEVER : NOON + rows[i].after);
        assert_int_equal(state.wait_reason, rows[i].reason);
        assert_string_equal(state.wait_detail, rows[i].detail);
    }
}

static void test_largest_of_all_decides(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    state.max_age_seconds = 2 * HOUR;
    state.ttl_minutes = 180;
    state.update_seconds = 90 * MINUTE;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    assert_int_equal(state.not_before, NOON + 3 * HOUR);
    assert_int_equal(state.wait_reason, WAIT_TTL);
    state.retry_at = NOON + 4 * HOUR;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    assert_int_equal(state.not_before, NOON + 4 * HOUR);
    assert_int_equal(state.wait_reason, WAIT_RETRY_AFTER);
}

static void test_interval_of_the_feed_stands(void **unused)
{
    struct feed_state state = asked_state();
    struct feed feed = usual_feed;

    (void)unused;
    feed.interval_seconds = 10 * MINUTE;
    state.mean_gap_seconds = 30 * DAY;
    state.etag = NULL;
    plan_next(&state, &feed, &usual_settings, NOON, 0);
    assert_int_equal(state.not_before, NOON + 10 * MINUTE);
    assert_string_equal(state.wait_detail, "10 min, set in feeds.yaml");
    state.max_age_seconds = HOUR; /* but the server's word is heard all the same */
    plan_next(&state, &feed, &usual_settings, NOON, 0);
    assert_int_equal(state.not_before, NOON + HOUR);
}

static void test_jitter_only_adds_and_only_to_our_own(void **unused)
{
    struct feed_state state = asked_state();

    (void)unused;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0.5);
    assert_int_equal(state.not_before, NOON + HOUR + 180);
    state.errors_in_row = 3;
    state.last_status = 500;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0.5);
    assert_int_equal(state.not_before, NOON + 4 * HOUR + 1800);
    state = asked_state();
    state.max_age_seconds = 7200;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0.5);
    assert_int_equal(state.not_before, NOON + 7200);
    state.skip_hours = 1 << 14;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0.5);
    assert_int_equal(state.not_before, NOON + 3 * HOUR + 300);
}

/* The interval is PLAN_PUSH_SLOWER times longer while a hub announces the news, within the maximum,
 * and what the server says stands. */
static void test_a_hub_makes_polls_rarer(void **unused)
{
    static const struct {
        const char *name;
        int64_t gap, interval, max_age; /* of the items; in feeds.yaml; of the server; 0: none */
        bool validators;
        int64_t after;
        enum wait_reason reason;
    } cases[] = {
        {"the usual interval", HOUR, 0, 0, true, 4 * HOUR, WAIT_PUSH},
        {"nothing known yet", 0, 0, 0, true, 4 * HOUR, WAIT_PUSH},
        {"a quiet feed", 9 * HOUR, 0, 0, true, 12 * HOUR, WAIT_PUSH},
        {"a quieter one: the maximum", 81 * HOUR, 0, 0, true, DAY, WAIT_PUSH},
        {"without validators", HOUR, 0, 0, false, 8 * HOUR, WAIT_PUSH},
        {"set in feeds.yaml", HOUR, 2 * HOUR, 0, true, 2 * HOUR, WAIT_INTERVAL},
        {"a longer max-age", HOUR, 0, 6 * HOUR, true, 6 * HOUR, WAIT_MAX_AGE},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct feed_state state = asked_state();
        struct feed feed = usual_feed;

        print_message("%s\n", cases[i].name);
        feed.interval_seconds = cases[i].interval;
        state.mean_gap_seconds = cases[i].gap;
        state.max_age_seconds = cases[i].max_age > 0 ? cases[i].max_age : -1;
        state.etag = cases[i].validators ? "1" : NULL;
        plan_take_push(&state, &feed, &usual_settings, true, false, NOON);
        plan_next(&state, &feed, &usual_settings, NOON, 0);
        assert_int_equal(state.not_before, NOON + cases[i].after);
        assert_int_equal(state.wait_reason, cases[i].reason);
    }
}

/* Without the hub, the next poll is where it would have been without one. */
static void test_a_hub_that_is_gone(void **unused)
{
    struct feed_state state = asked_state();
    char text[PLAN_TEXT_SIZE];

    (void)unused;
    plan_take_push(&state, &usual_feed, &usual_settings, true, false, NOON);
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    plan_describe(text, sizeof(text), &state, NOON, NULL);
    assert_string_equal(text, "in 4 h: its interval is about 4 h, longer while a hub announces its "
                              "news");
    plan_take_push(&state, &usual_feed, &usual_settings, true, false, NOON + HOUR);
    assert_int_equal(state.not_before, NOON + 4 * HOUR);
    plan_take_push(&state, &usual_feed, &usual_settings, false, false, NOON + HOUR);
    assert_int_equal(state.not_before, NOON + HOUR);
    assert_true(plan_decide(&usual_feed, &state, NOON + HOUR, false).due);
    state.wait_reason = WAIT_ERROR; /* another reason stands */
    state.not_before = NOON + 9 * HOUR;
    plan_take_push(&state, &usual_feed, &usual_settings, false, false, NOON + HOUR);
    assert_int_equal(state.not_before, NOON + 9 * HOUR);
}

/* What a hub announces makes a feed due, but lifts nothing that the feed's server demands. */
static void test_announced(void **unused)
{
    static const struct {
        const char *name;
        int64_t after, retry_in; /* seconds after NOON */
        int errors;
        bool gone, enabled, due;
        int64_t next; /* seconds after NOON */
    } cases[] = {
        {"at once", 300, 0, 0, false, true, true, 300},
        {"not as fast as that", 299, 0, 0, false, true, false, 300},
        {"Retry-After", 300, 301, 0, false, true, false, DAY},
        {"Retry-After is over", 301, 301, 0, false, true, true, 301},
        {"backing off", 300, 0, 1, false, true, false, DAY},
        {"gone", 300, 0, 0, true, true, false, INT64_MAX - NOON},
        {"disabled", 300, 0, 0, false, false, false, INT64_MAX - NOON},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct feed_state state = asked_state();
        struct feed feed = usual_feed;
        struct plan_decision decision;

        print_message("%s\n", cases[i].name);
        state.not_before = NOON + DAY;
        state.wait_reason = WAIT_MAX_AGE;
        state.retry_at = cases[i].retry_in > 0 ? NOON + cases[i].retry_in : TIME_NONE;
        state.errors_in_row = cases[i].errors;
        state.gone = cases[i].gone;
        feed.enabled = cases[i].enabled;
        plan_take_push(&state, &feed, &usual_settings, true, true, NOON + cases[i].after);
        decision = plan_decide(&feed, &state, NOON + cases[i].after, false);
        assert_int_equal(decision.due, cases[i].due);
        assert_true(decision.not_before == NOON + cases[i].next);
    }
}

/* Times are seconds after NOON; 0: none. */
static const struct {
    const char *name;
    bool enabled, gone, asked, force;
    int64_t not_before, retry_at;
    bool due;
    enum wait_reason reason;
} decisions[] = {
    {"never asked", true, false, false, false, 0, 0, true, WAIT_NONE},
    {"over", true, false, true, false, -1, 0, true, WAIT_INTERVAL},
    {"to come", true, false, true, false, 60, 0, false, WAIT_INTERVAL},
    {"to come, forced", true, false, true, true, 60, 0, true, WAIT_NONE},
    {"Retry-After", true, false, true, false, 60, 600, false, WAIT_RETRY_AFTER},
    {"Retry-After, forced", true, false, true, true, 600, 600, false, WAIT_RETRY_AFTER},
    {"Retry-After, never asked", true, false, false, false, 0, 600, false, WAIT_RETRY_AFTER},
    {"Retry-After is over, forced", true, false, true, true, 60, -1, true, WAIT_NONE},
    {"gone", true, true, true, false, -1, 0, false, WAIT_GONE},
    {"gone, forced", true, true, true, true, -1, 0, false, WAIT_GONE},
    {"disabled", false, false, true, false, -1, 0, false, WAIT_DISABLED},
    {"disabled, forced", false, false, true, true, -1, 0, false, WAIT_DISABLED},
};

static void test_decide(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof(decisions) / sizeof(decisions[0]); i++) {
        struct feed feed = usual_feed;
        struct feed_state state = decisions[i].asked ? asked_state() : fresh_state;
        struct plan_decision decision;

        print_message("%s\n", decisions[i].name);
        feed.enabled = decisions[i].enabled;
        state.gone = decisions[i].gone;
        state.wait_reason = decisions[i].asked ? WAIT_INTERVAL : WAIT_NONE;
        state.not_before = decisions[i].not_before != 0 ? NOON + decisions[i].not_before : 0;
        state.retry_at = decisions[i].retry_at != 0 ? NOON + decisions[i].retry_at : TIME_NONE;
        decision = plan_decide(&feed, &state, NOON, decisions[i].force);
        assert_int_equal(decision.due, decisions[i].due);
        assert_int_equal(decision.reason, decisions[i].reason);
    }
}

/* A run that ends between request and response: the feed waits as after a poll without news. */
static void test_request_without_response_is_kept(void **unused)
{
    struct feed_state state = fresh_state;
    char text[PLAN_TEXT_SIZE];

    (void)unused;
    plan_take_start(&state, &usual_feed, &usual_settings, NOON, 0);
    assert_false(plan_decide(&usual_feed, &state, NOON + HOUR - 1, false).due);
    assert_true(plan_decide(&usual_feed, &state, NOON + HOUR, false).due);
    assert_true(plan_decide(&usual_feed, &state, NOON, true).due); /* forced */
    plan_describe(text, sizeof(text), &state, NOON, NULL);
    assert_string_equal(text, "in 1 h: a run requested it but ended before the response");
    plan_describe(text, sizeof(text), &state, NOON + HOUR, NULL);
    assert_string_equal(text, "now");
    assert_true(state.last_poll == TIME_NONE); /* without a response it is not a poll */
    state = asked_state();
    state.max_age_seconds = 2 * HOUR;
    plan_take_start(&state, &usual_feed, &usual_settings, NOON + DAY, 0);
    assert_int_equal(state.not_before, NOON + DAY + 2 * HOUR);
    assert_string_equal(state.etag, "\"1\"");
}

/* Times from a run with a clock years ahead, and values that no run writes. */
static void test_clock_was_ahead(void **unused)
{
    const int64_t years = (int64_t)3652 * DAY;
    static const struct {
        const char *name;
        int64_t last_poll, request_started_at, retry_at, not_before; /* relative to now; 0: none */
        bool mended, due;
    } cases[] = {
        {"as it should be", -HOUR, 0, 0, HOUR, false, false},
        {"a clock that was set by some minutes", 300, 0, 0, HOUR, false, false},
        {"polled years ahead", (int64_t)3652 * DAY, 0, 0, (int64_t)3653 * DAY, true, true},
        {"polled two hours ahead", 2 * HOUR, 0, 0, 3 * HOUR, true, true},
        {"asked years ahead", -HOUR, (int64_t)3652 * DAY, 0, (int64_t)3653 * DAY, true, true},
        {"told to wait for years", -HOUR, 0, (int64_t)3652 * DAY, (int64_t)3652 * DAY, true, true},
        {"told to wait for a day", -HOUR, 0, DAY, DAY, false, false},
        {"a next that is none", -HOUR, 0, 0, (int64_t)900 * DAY, true, true},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct feed_state state = asked_state();

        print_message("%s\n", cases[i].name);
        state.last_poll = state.last_success = NOON + cases[i].last_poll;
        state.request_started_at =
            cases[i].request_started_at != 0 ? NOON + cases[i].request_started_at : TIME_NONE;
        state.retry_at = cases[i].retry_at != 0 ? NOON + cases[i].retry_at : TIME_NONE;
        state.not_before = NOON + cases[i].not_before;
        state.wait_reason = WAIT_INTERVAL;
        assert_int_equal(plan_mend_clock(&state, &usual_feed, &usual_settings, NOON),
                         cases[i].mended);
        assert_int_equal(plan_decide(&usual_feed, &state, NOON, false).due, cases[i].due);
        assert_true(state.last_poll <= NOON + 300);
        assert_true(state.last_success < NOON + years);
        assert_false(plan_mend_clock(&state, &usual_feed, &usual_settings, NOON));
    }
}

static void test_words(void **unused)
{
    static const struct {
        void (*change)(struct feed_state *s, int64_t value);
        int64_t value;
        const char *text;
    } cases[] = {
        {max_age, 7800, "in 2 h 10 min: server said max-age=7800"},
        {nothing, 0, "in 1 h: its interval is about 1 h, the default"},
        {ttl, 90, "in 1 h 30 min: feed said ttl 90"},
        {skip_hours, 1 << 13, "in 2 h: feed said skipHours, until 14:00"},
        {skip_days, 3 << 3, "in 1 d 12 h: feed said skipDays, until Fri 00:00"},
        {retry_in, 2 * DAY, "in 2 d: server said Retry-After (503)"},
        {errors, 2, "in 2 h: errors: 2 in a row"},
        {error_with_status, 429, "in 2 h: server said 429"},
        {gone, 410, "never: gone (410)"},
    };
    char text[PLAN_TEXT_SIZE];

    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct feed_state state = asked_state();

        cases[i].change(&state, cases[i].value);
        plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
        plan_describe(text, sizeof(text), &state, NOON, NULL);
        assert_string_equal(text, cases[i].text);
    }
    plan_describe(text, sizeof(text), &fresh_state, NOON, NULL);
    assert_string_equal(text, "now: never polled");
}

/* The hours are in UTC, the words in the user's zone. */
static void test_words_of_skipped_times(void **unused)
{
    static const struct zone_change east = {TIME_MIN, 5 * HOUR + 1800};
    static const struct zone zone = {"Asia/Kolkata", &east, 1};
    struct feed_state state = asked_state();
    char text[PLAN_TEXT_SIZE];

    (void)unused;
    state.skip_hours = 0xffe000;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    plan_describe(text, sizeof(text), &state, NOON, NULL);
    assert_string_equal(text, "in 12 h: feed said skipHours, until 00:00");
    plan_describe(text, sizeof(text), &state, NOON, &zone);
    assert_string_equal(text, "in 12 h: feed said skipHours, until 05:30");
    state.skip_hours = 0;
    state.skip_days = 3 << 3;
    plan_next(&state, &usual_feed, &usual_settings, NOON, 0);
    plan_describe(text, sizeof(text), &state, NOON, NULL);
    assert_string_equal(text, "in 1 d 12 h: feed said skipDays, until Fri 00:00");
    plan_describe(text, sizeof(text), &state, NOON, &zone);
    assert_string_equal(text, "in 1 d 12 h: feed said skipDays, until Fri 05:30");
}

static void test_words_of_decisions(void **unused)
{
    struct feed_state state = asked_state();
    struct feed feed = usual_feed;
    struct plan_decision decision;
    char text[PLAN_TEXT_SIZE];

    (void)unused;
    plan_next(&state, &feed, &usual_settings, NOON, 0);
    state.retry_at = NOON + 3 * HOUR; /* raised by plan_group_hosts() in the meantime */
    decision = plan_decide(&feed, &state, NOON, true);
    plan_describe_decision(text, sizeof(text), &decision, &state, NOON, NULL);
    assert_string_equal(text, "in 3 h: server said Retry-After");
    feed.enabled = false;
    decision = plan_decide(&feed, &state, NOON, true);
    plan_describe_decision(text, sizeof(text), &decision, &state, NOON, NULL);
    assert_string_equal(text, "never: disabled in feeds.yaml");
    decision = (struct plan_decision){.not_before = NOON + 3600, .reason = (enum wait_reason)9999};
    plan_describe_decision(text, sizeof(text), &decision, &state, NOON, NULL); /* a damaged state */
    assert_non_null(strstr(text, "requested"));
}

static void test_one_host_is_polled_together(void **unused)
{
    const struct feed feeds[] = {
        {.url = "https://a.example/1"}, {.url = "https://b.example/2"},
        {.url = "https://A.example/3"}, {.url = "https://a.example/4", .allow_private = true},
        {.url = "file:///a.example/5"}, {.url = "https://c.example/6"},
    };
    struct feed_state states[6];

    (void)unused;
    for (size_t i = 0; i < 6; i++)
        states[i] = fresh_state;
    states[0].retry_at = NOON + HOUR;
    states[5].retry_at = NOON - HOUR;
    states[5].moved_to = "https://a.example/6";
    assert_int_equal(plan_group_hosts(feeds, states, 6, NOON, NULL), 0);
    assert_int_equal(states[0].retry_at, NOON + HOUR);
    assert_int_equal(states[1].retry_at, TIME_NONE);
    assert_int_equal(states[2].retry_at, NOON + HOUR);
    assert_int_equal(states[3].retry_at, TIME_NONE);
    assert_int_equal(states[4].retry_at, TIME_NONE);
    assert_int_equal(states[5].retry_at, NOON + HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_decides),
        cmocka_unit_test(test_largest_of_all_decides),
        cmocka_unit_test(test_interval_of_the_feed_stands),
        cmocka_unit_test(test_jitter_only_adds_and_only_to_our_own),
        cmocka_unit_test(test_a_hub_makes_polls_rarer),
        cmocka_unit_test(test_a_hub_that_is_gone),
        cmocka_unit_test(test_announced),
        cmocka_unit_test(test_decide),
        cmocka_unit_test(test_request_without_response_is_kept),
        cmocka_unit_test(test_clock_was_ahead),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_words_of_skipped_times),
        cmocka_unit_test(test_words_of_decisions),
        cmocka_unit_test(test_one_host_is_polled_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
