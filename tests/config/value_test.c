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
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_written_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
