#include "aggregator/base/clock.h"
#include "tests/support/test.h"

static const struct {
    const char *text;
    int64_t time;
    const char *rfc822;
} rows[] = {
    {"1970-01-01T00:00:00Z", 0, "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"1969-12-31T23:59:59Z", -1, "Wed, 31 Dec 1969 23:59:59 GMT"},
    {"2000-02-29T12:00:00Z", 951825600, "Tue, 29 Feb 2000 12:00:00 GMT"},
    {"2026-03-02T03:48:46Z", 1772423326, "Mon, 02 Mar 2026 03:48:46 GMT"},
    {"9999-12-31T23:59:59Z", 253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
};

static void test_written_forms(void **state)
{
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        clock_format_rfc3339(rows[i].time, text);
        assert_string_equal(text, rows[i].text);
        clock_format_rfc822(rows[i].time, text);
        assert_string_equal(text, rows[i].rfc822);
        assert_int_equal(clock_parse_rfc3339(rows[i].text), rows[i].time);
    }
}

static void test_civil_round_trip(void **state)
{
    struct civil_time civil;

    (void)state;
    for (int64_t time = -5000000000; time < 10000000000; time += 12345677) {
        clock_to_civil(time, &civil);
        assert_int_equal(clock_from_civil(&civil), time);
    }
}

static void test_offsets_and_nonsense(void **state)
{
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-13-01T00:00:00Z",
                                      "2026-03-02T03:48:46",
                                      "2026-03-02T03:48:46+1:00",
                                      "2026-03-02T25:00:00Z",
                                      "yesterday"};

    (void)state;
    assert_int_equal(clock_parse_rfc3339("2026-03-02T05:18:46+01:30"), 1772423326);
    assert_int_equal(clock_parse_rfc3339("2026-03-02T03:48:46.250Z"), 1772423326);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_true(clock_parse_rfc3339(bad[i]) == TIME_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_forms),
        cmocka_unit_test(test_civil_round_trip),
        cmocka_unit_test(test_offsets_and_nonsense),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
