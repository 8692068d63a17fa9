#include "aggregator/config/value.h"
#include "tests/support/test.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void test_durations(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: rejected */
    } rows[] = {
        {"90", 90},
        {"90s", 90},
        {"30m", 1800},
        {"2h", 7200},
        {"30d", 2592000},
        {"2w", 1209600},
        {"1h30m", 5400},
        {"1d12h", 129600},
        {"0", 0},
        {"2H", 7200},
        {"", -1},
        {"h", -1},
        {"-1h", -1},
        {"1.5h", -1},
        {"1 h", -1},
        {"1y", -1},
        {"1h30", 3630},
        {"often", -1},
        {"10mins", -1},
        {"999999999999999w", -1},
        {"1000000000000000", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t seconds = -1;

        assert_int_equal(value_parse_duration(&seconds, rows[i].text), rows[i].seconds >= 0);
        assert_int_equal(seconds, rows[i].seconds);
    }
}

static void test_sizes(void **state)
{
    static const struct {
        const char *text;
        int64_t bytes;
    } rows[] = {
        {"65536", 65536},   {"512KB", 524288},
        {"16MB", 16777216}, {"16 MB", 16777216},
        {"1GiB", 1 << 30},  {"2k", 2048},
        {"7B", 7},          {"", -1},
        {"MB", -1},         {"16TB", -1},
        {"-1", -1},         {"16MBps", -1},
        {"1.5MB", -1},      {"999999999999999GB", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t bytes = -1;

        assert_int_equal(value_parse_size(&bytes, rows[i].text), rows[i].bytes >= 0);
        assert_int_equal(bytes, rows[i].bytes);
    }
}

static void test_clocks(void **state)
{
    static const struct {
        const char *text;
        int minute; /* -1: rejected */
    } rows[] = {{"07:00", 420}, {"7:05", 425}, {"00:00", 0},  {"23:59", 1439}, {"24:00", -1},
                {"7", -1},      {"7:5", -1},   {"07:60", -1}, {":30", -1},     {"7:000", -1},
                {"107:00", -1}, {"", -1},      {"-7:00", -1}, {"07.00", -1},   {"07:00 ", -1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int minute = -1;

        assert_int_equal(value_parse_clock(&minute, rows[i].text), rows[i].minute >= 0);
        assert_int_equal(minute, rows[i].minute);
    }
}

static void test_mailboxes(void **state)
{
    static const struct {
        const char *text;
        bool valid;
    } rows[] = {{"me@example.org", true},
                {"root", true},
                {"first.last+river@mail.example.org", true},
                {"a_b=c-d@xn--bcher-kva.example", true},
                {"", false},
                {"@example.org", false},
                {"me@", false},
                {"me@@example.org", false},
                {"me@example..org", false},
                {".me@example.org", false},
                {"me.@example.org", false},
                {"-oQ/tmp@example.org", false},
                {"me@example.org\nBcc: x@y.example", false},
                {"Me <me@example.org>", false},
                {"me@example.org,you@example.org", false},
                {"me@[127.0.0.1]", false},
                {"m\xC3\xA9@example.org", false},
                {"me;id@example.org", false},
                {"me|id", false}};
    char longest[300];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (value_is_mailbox(rows[i].text) != rows[i].valid)
            fail_msg("%s", rows[i].text);
    memset(longest, 'a', sizeof(longest));
    longest[64] = '\0';
    assert_true(value_is_mailbox(longest));
    longest[64] = 'a';
    longest[65] = '\0';
    assert_false(value_is_mailbox(longest));
    longest[65] = 'a';
    longest[1] = '@';
    longest[255] = '\0';
    assert_false(value_is_mailbox(longest));
}

static void test_written_forms(void **state)
{
    char text[VALUE_TEXT_SIZE];

    (void)state;
    value_format_duration(text, 5400);
    assert_string_equal(text, "90m");
    value_format_duration(text, 86400);
    assert_string_equal(text, "1d");
    value_format_duration(text, 61);
    assert_string_equal(text, "61s");
    value_format_duration(text, 0);
    assert_string_equal(text, "0s");
    value_format_size(text, 16777216);
    assert_string_equal(text, "16MB");
    value_format_size(text, 1000);
    assert_string_equal(text, "1000 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations),     cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_clocks),        cmocka_unit_test(test_mailboxes),
        cmocka_unit_test(test_written_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
