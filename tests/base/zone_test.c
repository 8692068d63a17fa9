#define _XOPEN_SOURCE 700 /* setenv */

#include "aggregator/base/zone.h"
#include "tests/support/test.h"

enum { ARENA_BYTES = 4 << 20 };

static const struct {
    const char *zone, *utc, *local, *clock;
} rows[] = {
    {"Europe/Paris", "2026-03-02T03:48:46Z", "2026-03-02T04:48:46+01:00", "04:48"},
    {"Europe/Paris", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00", "01:59"},
    {"Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00", "03:00"},
    {"Europe/Paris", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00", "02:59"},
    {"Europe/Paris", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00", "02:00"},
    {"Asia/Kolkata", "2026-03-02T20:00:00Z", "2026-03-03T01:30:00+05:30", "01:30"},
    {"America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30", "20:30"},
    {"Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02T00:00:00+14:00", "00:00"},
    {"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59-10:00", "23:59"},
    {"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00", "00:00"},
    {"America/New_York", "2099-07-01T12:00:00Z", "2099-07-01T08:00:00-04:00", "08:00"},
    {"Europe/Moscow", "1985-07-01T12:00:00Z", "1985-07-01T16:00:00+04:00", "16:00"},
    {"UTC", "2026-03-02T03:48:46Z", "2026-03-02T03:48:46Z", "03:48"},
    {"Etc/GMT+5", "2026-03-02T03:48:46Z", "2026-03-01T22:48:46-05:00", "22:48"},
    {"Europe/Paris", "0000-01-01T00:00:00Z", "0000-01-01T01:00:00+01:00", "01:00"},
};

static void test_written_forms(void **state)
{
    struct arena arena;
    struct zone zone;
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int64_t time = clock_parse_rfc3339(rows[i].utc);

        assert_int_equal(zone_load(&zone, &arena, rows[i].zone, NULL), 0);
        zone_format_rfc3339(&zone, time, text);
        assert_string_equal(text, rows[i].local);
        assert_int_equal(clock_parse_rfc3339(text), time);
        zone_format_clock(&zone, time, text);
        assert_string_equal(text, rows[i].clock);
    }
    arena_release(&arena);
}

static void test_extreme_times(void **state)
{
    static const int64_t times[] = {INT64_MIN, TIME_MIN, -1, TIME_MAX, INT64_MAX};
    struct arena arena;
    struct zone zone;
    char text[CLOCK_TEXT_SIZE];

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    assert_int_equal(zone_load(&zone, &arena, "Pacific/Kiritimati", NULL), 0);
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        zone_format_rfc3339(&zone, times[i], text);
        assert_int_equal(strlen(text), times[i] == -1 ? 25 : strlen(text));
        zone_format_clock(&zone, times[i], text);
        assert_int_equal(strlen(text), 5);
        assert_true(zone_day(&zone, times[i]) <= zone_day(&zone, INT64_MAX));
    }
    arena_release(&arena);
}

static void test_names(void **state)
{
    static const struct {
        const char *given, *name, *suggestion;
    } names[] = {
        {"Europe/Paris", "Europe/Paris", NULL},
        {"europe/paris", "Europe/Paris", NULL},
        {"Asia/Calcutta", "Asia/Calcutta", NULL},
        {"utc", "UTC", NULL},
        {"Etc/UTC", "UTC", NULL},
        {"Zulu", "UTC", NULL},
        {"Europe/Pariss", NULL, "Europe/Paris"},
        {"Paris", NULL, "Europe/Paris"},
        {"paris", NULL, "Europe/Paris"},
        {"New York", NULL, "America/New_York"},
        {"America/New York", NULL, "America/New_York"},
        {"Europe/Berln", NULL, "Europe/Berlin"},
        {"UTC+2", NULL, "UTC"},
        {"+02:00", NULL, NULL},
        {"GMT+02:00", NULL, NULL},
        {"Middle Earth", NULL, NULL},
        {"../../etc/passwd", NULL, NULL},
        {"", NULL, NULL},
    };
    char long_name[300];

    (void)state;
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct zone zone = {.name = NULL};
        struct arena arena;

        arena_init(&arena, ARENA_BYTES);
        assert_int_equal(zone_load(&zone, &arena, names[i].given, NULL),
                         names[i].name != NULL ? 0 : ERR_ABSENT);
        if (names[i].name != NULL) {
            assert_string_equal(zone.name, names[i].name);
        } else {
            const char *suggestion = zone_suggest(&arena, names[i].given);

            assert_string_equal(suggestion != NULL ? suggestion : "none",
                                names[i].suggestion != NULL ? names[i].suggestion : "none");
        }
        assert_int_equal(zone_load(&zone, &arena, long_name, NULL), ERR_ABSENT);
        assert_null(zone_suggest(&arena, long_name));
        arena_release(&arena);
    }
}

static void test_days(void **state)
{
    static const struct {
        const char *zone, *day, *begins;
    } days[] = {
        {"Europe/Paris", "2026-03-02", "2026-03-01T23:00:00Z"},
        {"Europe/Paris", "2026-03-29", "2026-03-28T23:00:00Z"},
        {"Europe/Paris", "2026-03-30", "2026-03-29T22:00:00Z"},
        {"Europe/Paris", "2026-10-25", "2026-10-24T22:00:00Z"},
        {"Europe/Paris", "2026-10-26", "2026-10-25T23:00:00Z"},
        {"Pacific/Auckland", "2026-04-05", "2026-04-04T11:00:00Z"},
        {"Pacific/Auckland", "2026-04-06", "2026-04-05T12:00:00Z"},
        {"America/Los_Angeles", "2026-03-02", "2026-03-02T08:00:00Z"},
        {"UTC", "2026-03-02", "2026-03-02T00:00:00Z"},
    };
    struct arena arena;
    struct zone zone;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        const int64_t begins = clock_parse_rfc3339(days[i].begins);

        assert_int_equal(zone_load(&zone, &arena, days[i].zone, NULL), 0);
        assert_int_equal(zone_parse_day(&zone, days[i].day), begins);
        assert_int_equal(zone_day(&zone, begins), zone_day(&zone, begins - 1) + 1);
    }
    assert_int_equal(zone_parse_day(&zone, "2026-3-2"), TIME_NONE);
    assert_int_equal(zone_parse_day(&zone, "2026-13-02"), TIME_NONE);
    assert_int_equal(zone_parse_day(NULL, "2026-03-02"),
                     clock_parse_rfc3339("2026-03-02T00:00:00Z"));
    arena_release(&arena);
}

static void test_the_systems_zone(void **state)
{
    struct arena arena;
    struct zone zone;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    assert_int_equal(zone_load_system(&zone, &arena, NULL), 0);
    assert_string_equal(zone.name, "Asia/Kathmandu");
    assert_int_equal(zone_offset(&zone, 1772423326), 20700);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_forms),
        cmocka_unit_test(test_extreme_times),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_the_systems_zone),
    };

    setenv("TZ", "Asia/Kathmandu", 1); /* ICU reads it once */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
