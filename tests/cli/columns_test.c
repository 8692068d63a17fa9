#include "aggregator/command/command_columns.h"

#include "aggregator/base/clock.h"
#include "tests/support/test.h"

static const struct {
    const char *text, *printable;
    size_t width; /* of the printable text */
} texts[] = {
    {"", "", 0},
    {"plain", "plain", 5},
    {"été", "été", 3},
    {"e\xcc\x81t\xc3\xa9", "e\xcc\x81t\xc3\xa9", 3},
    {"港新報", "港新報", 6},
    {"Вечерний маяк", "Вечерний маяк", 13},
    {"صحيفة", "صحيفة", 5},
    {"two\nlines\tand\rmore", "two lines and more", 18},
    {"\033[31mred\007", "?[31mred?", 9},
    {"left \xe2\x80\xae thgir", "left ? thgir", 12},
    {"bad \xff\xc3|byte", "bad ??|byte", 11},
    {"cut \xe6\xb8", "cut ??", 6},
};

static void test_texts(void **state)
{
    struct arena arena;

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *printable = columns_printable(&arena, texts[i].text);

        assert_string_equal(printable, texts[i].printable);
        assert_int_equal(columns_width(printable), texts[i].width);
    }
    arena_release(&arena);
}

static const struct {
    int64_t time;
    const char *text;
} times[] = {
    {TIME_NONE, "never"},
    {1000000, "0 s ago"},
    {1000000 - 119, "119 s ago"},
    {1000000 - 120, "2 min ago"},
    {1000000 - 7199, "119 min ago"},
    {1000000 - 7200, "2 h ago"},
    {1000000 - 86400, "24 h ago"},
    {1000000 - 172800, "2 d ago"},
    {1000000 + 300, "in 5 min"},
};

static void test_times(void **state)
{
    char text[32];

    (void)state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        columns_ago(text, sizeof(text), times[i].time, 1000000);
        assert_string_equal(text, times[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
